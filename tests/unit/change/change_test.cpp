#include "change/change.h"

#include <doctest/doctest.h>

#include <random>

namespace holdall::change {
namespace {

std::vector<CellValue> one_of_each() {
  return {{0, std::int64_t{1}},
          {1, std::string("Угода з «Ґанок» — é")},
          {2, model::Money{-123'456, {{'U', 'A', 'H'}}}},
          {3, RecordId::of(77, 12)},
          {4, model::OrderKey{{0x80, 0, 1}}},
          {5, model::Outcome{model::OutcomeState::lost, RecordId::of(0, 9), 1'700'000'000'000}},
          {6, model::Date{-5}},
          {7, model::NoValue{}},
          {900, model::UnknownValue{99, {1, 2, 3}}}};
}

}  // namespace

TEST_CASE("cells of every type survive their encoding") {
  const std::vector<CellValue> cells = one_of_each();
  const Bytes bytes = encode_cells(cells);
  const auto read = decode_cells(bytes);
  REQUIRE(read.has_value());
  CHECK(*read == cells);
}

TEST_CASE("the encoding of cells is the one that docs/data-format.md gives") {
  const std::vector<CellValue> cells = {
      {1, std::string("Hi")}, {2, model::Money{150, {{'E', 'U', 'R'}}}}, {6, model::Date{1}}};
  const Bytes expected = {1, 2, 2, 'H', 'i', 2, 3, 5, 'E', 'U', 'R', 0xAC, 0x02, 6, 6, 1, 2};
  CHECK(encode_cells(cells) == expected);
}

TEST_CASE("cells cut at any byte are refused or are whole cells less") {
  const std::vector<CellValue> cells = one_of_each();
  const Bytes bytes = encode_cells(cells);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto read = decode_cells(ByteView(bytes).first(length));
    if (!read) continue;
    REQUIRE(read->size() < cells.size());
    REQUIRE(std::equal(read->begin(), read->end(), cells.begin()));
  }
}

TEST_CASE("a payload that its type does not have in this version is kept byte for byte") {
  struct Case {
    Bytes bytes;
    model::UnknownValue value;
  };
  const Case cases[] = {
      {{1, 4, 3, 3, 0, 0}, {4, {3, 0, 0}}},                          // an outcome of state 3
      {{1, 4, 4, 1, 0, 0, 7}, {4, {1, 0, 0, 7}}},                    // and more behind it
      {{1, 3, 5, 'E', 'U', 'R', 2, 9}, {3, {'E', 'U', 'R', 2, 9}}},  // a longer money
      {{1, 3, 4, 'e', 'u', 'r', 2}, {3, {'e', 'u', 'r', 2}}},        // no currency
      {{1, 1, 2, 2, 2}, {1, {2, 2}}},                                // a longer integer
      {{1, 1, 2, 0x81, 0}, {1, {0x81, 0}}},                          // an overlong varint
      {{1, 2, 2, 0xFF, 0xFE}, {2, {0xFF, 0xFE}}},                    // no UTF-8
      {{1, 0, 1, 5}, {0, {5}}},                                      // a none that says more
      {{1, 6, 6, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 1}, {6, {0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 1}}},
  };
  for (const Case& kept : cases) {
    const auto read = decode_cells(kept.bytes);
    REQUIRE(read.has_value());
    CHECK(*read == std::vector<CellValue>{{1, kept.value}});
    CHECK(encode_cells(*read) == kept.bytes);
  }
}

TEST_CASE("hostile cells are refused") {
  const Bytes cases[] = {
      {1, 2, 0xFF, 0xFF, 0xFF, 0x7F},  // longer than the bytes that are left
      {2, 1, 1, 2, 1, 1, 1, 2},        // fields that descend
      {0x80, 0x80, 0x04, 1, 1, 2},     // a field beyond 16 bits
      {1, 0x81, 0, 1, 2},              // an overlong varint
  };
  for (const Bytes& bytes : cases) CHECK_FALSE(decode_cells(bytes).has_value());
}

TEST_CASE("random bytes never crash, and what is accepted is canonical") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50'000; ++round) {
    Bytes bytes(random() % 24);
    for (std::uint8_t& byte : bytes)
      byte = static_cast<std::uint8_t>(random() % (round % 2 == 0 ? 256 : 9));
    const auto read = decode_cells(bytes);
    if (read) REQUIRE(encode_cells(*read) == bytes);
  }
}

}  // namespace holdall::change
