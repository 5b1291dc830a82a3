#include "change/clock.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

namespace holdall::change {

TEST_CASE("a cell that was never written has the stamp of the row's creation") {
  Clock clock(Stamp{1000, 0, 5});
  CHECK(clock.stamp(3) == Stamp{1000, 0, 5});
  clock.set(3, {2000, 1, 6});
  CHECK(clock.stamp(3) == Stamp{2000, 1, 6});
  CHECK(clock.stamp(2) == Stamp{1000, 0, 5});
  clock.set(3, {1000, 0, 5});
  CHECK(clock == Clock(Stamp{1000, 0, 5}));
}

TEST_CASE("an untouched row's clock takes few bytes") {
  CHECK(Clock(Stamp{1'760'000'000'000, 0, 0x3FFFFFFF}).encode().size() <= 14);
}

TEST_CASE("random clocks survive packing") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  const auto random_stamp = [&] {
    return Stamp{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(stamp_limit_ms)),
                 static_cast<std::uint16_t>(random()),
                 static_cast<DeviceNumber>(random() % 4 * 0x2AAAAAAA)};
  };
  for (int round = 0; round < 500; ++round) {
    Clock clock(random_stamp());
    std::map<model::FieldNumber, Stamp> expected;
    for (std::uint64_t cell = random() % 6; cell > 0; --cell) {
      const auto field = static_cast<model::FieldNumber>(random() % 9);
      expected[field] = random() % 4 == 0 ? clock.base() : random_stamp();
      clock.set(field, expected[field]);
    }
    const Result<Clock> read = Clock::decode(clock.encode());
    REQUIRE(read.has_value());
    REQUIRE(*read == clock);
    for (const auto& [field, stamp] : expected) REQUIRE(read->stamp(field) == stamp);
  }
}

TEST_CASE("bytes that no clock has are refused") {
  CHECK_FALSE(Clock::decode({}).has_value());
  const Bytes cut = {0x80};
  CHECK_FALSE(Clock::decode(cut).has_value());
  Clock clock(Stamp{1000, 0, 5});
  clock.set(3, {2000, 0, 5});
  Bytes trailing = clock.encode();
  trailing.push_back(1);
  CHECK_FALSE(Clock::decode(trailing).has_value());
  // The same cell twice.
  ByteWriter writer;
  writer.append(clock.encode());
  writer.varint(3);
  writer.signed_varint(5);
  writer.varint(0);
  CHECK_FALSE(Clock::decode(writer.bytes()).has_value());
  // Random bytes never crash, and what is accepted is canonical.
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(random() % 12);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    const Result<Clock> read = Clock::decode(bytes);
    if (read) REQUIRE(read->encode() == bytes);
  }
}

}  // namespace holdall::change
