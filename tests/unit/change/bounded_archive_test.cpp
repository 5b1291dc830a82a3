#include "change/bounded_archive.h"

#include <doctest/doctest.h>

#include "../support/allocations.h"
#include "change/text_column.h"

namespace holdall::change {
namespace {

template <class T>
Bytes written(const T& value) {
  OutputArchive archive;
  archive(value);
  return archive.take();
}

template <class T>
Result<T> read(const Bytes& bytes, std::size_t budget_bytes = 1 << 20) {
  AllocationBudget budget(budget_bytes);
  return read_bounded<T>(bytes, budget);
}

struct Inner {
  bool flag = false;
  Coding coding = Coding::plain;
  std::vector<std::uint32_t> numbers;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(flag, coding, numbers);
  }
};

struct Outer {
  std::int64_t integer = 0;
  std::vector<Inner> inner;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(integer, inner);
  }
};

}  // namespace

TEST_CASE("what is serialized is read again, in few bytes") {
  const Outer outer{
      .integer = -3,
      .inner = {{.flag = true, .coding = Coding::delta_signed, .numbers = {1, 300}}, {}}};
  const Bytes bytes = written(outer);
  CHECK(bytes == Bytes{5, 2, 1, 3, 2, 1, 0xAC, 2, 0, 0, 0});
  const Result<Outer> back = read<Outer>(bytes);
  REQUIRE(back.has_value());
  CHECK(back->integer == -3);
  REQUIRE(back->inner.size() == 2);
  CHECK(back->inner[0].flag);
  CHECK(back->inner[0].coding == Coding::delta_signed);
  CHECK(back->inner[0].numbers == std::vector<std::uint32_t>{1, 300});
  CHECK(back->inner[1].numbers.empty());
}

TEST_CASE("bools, enumerations and integers have one encoding each") {
  CHECK(read<bool>({1}).value());
  CHECK_FALSE(read<bool>({2}).has_value());
  CHECK(read<Coding>({3}).value() == Coding::delta_signed);
  CHECK_FALSE(read<Coding>({4}).has_value());
  CHECK(read<std::uint16_t>({0xFF, 0xFF, 3}).value() == 0xFFFF);
  CHECK_FALSE(read<std::uint16_t>({0x80, 0x80, 4}).has_value());
  CHECK_FALSE(read<std::uint32_t>({0x80, 0}).has_value());
  CHECK(read<std::int64_t>({1}).value() == -1);
  CHECK(read<std::uint8_t>({0xFF}).value() == 0xFF);
}

TEST_CASE("bytes that end early, or too late, are refused") {
  const Outer outer{.integer = 1000, .inner = {{.flag = true, .numbers = {1, 2, 3}}, {}}};
  Bytes bytes = written(outer);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK_FALSE(
        read<Outer>(Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(length))).has_value());
  bytes.push_back(0);
  CHECK_FALSE(read<Outer>(bytes).has_value());
  AllocationBudget budget(1 << 20);
  CHECK(read_bounded<Outer>(bytes, budget, TrailingBytes::ignored).has_value());
}

TEST_CASE("a size that the bytes or the budget cannot bear is refused before it is allocated") {
  // 2^60 elements, one more than there are bytes, nested sizes.
  const Bytes huge = {0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0};
  const Bytes cases[] = {huge, {0, 2, 0}, {0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1}};
  for (const Bytes& bytes : cases) {
    const AllocationMeter meter;
    CHECK_FALSE(read<Outer>(bytes).has_value());
    CHECK(meter.peak_bytes() < 4096);
  }
  // As many as there are bytes, but more than the budget: each takes 32 bytes in memory.
  Bytes many(100'000, 0);
  many[1] = 0x80 | 0x20;
  many[2] = 0x80 | 0x0D;
  many[3] = 0x06;
  const AllocationMeter meter;
  CHECK_FALSE(read<Outer>(many).has_value());
  CHECK(meter.peak_bytes() < 4096);
  CHECK(AllocationBudget::for_input(1000).left() == 8000 + (1 << 20));
}

TEST_CASE("a budget is taken from until it is used up") {
  AllocationBudget budget(10);
  CHECK(budget.take(4));
  CHECK_FALSE(budget.take(7));
  CHECK(budget.take(6));
  CHECK_FALSE(budget.take(1));
  CHECK_FALSE(budget.take(UINT64_MAX));
}

}  // namespace holdall::change
