#include "store/delta_log.h"

#include <array>
#include <optional>

#include "base/assert.h"
#include "base/checksum.h"

namespace holdall::store {
namespace {

constexpr std::array<std::uint8_t, 8> header_magic = {'H', 'O', 'L', 'D', 'A', 'L', 'L', 0};
constexpr std::size_t checksum_bytes = 8;
constexpr std::uint64_t early_pages_seed = 1;
constexpr std::size_t header_bytes = 68;
constexpr std::uint64_t image_bytes_max = std::uint64_t{UINT32_MAX} * Image::chunk_bytes;

std::uint64_t fixed_u64_at(ByteView bytes, std::size_t offset) {
  ByteReader reader(bytes.subspan(offset));
  return reader.fixed_u64();
}

// Whether the last eight bytes are the checksum of those before them.
bool ends_with_checksum(ByteView bytes, std::uint64_t seed) {
  if (bytes.size() < checksum_bytes) return false;
  const std::size_t covered = bytes.size() - checksum_bytes;
  return fixed_u64_at(bytes, covered) == checksum(bytes.first(covered), seed);
}

// The next range behind `position` of an image of `limit` bytes; nothing if it is none.
std::optional<LogRange> read_range(ByteReader& reader, std::uint64_t position,
                                   std::uint64_t limit) {
  const std::uint64_t gap = reader.varint();
  const std::uint64_t described = reader.varint();
  const std::uint64_t length = described / 2;
  const bool fits = position <= limit && gap <= limit - position && length >= 1 &&
                    length <= limit - position - gap;
  if (reader.failed() || !fits) return std::nullopt;
  LogRange range{position + gap, position + gap + length};
  if (described % 2 == 0) return range;
  const std::int64_t from = reader.signed_varint();
  const std::uint64_t page_begin = range.begin / Image::page_bytes * Image::page_bytes;
  const auto in_page = static_cast<std::int64_t>(range.begin - page_begin);
  const bool in_one_page = range.end - page_begin <= Image::page_bytes && from >= -in_page &&
                           from <= Image::page_bytes - static_cast<std::int64_t>(length) - in_page;
  if (reader.failed() || from == 0 || !in_one_page) return std::nullopt;
  range.moved_from = static_cast<std::int32_t>(from);
  return range;
}

}  // namespace

Bytes encode_header(const StorageHeader& header) {
  ByteWriter writer;
  writer.append(header_magic);
  writer.fixed_u32(storage_format_version);
  writer.fixed_u32(Image::chunk_bytes);
  writer.fixed_u64(header.opening.epoch);
  writer.fixed_u64(header.opening.writer);
  writer.fixed_u64(header.last_sequence);
  writer.fixed_u64(header.first_sequence);
  writer.fixed_u64(header.image_bytes);
  writer.fixed_u32(header.stored_chunks);
  writer.fixed_u64(checksum(writer.bytes()));
  HOLDALL_ASSERT(writer.size() == header_bytes);
  return writer.take();
}

Result<StorageHeader> decode_header(ByteView bytes) {
  if (!ends_with_checksum(bytes, 0)) return fail(ErrorCode::damaged, "header checksum");
  ByteReader reader(bytes);
  const ByteView magic = reader.take(header_magic.size());
  if (as_text(magic) != as_text(header_magic)) return fail(ErrorCode::damaged, "header magic");
  const std::uint32_t version = reader.fixed_u32();
  if (version > storage_format_version) return fail(ErrorCode::newer_format);
  const std::uint32_t chunk_size = reader.fixed_u32();
  StorageHeader header;
  header.opening.epoch = reader.fixed_u64();
  header.opening.writer = reader.fixed_u64();
  header.last_sequence = reader.fixed_u64();
  header.first_sequence = reader.fixed_u64();
  header.image_bytes = reader.fixed_u64();
  header.stored_chunks = reader.fixed_u32();
  const bool sound =
      bytes.size() == header_bytes && version != 0 && chunk_size == Image::chunk_bytes &&
      header.last_sequence >= 1 && header.first_sequence >= 1 &&
      header.first_sequence <= header.last_sequence + 1 && header.image_bytes <= image_bytes_max &&
      header.stored_chunks <= Image::chunk_count_of(header.image_bytes);
  if (!sound) return fail(ErrorCode::damaged, "header fields");
  return header;
}

Bytes encode_log_record(const StorageHeader& header, const Image& image,
                        std::span<const LogRange> ranges) {
  ByteWriter writer;
  writer.fixed_u64(header.opening.epoch);
  writer.fixed_u64(header.opening.writer);
  writer.fixed_u64(image.size());
  writer.varint(ranges.size());
  std::uint64_t position = 0;
  std::uint64_t held = 0;
  for (const LogRange& range : ranges) {
    HOLDALL_ASSERT(range.begin >= position && range.begin < range.end && range.end <= image.size());
    const bool moved = range.moved_from != 0;
    writer.varint(range.begin - position);
    writer.varint((range.end - range.begin) * 2 + (moved ? 1 : 0));
    if (moved) writer.signed_varint(range.moved_from);
    held += moved ? 0 : range.end - range.begin;
    position = range.end;
  }
  Bytes value = writer.take();
  std::size_t length = value.size();
  value.resize(length + static_cast<std::size_t>(held) + checksum_bytes);
  for (const LogRange& range : ranges) {
    if (range.moved_from != 0) continue;
    const auto size = static_cast<std::size_t>(range.end - range.begin);
    image.read(range.begin, std::span(value).subspan(length, size));
    length += size;
  }
  ByteWriter tail;
  tail.fixed_u64(checksum(ByteView(value).first(length), header.last_sequence));
  std::copy(tail.bytes().begin(), tail.bytes().end(), value.end() - checksum_bytes);
  return value;
}

Result<LogRecord> decode_log_record(std::uint64_t sequence, ByteView value) {
  if (!ends_with_checksum(value, sequence)) return fail(ErrorCode::damaged, "log record checksum");
  return salvage_log_record(value);
}

Result<LogRecord> salvage_log_record(ByteView value) {
  if (value.size() < checksum_bytes) return fail(ErrorCode::damaged, "log record length");
  ByteReader reader(value.first(value.size() - checksum_bytes));
  LogRecord record;
  record.opening.epoch = reader.fixed_u64();
  record.opening.writer = reader.fixed_u64();
  record.image_bytes = reader.fixed_u64();
  if (record.image_bytes > image_bytes_max) return fail(ErrorCode::damaged, "log record image");
  const std::uint64_t count = reader.varint();
  // A range takes at least three bytes, two that describe it and one of its own or one that says
  // where it lay, so that a wrong count cannot ask for much more memory than is there.
  if (count > reader.left() / 3) return fail(ErrorCode::damaged, "log record ranges");
  record.ranges.reserve(static_cast<std::size_t>(count));
  std::uint64_t position = 0;
  std::uint64_t held = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    const std::optional<LogRange> range = read_range(reader, position, record.image_bytes);
    if (!range) return fail(ErrorCode::damaged, "log record ranges");
    record.ranges.push_back(*range);
    position = range->end;
    held += range->moved_from == 0 ? range->end - range->begin : 0;
  }
  record.bytes = reader.take(held);
  if (!reader.at_end()) return fail(ErrorCode::damaged, "log record length");
  return record;
}

