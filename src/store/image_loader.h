#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "platform/storage.h"
#include "store/image.h"
#include "store/log_ledger.h"

namespace holdall::store {

// Chunks and log records that failed their checksum, contradict the header or are missing.
struct Damage {
  std::vector<std::uint32_t> chunks;         // indexes
  std::vector<std::uint64_t> log_sequences;  // at most the first thousand
  bool header = false;

  [[nodiscard]] bool any() const { return header || !chunks.empty() || !log_sequences.empty(); }
};

// Puts an image together from what a storage holds, part by part: first what the early pages and
// the log give, then chunk by chunk. With damage the image holds what was readable, be its checksum
// wrong, and zeros for the rest, and the ledger must not be used to write. Fails with newer_format,
// out_of_memory or, if an early page turns out to be another one than its chunk's, with
// storage_fenced: the reading is void, because somebody may have seen that page. Nothing more may
// be called then.
class ImageLoader {
 public:
  // Both must outlive the loader and be new.
  ImageLoader(Image& image, LogLedger& ledger, bool uses_early_pages)
      : image_(image), ledger_(ledger), uses_early_pages_(uses_early_pages) {}

  // The first part.
  [[nodiscard]] Status begin(platform::StoredPart part);
  [[nodiscard]] Status add(std::vector<platform::StoredValue> chunks);
  // After the last part.
  [[nodiscard]] Status finish();

  // Complete after finish().
  [[nodiscard]] const Damage& damage() const { return damage_; }
  // After begin(): the early pages that the image has now, and the sequence that they were stored
  // with; 0 if there are none that can be used.
  [[nodiscard]] const std::vector<std::uint32_t>& early_pages() const { return early_pages_; }
  [[nodiscard]] std::uint64_t early_sequence() const { return early_sequence_; }

 private:
  // What a log record does to one chunk: bytes that it brings, bytes that moved within their page,
  // or zeros up to the chunk's end.
  struct Piece {
    std::uint64_t sequence;
    std::uint32_t begin;                  // in the chunk
    std::uint32_t length;                 // 0: zeros
    std::int32_t moved_from = 0;          // as in LogRange
    const std::uint8_t* bytes = nullptr;  // of a piece that did not move
  };
  struct Record {
    std::uint64_t sequence;
    std::uint64_t value_bytes;
    LogRecord record;
  };

  [[nodiscard]] Status read_header();
  void guess_header();
  [[nodiscard]] Status begin_image();
  void read_log();
  [[nodiscard]] bool contradicts_header(std::uint64_t sequence, const LogRecord& record) const;
  void lost_records(std::uint64_t first, std::uint64_t end);
  void salvage(std::uint64_t sequence, ByteView value);
  void split(std::uint64_t sequence, const LogRecord& record, std::uint64_t extent);
  void replay(std::uint32_t index, std::uint64_t current_to, Bytes& bytes) const;
  static void apply(std::span<const Piece> record, std::span<std::uint8_t> chunk);
  [[nodiscard]] Status load_early_pages();
  [[nodiscard]] Status add_chunk(platform::StoredValue chunk);
  [[nodiscard]] Status load_damaged_chunk(std::uint32_t index, Bytes value);
  [[nodiscard]] Status load_chunk(std::uint32_t index, std::uint64_t current_to, Bytes bytes);
  void fill_ledger();

  Image& image_;
  LogLedger& ledger_;
  bool uses_early_pages_;
  Damage damage_;
  StorageHeader header_;
  platform::StoredPart first_;
  // Without a sound header all chunks are needed before anything can be said.
  std::vector<platform::StoredValue> waiting_chunks_;
  bool header_known_ = false;
  std::vector<Record> records_;             // views into first_.log
  std::vector<std::vector<Piece>> pieces_;  // by chunk, in the order of the log
  std::vector<std::uint64_t> chunk_sequences_;
  std::uint64_t extent_ = 0;  // the end of the last byte of a stored chunk
  std::vector<std::uint32_t> early_pages_;
  std::uint64_t early_sequence_ = 0;
};

}  // namespace holdall::store
