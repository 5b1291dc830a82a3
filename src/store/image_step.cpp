#include "store/image_step.h"

#include <algorithm>

namespace holdall::store {
namespace {

constexpr std::uint8_t last_upkeep = static_cast<std::uint8_t>(Upkeep::checkpoint);

void write_numbers(ByteWriter& writer, const std::vector<std::uint32_t>& ascending) {
  writer.varint(ascending.size());
  std::uint32_t next = 0;
  for (const std::uint32_t number : ascending) {
    writer.varint(number - next);
    next = number + 1;
  }
}

// Fails the reader on a count that the bytes left cannot hold and on numbers from `limit` on.
std::vector<std::uint32_t> read_numbers(ByteReader& reader, std::uint64_t limit, bool& sound) {
  const std::uint64_t count = reader.varint();
  sound = sound && count <= reader.left();
  std::vector<std::uint32_t> numbers;
  if (!sound) return numbers;
  numbers.reserve(static_cast<std::size_t>(count));
  std::uint64_t next = 0;
  for (std::uint64_t index = 0; sound && index < count; ++index) {
    const std::uint64_t gap = reader.varint();
    sound = gap < limit && next < limit - gap;
    if (sound) numbers.push_back(static_cast<std::uint32_t>(next + gap));
    next += gap + 1;
  }
  return numbers;
}

std::vector<ByteRange> read_ranges(ByteReader& reader, bool& sound) {
  const std::uint64_t count = reader.varint();
  sound = sound && count <= reader.left() / 2;
  std::vector<ByteRange> ranges;
  if (!sound) return ranges;
  ranges.reserve(static_cast<std::size_t>(count));
  std::uint64_t position = 0;
  for (std::uint64_t index = 0; sound && index < count; ++index) {
    constexpr std::uint64_t limit = std::uint64_t{UINT32_MAX} * Image::chunk_bytes;
    const std::uint64_t gap = reader.varint();
    const std::uint64_t length = reader.varint();
    sound = gap <= limit - position && length >= 1 && length <= limit - position - gap;
    if (!sound) break;
    ranges.push_back({position + gap, position + gap + length});
    position += gap + length;
  }
  return ranges;
}

// The ranges up to the image's end: what lies behind it was cut off.
std::vector<ByteRange> within(std::vector<ByteRange> ranges, std::uint64_t size) {
  normalise(ranges, size, 0);
  return ranges;
}

}  // namespace

Bytes encode_image_step(const ImageStep& step, const Image& image) {
  ByteWriter writer;
  writer.sized(step.header_before);
  writer.sized(step.header);
  writer.fixed_u8(static_cast<std::uint8_t>(step.plan.upkeep));
  writer.varint(step.record_bytes);
  writer.varint(step.plan.changed.size());
  std::uint64_t position = 0;
  for (const ByteRange& range : step.plan.changed) {
    writer.varint(range.begin - position);
    writer.varint(range.end - range.begin);
    position = range.end;
  }
  write_numbers(writer, step.plan.record_chunks);
  write_numbers(writer, step.plan.chunk_writes);
  writer.fixed_u8(step.early_pages ? 1 : 0);
  if (step.early_pages) write_numbers(writer, *step.early_pages);
  const std::vector<ByteRange> kept = within(step.plan.changed, image.size());
  Bytes value = writer.take();
  std::size_t length = value.size();
  value.resize(length + static_cast<std::size_t>(total_bytes(kept)));
  for (const ByteRange& range : kept) {
    const auto size = static_cast<std::size_t>(range.end - range.begin);
    image.read(range.begin, std::span(value).subspan(length, size));
    length += size;
  }
  return value;
}

Result<ImageStep> decode_image_step(ByteView value) {
  ByteReader reader(value);
  ImageStep step;
  const ByteView before = reader.sized();
  step.header_before.assign(before.begin(), before.end());
  const ByteView header = reader.sized();
  step.header.assign(header.begin(), header.end());
  Result<StorageHeader> decoded = decode_header(step.header);
  if (!decoded) return fail(std::move(decoded.error()));
  step.plan.header = *decoded;
  const std::uint8_t upkeep = reader.fixed_u8();
  step.plan.upkeep = static_cast<Upkeep>(std::min(upkeep, last_upkeep));
  step.record_bytes = reader.varint();
  bool sound = upkeep <= last_upkeep;
  step.plan.changed = read_ranges(reader, sound);
  const std::uint32_t chunk_count = Image::chunk_count_of(decoded->image_bytes);
  step.plan.record_chunks = read_numbers(reader, chunk_count, sound);
  step.plan.chunk_writes = read_numbers(reader, chunk_count, sound);
  if (reader.fixed_u8() != 0) {
    step.early_pages =
        read_numbers(reader, std::uint64_t{chunk_count} * Image::pages_per_chunk, sound);
  }
  if (!sound || reader.failed()) return fail(ErrorCode::damaged, "step of another tab");
  step.bytes = reader.take(total_bytes(within(step.plan.changed, decoded->image_bytes)));
  if (!reader.at_end()) return fail(ErrorCode::damaged, "length of a step of another tab");
  return step;
}

}  // namespace holdall::store
