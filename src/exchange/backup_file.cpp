#include "exchange/backup_file.h"

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "base/checksum.h"
#include "base/compression.h"

namespace holdall::exchange {
namespace {

// The first byte is none of a text, so that nobody takes the file for one.
constexpr std::array<std::uint8_t, 8> magic = {0x89, 'H', 'O', 'L', 'D', 'A', 'L', 'L'};
// https://www.sqlite.org/fileformat2.html#magic_header_string
constexpr std::string_view plain_magic("SQLite format 3\0", 16);
// https://www.sqlite.org/fileformat2.html#file_format_version_numbers
constexpr std::size_t write_version_at = 18;
constexpr std::size_t read_version_at = 19;
constexpr std::uint8_t rollback_version = 1;
constexpr std::uint8_t wal_version = 2;
constexpr std::uint32_t format_version = 1;
constexpr std::size_t head_bytes = magic.size() + 4 + 8 + 8 + 4;
constexpr std::size_t block_frame_bytes = 4 + 8;

}  // namespace

BackupWriter::BackupWriter(store::Image& image, std::int64_t made_ms, std::uint32_t schema_version,
                           Sink sink)
    : snapshot_(image), sink_(std::move(sink)) {
  ByteWriter head;
  head.append(magic);
  head.fixed_u32(format_version);
  head.fixed_u64(snapshot_.size());
  head.fixed_u64(static_cast<std::uint64_t>(made_ms));
  head.fixed_u32(schema_version);
  seed_ = checksum(head.bytes());
  head.fixed_u64(seed_);
  sink_(head.bytes());
}

Status BackupWriter::step() {
  HOLDALL_ASSERT(!finished());
  const Result<ByteView> chunk = snapshot_.next_chunk();
  if (!chunk) return fail(chunk.error());
  Result<Bytes> block = compress(*chunk);
  if (!block) return fail(block.error());
  try {
    ByteWriter part;
    part.fixed_u32(static_cast<std::uint32_t>(block->size()));
    part.append(*block);
    part.fixed_u64(checksum(*chunk, seed_ + done_));
    sink_(part.bytes());
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "writing a backup");
  }
  ++done_;
  return {};
}

bool is_in_wal_mode(ByteView file) {
  return file.size() > write_version_at && as_text(file).starts_with(plain_magic) &&
         file[write_version_at] == wal_version;
}

Status BackupReader::begin(store::Image& image) {
  plain_ = as_text(file_).starts_with(plain_magic);
  if (plain_) head_.image_bytes = file_.size();
  if (Status read = plain_ ? Status{} : read_head(); !read) return read;
  if (!image.begin_loading(head_.image_bytes)) {
    return fail(ErrorCode::out_of_memory, "restoring a backup");
  }
  return {};
}

Status BackupReader::read_head() {
  const bool known = file_.size() >= magic.size() &&
                     std::ranges::equal(ByteView(file_).first(magic.size()), magic);
  if (!known) return fail(ErrorCode::file_unrecognised, "not a backup of Holdall");
  if (file_.size() < head_bytes + 8) return fail(ErrorCode::file_truncated);
  rest_.take(magic.size());
  const std::uint32_t version = rest_.fixed_u32();
  if (version > format_version) return fail(ErrorCode::newer_format);
  head_.image_bytes = rest_.fixed_u64();
  head_.made_ms = static_cast<std::int64_t>(rest_.fixed_u64());
  head_.schema_version = rest_.fixed_u32();
  seed_ = checksum(ByteView(file_).first(head_bytes));
  if (version == 0 || rest_.fixed_u64() != seed_) {
    return fail(ErrorCode::damaged, "the head of the backup");
  }
  // Whatever the head says: no more blocks than could be in the file at all.
  if (head_.image_bytes / store::Image::chunk_bytes > file_.size() / block_frame_bytes)
    return fail(ErrorCode::file_truncated);
  return {};
}

Result<Bytes> BackupReader::next_chunk(std::size_t size) {
  if (plain_) {
    const ByteView bytes = rest_.take(size);
    Bytes chunk(bytes.begin(), bytes.end());
    // The log was folded in when the last connection closed.
    if (done_ == 0 && size > read_version_at && is_in_wal_mode(chunk)) {
      chunk[write_version_at] = chunk[read_version_at] = rollback_version;
    }
    return chunk;
  }
  const ByteView block = rest_.take(rest_.fixed_u32());
  const std::uint64_t sum = rest_.fixed_u64();
  if (rest_.failed()) return fail(ErrorCode::file_truncated);
  Result<Bytes> chunk = decompress(block, size);
  if (chunk && checksum(*chunk, seed_ + done_) != sum) {
    return fail(ErrorCode::damaged, "block " + std::to_string(done_) + " of the backup");
  }
  return chunk;
}

Status BackupReader::step(store::Image& image) {
  HOLDALL_ASSERT(!finished());
  const std::uint64_t offset = std::uint64_t{done_} * store::Image::chunk_bytes;
  const auto size = static_cast<std::size_t>(
      std::min<std::uint64_t>(store::Image::chunk_bytes, head_.image_bytes - offset));
  try {
    Result<Bytes> chunk = next_chunk(size);
    if (!chunk) return fail(std::move(chunk.error()));
    chunk->resize(store::Image::chunk_bytes);
    (void)image.load_chunk(done_, *std::move(chunk));  // no page of it came before
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "restoring a backup");
  }
  ++done_;
  if (finished() && rest_.left() > 0) {
    return fail(ErrorCode::damaged, "bytes behind the end of the backup");
  }
  return {};
}

}  // namespace holdall::exchange
