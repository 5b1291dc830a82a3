#include "sync/batch_frame.h"

#include <algorithm>
#include <array>

namespace holdall::sync {
namespace {

// The first byte is none of a text, so that nobody takes the file for one.
constexpr std::array<std::uint8_t, 8> magic = {0x89, 'H', 'O', 'L', 'D', 'B', 'A', 'T'};

template <class Name>
Name read_name(ByteReader& reader) {
  Name name;
  const ByteView bytes = reader.take(name.bytes.size());
  std::ranges::copy(bytes, name.bytes.begin());
  return name;
}

// Fails on devices that do not ascend, on sequence 0, and on the batch's own device.
bool read_seen(ByteReader& reader, BatchHeader& header) {
  constexpr std::size_t entry_min_bytes = sizeof(DeviceName::bytes) + 1;
  const std::uint64_t count = reader.varint();
  if (reader.failed() || count > reader.left() / entry_min_bytes) return false;
  header.seen.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t index = 0; index < count; ++index) {
    SeenStream seen{.device = read_name<DeviceName>(reader)};
    seen.sequence = reader.varint();
    const bool ascends = header.seen.empty() || header.seen.back().device < seen.device;
    if (reader.failed() || !ascends || seen.sequence == 0 || seen.device == header.device) {
      return false;
    }
    header.seen.push_back(seen);
  }
  return true;
}

}  // namespace

Bytes encode_batch_header(const BatchHeader& header) {
  ByteWriter rest;
  rest.append(header.space.bytes);
  rest.append(header.epoch.bytes);
  rest.append(header.device.bytes);
  rest.fixed_u64(header.sequence);
  rest.append(header.before.bytes);
  rest.varint(header.seen.size());
  for (const SeenStream& seen : header.seen) {
    rest.append(seen.device.bytes);
    rest.varint(seen.sequence);
  }
  ByteWriter writer;
  writer.append(magic);
  writer.fixed_u32(header.format_version);
  writer.fixed_u32(header.least_reader_version);
  writer.fixed_u32(static_cast<std::uint32_t>(rest.size()));
  writer.append(rest.bytes());
  return writer.take();
}

Result<BatchFrame> read_batch_frame(ByteView batch) {
  const auto damaged = [] { return fail(ErrorCode::damaged, "the header of a batch"); };
  ByteReader reader(batch);
  const bool known = std::ranges::equal(reader.take(magic.size()), magic);
  BatchFrame frame;
  BatchHeader& header = frame.header;
  header.format_version = reader.fixed_u32();
  header.least_reader_version = reader.fixed_u32();
  const std::uint32_t rest_bytes = reader.fixed_u32();
  ByteReader rest(reader.take(rest_bytes));
  frame.header_bytes = batch.size() - reader.left();
  if (!known || reader.failed() || batch.size() > batch_bytes_max ||
      reader.left() < nonce_bytes + seal_overhead_bytes + signature_bytes) {
    return damaged();
  }
  frame.sealed = batch.subspan(frame.header_bytes, reader.left() - signature_bytes);
  header.space = read_name<SpaceId>(rest);
  header.epoch = read_name<EpochId>(rest);
  header.device = read_name<DeviceName>(rest);
  header.sequence = rest.fixed_u64();
  header.before = read_name<ObjectHash>(rest);
  const bool versions =
      header.least_reader_version > 0 && header.least_reader_version <= header.format_version;
  const bool first = header.before == ObjectHash{};
  if (!versions || !read_seen(rest, header) || header.sequence == 0 ||
      first != (header.sequence == 1)) {
    return damaged();
  }
  // A newer version may say more behind it.
  if (header.format_version == batch_format_version && !rest.at_end()) return damaged();
  return frame;
}

}  // namespace holdall::sync
