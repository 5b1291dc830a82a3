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

TEST_CASE("a cell that holds none keeps its stamp beside the base, even if it is the same") {
  constexpr Stamp base{1000, 0, 5};
  Clock clock(base);
  CHECK(clock.exception(3) == nullptr);
  clock.set_none(3, base);
  REQUIRE(clock.exception(3) != nullptr);
  CHECK(*clock.exception(3) == base);
  CHECK(clock != Clock(base));
  Bytes expected = Clock(base).encode();
  expected.insert(expected.end(), {3, 0, 0});
  CHECK(clock.encode() == expected);
  const Result<Clock> read = Clock::decode(expected);
  REQUIRE(read.has_value());
  CHECK(*read == clock);
  clock.set(3, base);
  CHECK(clock == Clock(base));
}

TEST_CASE("cells that were written keep their stamps when the base moves") {
  constexpr Stamp old_base{1000, 0, 5};
  constexpr Stamp new_base{400, 0, 6};
  Clock clock(old_base);
  clock.set(2, {2000, 0, 5});
  clock.set(4, new_base);
  clock.set_none(5, new_base);
  clock.set_none(6, old_base);
  clock.set(9, {3000, 0, 5});
  // 1, 2, 4, 8 and 9 hold values, 5 and 6 were emptied, 3 and 7 never written.
  constexpr model::FieldNumber valued[] = {1, 2, 4, 8, 9};
  clock.move_base(new_base, valued);
  Clock expected(new_base);
  expected.set(1, old_base);
  expected.set(2, {2000, 0, 5});
  expected.set_none(5, new_base);
  expected.set_none(6, old_base);
  expected.set(8, old_base);
  expected.set(9, {3000, 0, 5});
  CHECK(clock == expected);
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
  // The base's device by its number.
  const Bytes by_number = {0, 5, 3, 2, 6};
  CHECK_FALSE(Clock::decode(by_number).has_value());
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
