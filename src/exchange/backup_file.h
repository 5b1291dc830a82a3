#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "store/image.h"
#include "store/image_snapshot.h"

namespace holdall::exchange {

inline constexpr std::string_view backup_extension = ".holdall";
inline constexpr std::string_view database_extension = ".sqlite";
// Of a file that is read. More than any database in a tab can be.
inline constexpr std::uint64_t backup_bytes_max = 2'000'000'000;

struct BackupHead {
  std::uint64_t image_bytes = 0;
  std::int64_t made_ms = 0;  // since 1970 UTC; 0: a plain database does not say
  std::uint32_t schema_version = 0;
};

// A whole database as one file: the SQLite image in compressed blocks (docs/backup-format.md). One
// block per step; the image may go on changing meanwhile, the file holds it as it was at the
// beginning.
class BackupWriter {
 public:
  // Takes the next bytes of the file.
  using Sink = std::function<void(ByteView piece)>;

  // The image must be complete and outlive the writer. Puts out the head.
  BackupWriter(store::Image& image, std::int64_t made_ms, std::uint32_t schema_version, Sink sink);

  [[nodiscard]] std::uint64_t image_bytes() const { return snapshot_.size(); }
  [[nodiscard]] std::uint32_t blocks_done() const { return done_; }
  [[nodiscard]] std::uint32_t blocks() const { return snapshot_.chunk_count(); }
  [[nodiscard]] bool finished() const { return done_ == blocks(); }
  // Puts out the next block. Fails with out_of_memory; then the writer is of no more use.
  [[nodiscard]] Status step();

 private:
  store::ImageSnapshot snapshot_;
  Sink sink_;
  std::uint64_t seed_ = 0;
  std::uint32_t done_ = 0;
};

// Whether it is a plain SQLite file in the mode with a write-ahead log, so that a part of the
// database may lie in another file.
[[nodiscard]] bool is_in_wal_mode(ByteView file);

// Reads such a file, or a plain SQLite database, into an image, one block per step. Believes
// nothing that is not checked, and allocates no more than the blocks that are there.
class BackupReader {
 public:
  explicit BackupReader(Bytes file) : file_(std::move(file)), rest_(file_) {}
  BackupReader(const BackupReader&) = delete;
  BackupReader& operator=(const BackupReader&) = delete;

  // Reads the head; the image must be empty. Fails with file_unrecognised (no backup), newer_format
  // (of its form, not of what it holds), file_truncated, damaged, out_of_memory.
  [[nodiscard]] Status begin(store::Image& image);
  [[nodiscard]] const BackupHead& head() const { return head_; }
  // Whether the file is a plain database, which has no head: only its size is known.
  [[nodiscard]] bool plain() const { return plain_; }
  [[nodiscard]] std::uint32_t blocks_done() const { return done_; }
  [[nodiscard]] std::uint32_t blocks() const {
    return store::Image::chunk_count_of(head_.image_bytes);
  }
  [[nodiscard]] bool finished() const { return done_ == blocks(); }
  // Fails with file_truncated, damaged, out_of_memory. The image is whole when it is finished.
  [[nodiscard]] Status step(store::Image& image);

 private:
  [[nodiscard]] Status read_head();
  [[nodiscard]] Result<Bytes> next_chunk(std::size_t size);

  Bytes file_;
  ByteReader rest_;
  bool plain_ = false;
  BackupHead head_;
  std::uint64_t seed_ = 0;
  std::uint32_t done_ = 0;
};

}  // namespace holdall::exchange
