#include "change/set_elements.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "change/causal_length.h"
#include "change/change.h"

namespace holdall::change {
namespace {

using Lengths = std::map<Bytes, std::int64_t>;

model::SetElements set_of(const Lengths& lengths) {
  ByteWriter writer;
  for (const auto& [element, length] : lengths) {
    writer.sized(element);
    writer.varint(static_cast<std::uint64_t>(length));
  }
  return {writer.take()};
}

Lengths lengths_of(const model::SetElements& set) {
  Lengths lengths;
  SetElementReader reader(set.encoded);
  while (const auto element = reader.next()) {
    lengths[Bytes(element->bytes.begin(), element->bytes.end())] = element->length;
  }
  CHECK_FALSE(reader.failed());
  return lengths;
}

const Bytes a = {'a'};
const Bytes ab = {'a', 'b'};
const Bytes b = {'b'};

}  // namespace

TEST_CASE("the encoding of elements is the one that docs/data-format.md gives") {
  const std::vector<CellValue> cells = {{0x8001, set_of({{a, 1}, {ab, 2}})}};
  const Bytes expected = {0x81, 0x80, 0x02, 8, 7, 1, 'a', 1, 2, 'a', 'b', 2};
  CHECK(encode_cells(cells) == expected);
  const auto read = decode_cells(expected);
  REQUIRE(read.has_value());
  CHECK(*read == cells);
}

TEST_CASE("elements that are not encoded in the one way are no elements, and kept as they came") {
  const Bytes longest = {1, 'a', 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40};
  CHECK(are_set_elements({}));
  CHECK(are_set_elements(longest));
  Bytes too_long = longest;
  too_long[2] = 0x81;
  const Bytes cases[] = {
      {1, 'a', 0},                  // length 0: it was never in the set
      {1, 'b', 1, 1, 'a', 1},       // descending
      {2, 'a', 'b', 1, 1, 'a', 1},  // a prefix behind what it begins
      {1, 'a', 1, 1, 'a', 2},       // one element twice
      {0, 1, 0, 1},                 // likewise, one without bytes
      {1, 'a'},                     // without a length
      {9, 'a', 1},                  // longer than the bytes that are left
      {1, 'a', 0x81, 0},            // an overlong length
      {0x81, 0, 'a', 1},            // an overlong size
      too_long,
  };
  for (const Bytes& payload : cases) {
    CHECK_FALSE(are_set_elements(payload));
    ByteWriter writer;
    writer.varint(1);
    writer.varint(8);
    writer.sized(payload);
    const auto read = decode_cells(writer.bytes());
    REQUIRE(read.has_value());
    CHECK(read->front().value == model::Value(model::UnknownValue{8, payload}));
    CHECK(encode_cells(*read) == writer.bytes());
  }
}

TEST_CASE("an element is put in and taken out by its next length") {
  model::SetElements set;
  CHECK_FALSE(removed_element(set, a).has_value());
  CHECK(element_length(set, a) == 0);
  for (std::int64_t length = 1; length < 6; ++length) {
    const bool puts_in = length % 2 == 1;
    const auto delta = puts_in ? added_element(set, a) : removed_element(set, a);
    REQUIRE(delta.has_value());
    CHECK(lengths_of(*delta) == Lengths{{a, length}});
    merge_elements(set, *delta);
    CHECK(element_length(set, a) == length);
    CHECK(element_length(set, ab) == 0);
    CHECK_FALSE((puts_in ? added_element(set, a) : removed_element(set, a)).has_value());
  }
}

TEST_CASE("a length at its limit is not counted on") {
  CHECK_FALSE(added_element(set_of({{a, causal_length_max}}), a).has_value());
  const auto last = removed_element(set_of({{a, causal_length_max - 1}}), a);
  REQUIRE(last.has_value());
  CHECK(are_set_elements(last->encoded));
}

TEST_CASE("of each element the greater length stays, and the merge says what it did") {
  struct Case {
    Lengths held, told, merged;
    bool grew, behind;
  };
  const Case cases[] = {
      {{}, {{a, 1}}, {{a, 1}}, true, false},
      {{{a, 1}}, {{a, 1}}, {{a, 1}}, false, false},
      {{{a, 2}}, {{a, 1}}, {{a, 2}}, false, true},
      {{{a, 2}}, {{a, 3}}, {{a, 3}}, true, false},
      {{{a, 2}, {b, 1}}, {{ab, 1}}, {{a, 2}, {ab, 1}, {b, 1}}, true, false},
      {{{ab, 1}}, {{a, 1}, {b, 1}}, {{a, 1}, {ab, 1}, {b, 1}}, true, false},
      {{{a, 3}, {b, 1}}, {{a, 2}, {b, 2}}, {{a, 3}, {b, 2}}, true, true},
      {{{a, 3}, {b, 1}}, {{b, 1}}, {{a, 3}, {b, 1}}, false, false},
  };
  for (const Case& merging : cases) {
    model::SetElements held = set_of(merging.held);
    const ElementMerge merge = merge_elements(held, set_of(merging.told));
    CHECK(held == set_of(merging.merged));
    CHECK(merge.grew == merging.grew);
    CHECK(merge.behind == merging.behind);
  }
}

TEST_CASE("random bytes never crash, and elements are read only from their one encoding") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50'000; ++round) {
    Bytes bytes(random() % 12);
    for (std::uint8_t& byte : bytes)
      byte = static_cast<std::uint8_t>(random() % (round % 2 == 0 ? 256 : 4));
    if (are_set_elements(bytes)) REQUIRE(set_of(lengths_of({bytes})).encoded == bytes);
  }
}

}  // namespace holdall::change
