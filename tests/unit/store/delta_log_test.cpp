#include "store/delta_log.h"

#include <doctest/doctest.h>

#include <vector>

#include "../support/allocations.h"
#include "base/checksum.h"
#include "hex.h"
#include "native/randomness.h"

namespace holdall::store {
namespace {

using test::to_hex;

constexpr StorageHeader example_header = {.opening = {.epoch = 3, .writer = 0x1122334455667788},
                                          .last_sequence = 1027,
                                          .first_sequence = 1025,
                                          .image_bytes = 300'000,
                                          .stored_chunks = 2};

// The image of docs/storage-format.md's test vector: 300,000 zeros but for a text at 262,140,
// across two chunks, and one byte.
Image example_image() {
  Image image;
  REQUIRE(image.resize(300'000));
  REQUIRE(image.write(262'140, as_bytes("Holdall keeps it")));
  REQUIRE(image.write(299'999, Bytes{0xFF}));
  return image;
}

const std::vector<LogRange> example_ranges = {{262'140, 262'156}, {299'999, 300'000}};

// Two bytes come before the text in its second chunk, which makes room for them.
const std::vector<LogRange> moving_ranges = {{262'144, 262'146}, {262'146, 262'158, -2}};

void fix_checksum(Bytes& bytes, std::uint64_t seed) {
  bytes.resize(bytes.size() - 8);
  ByteWriter tail;
  tail.fixed_u64(checksum(bytes, seed));
  bytes.insert(bytes.end(), tail.bytes().begin(), tail.bytes().end());
}

// docs/storage-format.md holds the same values: change both or neither.
TEST_CASE("the test vectors of docs/storage-format.md") {
  CHECK(to_hex(encode_header(example_header)) ==
        "484f4c44414c4c00010000000000040003000000000000008877665544332211"
        "03040000000000000104000000000000e093040000000000020000002e388f3c"
        "198c09e7");
  const Image image = example_image();
  CHECK(to_hex(encode_log_record(example_header, image, example_ranges)) ==
        "03000000000000008877665544332211e09304000000000002fcff0f20d3a702"
        "02486f6c64616c6c206b65657073206974ff3a22451a8b963b7c");
  Image moved = example_image();
  REQUIRE(moved.write(262'144, as_bytes("> all keeps it")));
  StorageHeader next = example_header;
  next.last_sequence = 1028;
  CHECK(to_hex(encode_log_record(next, moved, moving_ranges)) ==
        "03000000000000008877665544332211e0930400000000000280801004001903"
        "3e2028ff3b90a6ef9cad");
  CHECK(to_hex(encode_chunk(2, 1026, as_bytes("Holdall"))) ==
        "486f6c64616c6c0204000000000000ebfd0ed428ea3199");
}

TEST_CASE("a header comes back, and no flipped bit of it does") {
  const Bytes bytes = encode_header(example_header);
  const Result<StorageHeader> decoded = decode_header(bytes);
  REQUIRE(decoded.has_value());
  CHECK(*decoded == example_header);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    const Result<StorageHeader> refused = decode_header(flipped);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::damaged);
  }
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK_FALSE(decode_header(ByteView(bytes).first(length)).has_value());
  }
}

TEST_CASE("a header of a later version, whatever its length, is newer and not damaged") {
  Bytes later = encode_header(example_header);
  later[8] = 2;
  later.insert(later.end() - 8, 20, 0xAB);
  fix_checksum(later, 0);
  const Result<StorageHeader> decoded = decode_header(later);
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().code == ErrorCode::newer_format);
}

TEST_CASE("a header that contradicts itself is damaged although its checksum holds") {
  const auto refused = [](StorageHeader header) {
    return !decode_header(encode_header(header)).has_value();
  };
  CHECK(refused({.opening = {.epoch = 1}, .last_sequence = 0, .first_sequence = 1}));
  CHECK(refused({.opening = {.epoch = 1}, .last_sequence = 5, .first_sequence = 7}));
  CHECK(refused({.opening = {.epoch = 1}, .last_sequence = 5, .first_sequence = 0}));
  CHECK(refused(
      {.opening = {.epoch = 1}, .last_sequence = 5, .image_bytes = 10, .stored_chunks = 2}));
  CHECK(refused({.opening = {.epoch = 1}, .last_sequence = 5, .image_bytes = UINT64_MAX}));
}

TEST_CASE("a log record comes back, and no flipped bit, cut or other key of it does") {
  const Image image = example_image();
  const Bytes bytes = encode_log_record(example_header, image, example_ranges);
  const Result<LogRecord> decoded = decode_log_record(1027, bytes);
  REQUIRE(decoded.has_value());
  CHECK(decoded->opening == example_header.opening);
  CHECK(decoded->image_bytes == 300'000);
  CHECK(decoded->ranges == example_ranges);
  CHECK(as_text(decoded->bytes) == "Holdall keeps it\xFF");
  CHECK_FALSE(decode_log_record(1026, bytes).has_value());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK_FALSE(decode_log_record(1027, flipped).has_value());
  }
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK_FALSE(decode_log_record(1027, ByteView(bytes).first(length)).has_value());
  }
}

TEST_CASE("a log record whose checksum holds is still read with distrust") {
  const auto decodes = [](const std::vector<std::uint64_t>& varints, std::size_t data_bytes) {
    ByteWriter writer;
    writer.fixed_u64(1);
    writer.fixed_u64(2);
    writer.fixed_u64(1000);
    for (const std::uint64_t value : varints) writer.varint(value);
    writer.append(Bytes(data_bytes + 8, 0));
    Bytes bytes = writer.take();
    fix_checksum(bytes, 9);
    return decode_log_record(9, bytes).has_value();
  };
  CHECK(decodes({0}, 0));
  CHECK(decodes({1, 990, 20}, 10));
  CHECK(decodes({2, 0, 20, 0, 10}, 15));
  CHECK(decodes({1, 10, 21, 19}, 0));             // moved by -10
  CHECK(decodes({1, 0, 2001, 0x1830}, 0));        // from the end of its page
  CHECK_FALSE(decodes({1, 0, 2001, 0x1832}, 0));  // from beyond it
  CHECK_FALSE(decodes({1, 10, 21, 21}, 0));       // from before its page
  CHECK_FALSE(decodes({1, 10, 21, 0}, 0));        // from where it is
  CHECK_FALSE(decodes({1, 10, 21, UINT64_MAX}, 0));
  CHECK_FALSE(decodes({1, 10, 21}, 0));         // from where?
  CHECK_FALSE(decodes({0}, 1));                 // bytes that nothing describes
  CHECK_FALSE(decodes({1, 990, 20}, 9));        // too few bytes
  CHECK_FALSE(decodes({1, 990, 22}, 11));       // beyond the image
  CHECK_FALSE(decodes({1, 0, 0}, 0));           // an empty range
  CHECK_FALSE(decodes({2, 0, 20}, 10));         // a range is missing
  CHECK_FALSE(decodes({UINT64_MAX}, 0));        // more ranges than memory holds
  CHECK_FALSE(decodes({1, UINT64_MAX, 4}, 2));  // an end that wraps around
  CHECK_FALSE(decodes({1, 1, UINT64_MAX}, 0));
}

TEST_CASE("a log record of an image that is longer than any can be is damaged") {
  const auto decodes = [](std::uint64_t image_bytes) {
    ByteWriter writer;
    for (const std::uint64_t value : {std::uint64_t{1}, std::uint64_t{2}, image_bytes})
      writer.fixed_u64(value);
    writer.append(Bytes(9, 0));
    Bytes bytes = writer.take();
    fix_checksum(bytes, 9);
    return decode_log_record(9, bytes).has_value();
  };
  constexpr std::uint64_t most = std::uint64_t{UINT32_MAX} * Image::chunk_bytes;
  CHECK(decodes(most));
  CHECK_FALSE(decodes(most + 1));
  CHECK_FALSE(decodes(UINT64_MAX));
}

TEST_CASE("the ranges of a log record take 8 bytes of memory for each of its bytes at most") {
  constexpr std::size_t ranges = 1'000'000;
  ByteWriter writer;
  writer.fixed_u64(1);
  writer.fixed_u64(2);
  writer.fixed_u64(2 * ranges);
  writer.varint(ranges);
  for (std::size_t range = 0; range < ranges; ++range) {
    writer.varint(1);
    writer.varint(2);
  }
  const std::size_t described = writer.size();
  writer.append(Bytes(ranges + 8, 7));
  Bytes bytes = writer.take();
  for (const bool whole : {true, false}) {
    if (!whole) bytes.resize(described + 8);  // as many ranges, without their bytes
    const change::AllocationMeter meter;
    CHECK(salvage_log_record(bytes).has_value() == whole);
    CHECK(meter.peak_bytes() <= 8 * bytes.size() + (std::size_t{1} << 20));
  }
}

TEST_CASE(
    "a chunk comes back without its trailer, and no flipped bit, cut or other index of it does") {
  const Bytes bytes = encode_chunk(2, 1026, as_bytes("Holdall"));
  Bytes value = bytes;
  const Result<std::uint64_t> sequence = decode_chunk(2, value);
  REQUIRE(sequence.has_value());
  CHECK(*sequence == 1026);
  CHECK(as_text(value) == "Holdall");
  value = bytes;
  CHECK_FALSE(decode_chunk(3, value).has_value());
  CHECK(value == bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    value = bytes;
    value[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK_FALSE(decode_chunk(2, value).has_value());
  }
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    value.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_FALSE(decode_chunk(2, value).has_value());
  }
  Bytes too_long = encode_chunk(0, 1, Bytes(Image::chunk_bytes + 1, 0));
  CHECK_FALSE(decode_chunk(0, too_long).has_value());
}

}  // namespace
}  // namespace holdall::store
