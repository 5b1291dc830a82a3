#include "base/bytes.h"

namespace holdall {
namespace {

constexpr std::uint8_t continuation_bit = 0x80;

}  // namespace

void ByteWriter::fixed_u32(std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void ByteWriter::fixed_u64(std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) {
    bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void ByteWriter::varint(std::uint64_t value) {
  while (value >= continuation_bit) {
    bytes_.push_back(static_cast<std::uint8_t>(value) | continuation_bit);
    value >>= 7;
  }
  bytes_.push_back(static_cast<std::uint8_t>(value));
}

void ByteWriter::signed_varint(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  varint((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void ByteWriter::append(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

void ByteWriter::sized(ByteView bytes) {
  varint(bytes.size());
  append(bytes);
}

ByteView ByteReader::fail_read() {
  failed_ = true;
  rest_ = {};
  return {};
}

std::uint8_t ByteReader::fixed_u8() {
  const ByteView bytes = take(1);
  return bytes.empty() ? std::uint8_t{0} : bytes[0];
}

std::uint32_t ByteReader::fixed_u32() {
  std::uint32_t value = 0;
  int shift = 0;
  for (const std::uint8_t byte : take(4)) {
    value |= std::uint32_t{byte} << shift;
    shift += 8;
  }
  return value;
}

std::uint64_t ByteReader::fixed_u64() {
  std::uint64_t value = 0;
  int shift = 0;
  for (const std::uint8_t byte : take(8)) {
    value |= std::uint64_t{byte} << shift;
    shift += 8;
  }
  return value;
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = fixed_u8();
    if (failed_) return 0;
    const bool overflows = shift == 63 && byte > 1;
    const bool overlong = shift > 0 && byte == 0;
    if (overflows || overlong) break;
    value |= std::uint64_t{static_cast<std::uint8_t>(byte & ~continuation_bit)} << shift;
    if ((byte & continuation_bit) == 0) return value;
  }
  fail_read();
  return 0;
}

std::int64_t ByteReader::signed_varint() {
  const std::uint64_t bits = varint();
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

ByteView ByteReader::take(std::uint64_t length) {
  if (failed_ || length > rest_.size()) return fail_read();
  const ByteView taken = rest_.first(static_cast<std::size_t>(length));
  rest_ = rest_.subspan(static_cast<std::size_t>(length));
  return taken;
}

ByteView ByteReader::sized() { return take(varint()); }

}  // namespace holdall
