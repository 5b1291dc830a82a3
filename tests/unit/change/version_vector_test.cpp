#include "change/version_vector.h"

#include <doctest/doctest.h>

#include <limits>
#include <map>
#include <random>

namespace holdall::change {
namespace {

constexpr auto sequence_max = std::numeric_limits<std::uint64_t>::max();

DeviceName device(std::uint8_t name) {
  DeviceName result;
  result.bytes.back() = name;
  return result;
}

using Sequences = std::map<std::uint8_t, std::uint64_t>;

VersionVector vector_of(const Sequences& sequences) {
  VersionVector vector;
  for (const auto& [name, sequence] : sequences) vector.advance(device(name), sequence);
  return vector;
}

Bytes entry_bytes(std::uint8_t name, const Bytes& sequence) {
  Bytes bytes(15, 0);
  bytes.push_back(name);
  bytes.insert(bytes.end(), sequence.begin(), sequence.end());
  return bytes;
}

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

TEST_CASE("an entry rises and never falls, and none is at zero") {
  VersionVector vector;
  CHECK(vector.sequence(device(1)) == 0);
  vector.advance(device(2), 7);
  vector.advance(device(1), 0);
  vector.advance(device(2), 5);
  CHECK(vector == vector_of({{2, 7}}));
  vector.advance(device(1), 3);
  CHECK(vector.sequence(device(1)) == 3);
  CHECK(vector.sequence(device(2)) == 7);
  REQUIRE(vector.entries().size() == 2);
  CHECK(vector.entries()[0] == VersionVector::Entry{device(1), 3});
}

TEST_CASE("of two vectors the greater entry of each device stays") {
  VersionVector vector = vector_of({{1, 5}, {2, 1}, {4, 9}});
  vector.merge(vector_of({{1, 4}, {2, 6}, {3, 1}, {5, 2}}));
  CHECK(vector == vector_of({{1, 5}, {2, 6}, {3, 1}, {4, 9}, {5, 2}}));
}

TEST_CASE("a vector covers what is nowhere beyond it") {
  const VersionVector vector = vector_of({{1, 5}, {2, 1}});
  CHECK(vector.covers(device(1), 5));
  CHECK_FALSE(vector.covers(device(1), 6));
  CHECK(vector.covers(device(9), 0));
  CHECK_FALSE(vector.covers(device(9), 1));
  CHECK(vector.covers(VersionVector{}));
  CHECK(vector.covers(vector));
  CHECK(vector.covers(vector_of({{1, 4}})));
  CHECK_FALSE(vector.covers(vector_of({{1, 4}, {2, 2}})));
  CHECK_FALSE(vector.covers(vector_of({{3, 1}})));
}

TEST_CASE("the encoding of a vector is the one that docs/data-format.md gives") {
  const VersionVector vector = vector_of({{1, 300}, {2, 1}});
  const Bytes expected = joined(entry_bytes(1, {0xAC, 0x02}), entry_bytes(2, {1}));
  CHECK(vector.encode() == expected);
  CHECK(VersionVector::decode(expected) == vector);
  CHECK(VersionVector::decode({}) == VersionVector{});
  const VersionVector far = vector_of({{1, sequence_max}});
  CHECK(VersionVector::decode(far.encode()) == far);
}

TEST_CASE("bytes that no vector has are refused") {
  const Bytes cases[] = {
      entry_bytes(1, {}),                                // cut
      Bytes(15, 1),                                      // likewise
      entry_bytes(1, {0}),                               // an entry at zero
      entry_bytes(1, {0x81, 0}),                         // an overlong sequence
      joined(entry_bytes(2, {1}), entry_bytes(1, {1})),  // descending
      joined(entry_bytes(1, {1}), entry_bytes(1, {2})),  // one device twice
      joined(entry_bytes(1, {1}), {1}),                  // more behind
  };
  for (const Bytes& bytes : cases) {
    const auto read = VersionVector::decode(bytes);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::damaged);
  }
}

TEST_CASE("random vectors merge as sets of batches do and survive their encoding") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto random_sequences = [&] {
    Sequences sequences;
    for (std::uint32_t count = random() % 6; count > 0; --count)
      sequences[static_cast<std::uint8_t>(random() % 8)] = 1 + random() % 4;
    return sequences;
  };
  for (int round = 0; round < 5'000; ++round) {
    const Sequences left = random_sequences();
    const Sequences right = random_sequences();
    Sequences both = left;
    for (const auto& [name, sequence] : right) both[name] = std::max(both[name], sequence);
    VersionVector merged = vector_of(left);
    REQUIRE(merged.covers(vector_of(right)) == (both == left));
    merged.merge(vector_of(right));
    REQUIRE(merged == vector_of(both));
    REQUIRE(VersionVector::decode(merged.encode()) == merged);
    Bytes hostile = merged.encode();
    for (std::uint8_t& byte : hostile) {
      if (random() % 20 == 0) byte = static_cast<std::uint8_t>(random());
    }
    const auto read = VersionVector::decode(hostile);
    if (read) REQUIRE(read->encode() == hostile);
  }
}

TEST_CASE("two batches are concurrent if neither author had merged the other") {
  struct Batch {
    std::uint8_t author;
    std::uint64_t sequence;
    Sequences seen;
  };
  struct Case {
    Batch left, right;
    bool concurrent;
  };
  const Case cases[] = {
      {{1, 1, {}}, {2, 1, {}}, true},
      {{1, 1, {}}, {2, 1, {{1, 1}}}, false},        // the second has seen the first
      {{1, 2, {}}, {2, 1, {{1, 1}}}, true},         // only an earlier one
      {{1, 2, {}}, {2, 1, {{1, 5}}}, false},        // and a later one
      {{1, 1, {{3, 9}}}, {2, 1, {{3, 9}}}, true},   // of a third both have seen the same
      {{1, 1, {}}, {1, 2, {}}, false},              // one's own are implied
      {{1, 1, {}}, {1, 1, {}}, false},              // one batch
      {{1, 1, {{2, 1}}}, {2, 1, {{1, 1}}}, false},  // which cannot be, and is no conflict
  };
  for (const Case& pair : cases) {
    const VersionVector left_seen = vector_of(pair.left.seen);
    const VersionVector right_seen = vector_of(pair.right.seen);
    const BatchPoint left{device(pair.left.author), pair.left.sequence, &left_seen};
    const BatchPoint right{device(pair.right.author), pair.right.sequence, &right_seen};
    CHECK(are_concurrent(left, right) == pair.concurrent);
    CHECK(are_concurrent(right, left) == pair.concurrent);
  }
}

}  // namespace holdall::change
