#include "change/number_column.h"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "change/bounded_archive.h"

namespace holdall::change {
namespace {

using Numbers = std::vector<std::uint64_t>;

NumberColumn<ByteView> view_of(const NumberColumn<Bytes>& column) {
  return {.count = column.count,
          .coding = column.coding,
          .shift = column.shift,
          .first = column.first,
          .base = column.base,
          .low = column.low,
          .high = column.high};
}

void check_round_trip(const Numbers& numbers) {
  const NumberColumn<Bytes> column = encode_numbers(numbers);
  NumberReader reader(view_of(column));
  for (const std::uint64_t number : numbers) {
    REQUIRE(reader.next() == number);
    REQUIRE_FALSE(reader.failed());
  }
  CHECK(reader.finished());
  CHECK(reader.next() == 0);
  CHECK(reader.failed());
}

std::size_t size_of(const Numbers& numbers) {
  const NumberColumn<Bytes> column = encode_numbers(numbers);
  return column.low.size() + column.high.size();
}

bool is_refused(const NumberColumn<Bytes>& column) {
  NumberReader reader(view_of(column));
  while (reader.left() > 0 && !reader.failed()) reader.next();
  return !reader.finished();
}

}  // namespace

TEST_CASE("columns of all sorts of numbers come back as they were") {
  constexpr std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
  check_round_trip({});
  check_round_trip({0});
  check_round_trip({max});
  check_round_trip({max, 0, 1ULL << 63, 5, max - 1});
  check_round_trip({7, 7, 7, 7});
  check_round_trip({10, 20, 30, 40});
  check_round_trip({40, 30, 20, 10});
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 400; ++round) {
    Numbers numbers(random() % 300);
    const auto width = static_cast<int>(random() % 64);
    const std::uint64_t offset = random() >> (random() % 64);
    std::uint64_t running = 0;
    for (std::uint64_t& number : numbers) {
      number = offset + (random() >> width);
      if (round % 3 == 1) number = running += number;
      if (round % 3 == 2 && random() % 50 == 0) number = random();
    }
    check_round_trip(numbers);
  }
}

TEST_CASE("what repeats or rises evenly takes no bytes, the rest little more than its entropy") {
  CHECK(size_of(Numbers(10'000, 1'790'000'000'000)) == 0);
  Numbers rising;
  for (std::uint64_t number = 0; number < 10'000; ++number) rising.push_back(500 + 3 * number);
  CHECK(size_of(rising) == 0);
  std::mt19937_64 random(5);
  // 17 bits of chance above a large number: these as they are, and a byte each of what is the same.
  Numbers uniform;
  for (int index = 0; index < 8'000; ++index) uniform.push_back(4'000'000'000 + random() % 131'072);
  CHECK(size_of(uniform) <= 8'000 * 17 / 8 + 8'000);
  // A clock that was set back once by a year.
  Numbers times;
  std::uint64_t now = 1'790'000'000'000;
  for (int index = 0; index < 4'000; ++index) {
    now += random() % 40'000;
    if (index == 2'000) now -= 31'536'000'000;
    times.push_back(now);
  }
  CHECK(size_of(times) <= 4'000 * 3 + 10);
  check_round_trip(times);
}

TEST_CASE("columns that no encoder writes are refused") {
  Numbers numbers;
  for (std::uint64_t number = 0; number < 50; ++number) numbers.push_back(number * number * 977);
  const NumberColumn<Bytes> good = encode_numbers(numbers);
  REQUIRE(good.shift > 0);
  CHECK_FALSE(is_refused(good));
  const auto refused = [&good](auto change) {
    NumberColumn<Bytes> column = good;
    change(column);
    return is_refused(column);
  };
  CHECK(refused([](auto& column) { ++column.count; }));
  CHECK(refused([](auto& column) { --column.count; }));
  CHECK(refused([](auto& column) { column.count = 1ULL << 60; }));
  CHECK(refused([](auto& column) { column.count = 0; }));
  CHECK(refused([](auto& column) { column.shift = 57; }));
  CHECK(refused([](auto& column) { column.shift = 255; }));
  CHECK(refused([](auto& column) { column.low.push_back(0); }));
  CHECK(refused([](auto& column) { column.low.pop_back(); }));
  CHECK(refused([](auto& column) { column.low.clear(); }));
  CHECK(refused([](auto& column) { column.high.push_back(0); }));
  CHECK(refused([](auto& column) { column.high.clear(); }));
  CHECK(refused([](auto& column) { column.high.back() = 0x80; }));
  if (good.coding == Coding::plain) CHECK(refused([](auto& column) { column.first = 1; }));
  // Bits behind the last number.
  const NumberColumn<Bytes> spare{.count = 1, .shift = 3, .low = {0x0F}, .high = {1}};
  CHECK(is_refused(spare));
  const NumberColumn<Bytes> exact{.count = 1, .shift = 3, .low = {0x07}, .high = {1}};
  CHECK_FALSE(is_refused(exact));
}

}  // namespace holdall::change
