#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "store/byte_range.h"
#include "store/old_pages.h"

namespace holdall::store {

class ImageSnapshot;

// What has changed in an image since the notes were last taken.
struct ImageChanges {
  std::vector<ByteRange> ranges;   // sorted, disjoint, none beyond `size`
  std::uint64_t size = 0;          // of the image when the notes were taken
  std::uint64_t size_before = 0;   // when the notes before were taken
  std::uint64_t largest_size = 0;  // since then; above `size`: the end was cut off
  OldPages old_pages{};            // how changed pages were when the notes before were taken

  [[nodiscard]] bool was_cut() const { return largest_size > size; }
};

// The bytes of a database file in memory, in separately allocated chunks so that growing copies
// nothing. Notes which bytes have really changed since the notes were last taken.
//
// While it is being loaded it is partial: chunks are absent until they come, but for single pages
// that came early. A partial image can be read where it is there, and must not be written.
class Image {
 public:
  // Of SQLite's pages, whole in one chunk each.
  static constexpr std::uint32_t page_bytes = 4096;
  static constexpr std::uint32_t chunk_bytes = 256 * 1024;
  static constexpr std::uint32_t pages_per_chunk = chunk_bytes / page_bytes;
  // Two changes with a gap of at most this many equal bytes are noted as one: a range costs about
  // as much.
  static constexpr std::uint32_t joined_gap_bytes = 16;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint32_t chunk_count() const { return chunk_count_of(size_); }
  // The number of chunks that an image of `size` bytes has.
  [[nodiscard]] static std::uint32_t chunk_count_of(std::uint64_t size) {
    return static_cast<std::uint32_t>((size + chunk_bytes - 1) / chunk_bytes);
  }

  // Copies bytes out, which must be there; what lies behind the end reads as zeros. The number of
  // bytes before the end.
  std::uint64_t read(std::uint64_t offset, std::span<std::uint8_t> target) const;
  // The bytes of one chunk, the last one cut off at the end of the image. Valid until the next
  // change.
  [[nodiscard]] ByteView chunk(std::uint32_t index) const;

  // Writes and notes the ranges in which the bytes differ from what was there; grows the image as
  // needed. False if memory is exhausted; then nothing is changed. Writing within the image's size
  // never fails.
  [[nodiscard]] bool write(std::uint64_t offset, ByteView source);
  // Shrinks or grows (with zeros). Shrinking never fails.
  [[nodiscard]] bool resize(std::uint64_t size);

  // For loading, which notes no changes.
  // Makes it an image of `size` bytes of which nothing is there. False: memory is exhausted.
  [[nodiscard]] bool begin_loading(std::uint64_t size);
  // A page that is wanted before its chunk: page_bytes long. False: memory is exhausted.
  [[nodiscard]] bool load_page(std::uint32_t page, ByteView bytes);
  // Takes over an absent chunk, chunk_bytes long, with zeros behind the image's end. False if a
  // page of it that came early was another; the chunk's bytes hold.
  [[nodiscard]] bool load_chunk(std::uint32_t index, Bytes bytes);
  [[nodiscard]] bool complete() const { return absent_chunks_ == 0; }
  [[nodiscard]] bool has_chunk(std::uint32_t index) const { return !chunks_[index].empty(); }
  // Whether all bytes of the range that lie before the image's end are there.
  [[nodiscard]] bool is_present(std::uint64_t offset, std::uint64_t length) const;

  // From now on the pages that are read are noted, until they are taken (ascending).
  void note_reads() { notes_reads_ = true; }
  [[nodiscard]] std::vector<std::uint32_t> take_read_pages();

  // Forgets what was noted, including the sizes that the image had.
  void forget_changes();

  // The changes since the last call. Throws std::bad_alloc, leaving everything as it was, only if
  // memory was exhausted while notes were made.
  [[nodiscard]] ImageChanges take_changes();
  // Gives changes back that could not be stored.
  void restore_changes(ImageChanges changes);
  [[nodiscard]] bool has_changes() const;
  // Notes every byte as changed: nothing of the image is stored any more.
  void note_all();

 private:
  friend class ImageSnapshot;
  [[nodiscard]] bool reserve(std::uint64_t size);
  void read_piece(std::size_t chunk, std::size_t begin, std::span<std::uint8_t> target) const;
  void note_read(std::uint64_t offset, std::uint64_t length) const;
  void write_piece(std::uint64_t offset, std::uint8_t* target, ByteView source);
  void keep_old_pages(std::uint64_t offset, std::size_t length);
  void note(ByteRange range);
  void about_to_change(std::size_t chunk);

  // Each of chunk_bytes, what lies behind size_ is zero; or empty: absent.
  std::vector<Bytes> chunks_;
  std::size_t absent_chunks_ = 0;
  std::unordered_map<std::uint32_t, Bytes> early_pages_;  // of absent chunks
  bool notes_reads_ = false;
  mutable std::vector<bool> read_pages_;
  ImageSnapshot* snapshot_ = nullptr;
  std::vector<ByteRange> changes_;
  OldPages old_pages_;
  ByteRange unnoted_{0, 0};  // covers the changes for whose notes memory did not suffice
  std::uint64_t size_ = 0;
  std::uint64_t size_at_take_ = 0;
  std::uint64_t largest_size_ = 0;
};

}  // namespace holdall::store
