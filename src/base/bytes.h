#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdall {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// The bytes of a text, not copied.
[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// The text that bytes hold, not copied and not checked for UTF-8.
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Appends to a byte string in the encodings that Holdall's formats use (docs/data-format.md):
// fixed-width integers are little-endian, varints are LEB128, signed varints are zigzag-coded
// first.
class ByteWriter {
 public:
  void fixed_u8(std::uint8_t value) { bytes_.push_back(value); }
  void fixed_u32(std::uint32_t value);
  void fixed_u64(std::uint64_t value);
  void varint(std::uint64_t value);
  void signed_varint(std::int64_t value);
  void append(ByteView bytes);
  // A varint length, then the bytes.
  void sized(ByteView bytes);

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Reads what ByteWriter wrote. Every read checks the bytes left; after a failed read `failed()` is
// true, every later read yields zero or nothing, and the caller asks once at the end.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  std::uint8_t fixed_u8();
  std::uint32_t fixed_u32();
  std::uint64_t fixed_u64();
  // Fails on more than 64 bits and on a coding that is longer than needed, so that bytes are
  // canonical.
  std::uint64_t varint();
  std::int64_t signed_varint();
  // A view into the source.
  ByteView take(std::uint64_t length);
  ByteView sized();

  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] bool at_end() const { return rest_.empty() && !failed_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  ByteView fail_read();

  ByteView rest_;
  bool failed_ = false;
};

}  // namespace holdall
