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
  for (std::uint64_t index = 0; index < count; ++index) {
    const auto device = read_name<DeviceName>(reader);
    const std::uint64_t sequence = reader.varint();
    const auto before = header.seen.entries();
    const bool ascends = before.empty() || before.back().device < device;
    if (reader.failed() || !ascends || sequence == 0 || device == header.device) return false;
    header.seen.advance(device, sequence);
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
  rest.varint(header.seen.entries().size());
  rest.append(header.seen.encode());
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
