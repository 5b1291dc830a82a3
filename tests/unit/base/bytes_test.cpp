#include "base/bytes.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>

namespace holdall {
namespace {

constexpr std::array<std::uint64_t, 10> numbers = {
    0, 1, 127, 128, 16'383, 16'384, UINT32_MAX, (1ULL << 63) - 1, 1ULL << 63, UINT64_MAX};

TEST_CASE("what was written is read, in the documented bytes") {
  ByteWriter writer;
  writer.fixed_u8(0xAB);
  writer.fixed_u32(0x01020304);
  writer.fixed_u64(0x0102030405060708);
  writer.varint(300);
  writer.signed_varint(-2);
  writer.sized(as_bytes("ґ"));
  CHECK(writer.bytes() ==
        Bytes{0xAB, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0xAC, 2, 3, 2, 0xD2, 0x91});
  ByteReader reader(writer.bytes());
  CHECK(reader.fixed_u8() == 0xAB);
  CHECK(reader.fixed_u32() == 0x01020304);
  CHECK(reader.fixed_u64() == 0x0102030405060708);
  CHECK(reader.varint() == 300);
  CHECK(reader.signed_varint() == -2);
  CHECK(as_text(reader.sized()) == "ґ");
  CHECK(reader.at_end());
}

TEST_CASE("varints of every size, signed too") {
  for (const std::uint64_t number : numbers) {
    CAPTURE(number);
    ByteWriter writer;
    writer.varint(number);
    writer.signed_varint(static_cast<std::int64_t>(number));
    ByteReader reader(writer.bytes());
    CHECK(reader.varint() == number);
    CHECK(reader.signed_varint() == static_cast<std::int64_t>(number));
    CHECK(reader.at_end());
    for (std::size_t length = 0; length < writer.size(); ++length) {
      ByteReader cut(ByteView(writer.bytes()).first(length));
      (void)cut.varint();
      (void)cut.signed_varint();
      CHECK(cut.failed());
    }
  }
}

TEST_CASE("a varint has one coding and at most 64 bits") {
  const auto reads = [](const Bytes& bytes) {
    ByteReader reader(bytes);
    (void)reader.varint();
    return reader.at_end();
  };
  CHECK(reads({0x00}));
  CHECK_FALSE(reads({0x80, 0x00}));
  CHECK_FALSE(reads({0xFF, 0x80, 0x00}));
  CHECK(reads({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}));
  CHECK_FALSE(reads({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02}));
  CHECK_FALSE(reads({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0x01}));
}

TEST_CASE("a read beyond the end fails and stays failed") {
  const Bytes bytes = {5, 1, 2};
  ByteReader reader(bytes);
  CHECK(reader.sized().empty());
  CHECK(reader.failed());
  CHECK_FALSE(reader.at_end());
  CHECK(reader.left() == 0);
  CHECK(reader.fixed_u8() == 0);
  ByteReader other(bytes);
  CHECK(other.take(UINT64_MAX).empty());
  CHECK(other.failed());
}

}  // namespace
}  // namespace holdall