Bytes encode_early_pages(std::uint64_t sequence, const Image& image,
                         std::span<const std::uint32_t> pages) {
  ByteWriter writer;
  writer.fixed_u64(sequence);
  writer.varint(pages.size());
  std::uint32_t next = 0;
  for (const std::uint32_t page : pages) {
    HOLDALL_ASSERT(page >= next && std::uint64_t{page} * Image::page_bytes < image.size());
    writer.varint(page - next);
    next = page + 1;
  }
  Bytes value = writer.take();
  std::size_t length = value.size();
  value.resize(length + pages.size() * Image::page_bytes + checksum_bytes);
  for (const std::uint32_t page : pages) {
    image.read(std::uint64_t{page} * Image::page_bytes,
               std::span(value).subspan(length, Image::page_bytes));
    length += Image::page_bytes;
  }
  ByteWriter tail;
  tail.fixed_u64(checksum(ByteView(value).first(length), early_pages_seed));
  std::copy(tail.bytes().begin(), tail.bytes().end(), value.end() - checksum_bytes);
  return value;
}

Result<EarlyPages> decode_early_pages(ByteView value) {
  if (!ends_with_checksum(value, early_pages_seed)) return fail(ErrorCode::damaged, "early pages");
  ByteReader reader(value.first(value.size() - checksum_bytes));
  EarlyPages early;
  early.sequence = reader.fixed_u64();
  const std::uint64_t count = reader.varint();
  if (count > reader.left() / Image::page_bytes) return fail(ErrorCode::damaged, "early pages");
  early.pages.reserve(static_cast<std::size_t>(count));
  std::uint64_t next = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    const std::uint64_t page = next + reader.varint();
    if (reader.failed() || page >= UINT32_MAX) return fail(ErrorCode::damaged, "early pages");
    early.pages.push_back(static_cast<std::uint32_t>(page));
    next = page + 1;
  }
  early.bytes = reader.take(count * Image::page_bytes);
  if (!reader.at_end()) return fail(ErrorCode::damaged, "early pages");
  return early;
}

Bytes encode_chunk(std::uint32_t index, std::uint64_t sequence, ByteView bytes) {
  ByteWriter trailer;
  trailer.fixed_u64(sequence);
  Bytes value;
  value.reserve(bytes.size() + chunk_trailer_bytes);
  value.assign(bytes.begin(), bytes.end());
  value.insert(value.end(), trailer.bytes().begin(), trailer.bytes().end());
  trailer.fixed_u64(checksum(value, index));
  value.insert(value.end(), trailer.bytes().begin() + sizeof(sequence), trailer.bytes().end());
  return value;
}

Result<std::uint64_t> decode_chunk(std::uint32_t index, Bytes& value) {
  if (!ends_with_checksum(value, index)) return fail(ErrorCode::damaged, "chunk checksum");
  return salvage_chunk(value);
}

Result<std::uint64_t> salvage_chunk(Bytes& value) {
  const bool sized = value.size() >= chunk_trailer_bytes &&
                     value.size() <= Image::chunk_bytes + chunk_trailer_bytes;
  if (!sized) return fail(ErrorCode::damaged, "chunk length");
  const std::size_t length = value.size() - chunk_trailer_bytes;
  const std::uint64_t sequence = fixed_u64_at(value, length);
  value.resize(length);
  return sequence;
}

}  // namespace holdall::store
