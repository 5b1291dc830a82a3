#include "base/compression.h"

#include <doctest/doctest.h>

#include <random>

namespace holdall {

TEST_CASE("what was compressed comes back, whatever it was") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (const std::size_t size : {0U, 1U, 2U, 1000U, 262'144U}) {
    for (const std::uint32_t values : {1U, 7U, 256U}) {
      CAPTURE(size);
      CAPTURE(values);
      Bytes bytes(size);
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random() % values);
      const Result<Bytes> compressed = compress(bytes);
      REQUIRE(compressed.has_value());
      if (size > 1000 && values < 10) CHECK(compressed->size() < size / 2);
      const Result<Bytes> back = decompress(*compressed, size);
      REQUIRE(back.has_value());
      CHECK(*back == bytes);
    }
  }
}

TEST_CASE("bytes that consist of parts come back, and parts without patterns take less") {
  std::mt19937 random(3);
  // Words of an alphabet of 30 without any pattern, a long run, and bytes of chance.
  Bytes bytes;
  for (int index = 0; index < 30'000; ++index)
    bytes.push_back(static_cast<std::uint8_t>(random() % 30));
  bytes.insert(bytes.end(), 20'000, 7);
  for (int index = 0; index < 5'000; ++index) bytes.push_back(static_cast<std::uint8_t>(random()));
  const std::size_t ends[] = {30'000, 30'000, 50'000};
  const Result<Bytes> parts = compress_parts(bytes, ends);
  const Result<Bytes> whole = compress(bytes);
  REQUIRE(parts.has_value());
  REQUIRE(whole.has_value());
  CHECK(*compress_parts(bytes, ends) == *parts);
  // log2(30) = 4.91 bits each; the run costs nothing, chance its bytes.
  CHECK(parts->size() < 30'000 * 5 / 8 + 5'000 + 300);
  CHECK(parts->size() < whole->size());
  CHECK(*decompress(*parts, bytes.size()) == bytes);
  const std::size_t all[] = {bytes.size()};
  CHECK(*decompress(*compress_parts(bytes, all), bytes.size()) == bytes);
  CHECK(*decompress(*compress_parts(bytes, {}), bytes.size()) == bytes);
  CHECK(decompress(*compress_parts({}, {}), 0)->empty());
}

TEST_CASE("many short parts come back") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    Bytes bytes;
    std::vector<std::size_t> ends;
    for (std::uint32_t part = random() % 200; part > 0; --part) {
      const std::uint32_t values = 1 + random() % 256;
      for (std::uint32_t size = random() % 300; size > 0; --size)
        bytes.push_back(static_cast<std::uint8_t>(random() % values));
      ends.push_back(bytes.size());
    }
    const Result<Bytes> compressed = compress_parts(bytes, ends);
    REQUIRE(compressed.has_value());
    const Result<Bytes> back = decompress(*compressed, bytes.size());
    REQUIRE(back.has_value());
    REQUIRE(*back == bytes);
  }
}

TEST_CASE("a compressed block that is cut, longer, of another size or changed is damaged") {
  const Bytes bytes(5000, 42);
  const Result<Bytes> compressed = compress(bytes);
  REQUIRE(compressed.has_value());
  const auto is_damaged = [](const Bytes& block, std::size_t size) {
    const Result<Bytes> back = decompress(block, size);
    return !back && back.error().code == ErrorCode::damaged;
  };
  CHECK(is_damaged(*compressed, 4999));
  CHECK(is_damaged(*compressed, 5001));
  CHECK(is_damaged(*compressed, 0));
  CHECK(is_damaged({}, 5000));
  CHECK(is_damaged({}, 0));
  for (std::size_t length = 0; length < compressed->size(); ++length)
    CHECK(
        is_damaged(Bytes(compressed->begin(), compressed->begin() + std::ptrdiff_t(length)), 5000));
  Bytes longer = *compressed;
  longer.push_back(0);
  CHECK(is_damaged(longer, 5000));
  for (std::size_t index = 0; index < compressed->size(); ++index) {
    CAPTURE(index);
    Bytes changed = *compressed;
    changed[index] ^= 0x10;
    const Result<Bytes> back = decompress(changed, 5000);
    CHECK((!back || *back == bytes));  // some bits of a zlib header mean nothing
  }
}

}  // namespace holdall
