#include "sync/head.h"

#include <doctest/doctest.h>

#include <random>

#include "forged_object.h"
#include "space_fixture.h"

namespace holdall::sync {
namespace {

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : randomness_(seed) {}

  ObjectHash hash() {
    ObjectHash hash;
    randomness_.fill(hash.bytes);
    return hash;
  }
  DeviceName device() {
    DeviceName device;
    randomness_.fill(device.bytes);
    return device;
  }
  FileRef file() {
    return {
        .attempt = randomness_.next_u32(), .size_bytes = randomness_.next_u32(), .hash = hash()};
  }
  std::vector<FileRef> files(std::uint64_t count) {
    std::vector<FileRef> files;
    while (files.size() < count) files.push_back(file());
    return files;
  }
  change::VersionVector vector(std::uint64_t streams) {
    change::VersionVector vector;
    for (; streams > 0; --streams) vector.advance(device(), 1 + (randomness_.next_u64() >> 40));
    return vector;
  }
  std::uint64_t below(std::uint64_t limit) { return randomness_.below(limit); }
  Head head(std::uint64_t streams) {
    Head head{.counter = 1 + below(1000), .sequence = 900, .batches = files(head_batches_max)};
    head.index = {{.number = 1 + below(1000), .file = file()}};
    head.epochs = {{.number = 1, .file = file()}};
    head.seen = vector(streams);
    for (std::size_t count = 0; count < head_refusals_max; ++count)
      head.refusals.push_back({.device = device(), .sequence = 1 + below(1000)});
    return head;
  }

 private:
  native::SeededRandomness randomness_;
};

}  // namespace

TEST_CASE("the largest head fits, and comes back as it was") {
  native::SeededRandomness randomness(1);
  const Space space = found_space(randomness);
  const PublicKey& key = space.device().public_key();
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  Maker maker(seed);
  for (std::uint64_t streams = 0; streams <= head_streams_max; ++streams) {
    const Head head = maker.head(streams);
    const Result<Bytes> object = make_head(head, space, randomness);
    REQUIRE(object.has_value());
    CHECK(object->size() <= head_bytes_max);
    const Result<Head> opened = open_head(*object, space, key);
    REQUIRE(opened.has_value());
    CHECK(*opened == head);
  }
}

TEST_CASE("a head with any byte changed is refused, and one of another device") {
  native::SeededRandomness randomness(2);
  const Space space = found_space(randomness);
  const Space other = join_space(space, randomness, 2);
  Maker maker(2);
  const Result<Bytes> object = make_head(maker.head(3), space, randomness);
  REQUIRE(object.has_value());
  check_every_change_is_refused(*object, [&](const Bytes& changed) {
    return open_head(changed, other, space.device().public_key());
  });
  CHECK_FALSE(open_head(*object, space, other.device().public_key()).has_value());
}

TEST_CASE("heads that contradict themselves are not made") {
  native::SeededRandomness randomness(3);
  const Space space = found_space(randomness);
  Maker maker(3);
  const auto refused = [&](auto change) {
    Head head = maker.head(1);
    change(head);
    const Result<Bytes> object = make_head(head, space, randomness);
    return !object && object.error().code == ErrorCode::invalid_argument;
  };
  CHECK_FALSE(refused([](Head&) {}));
  CHECK(refused([](Head& head) { head.counter = 0; }));
  CHECK(refused([](Head& head) { head.sequence = 3; }));
  CHECK(refused([](Head& head) { head.index.clear(); }));
  CHECK(refused([](Head& head) { head.index_has_seen = true; }));
  CHECK(refused([&](Head& head) { head.batches = maker.files(head_batches_max + 1); }));
  CHECK(refused([&](Head& head) { head.seen = maker.vector(60); }));
}

TEST_CASE("an index comes back as it was, and with any byte changed it is refused") {
  native::SeededRandomness randomness(4);
  const Space space = found_space(randomness);
  Maker maker(4);
  const Index index{.number = 7,
                    .first_sequence = 12,
                    .batches = maker.files(5),
                    .snapshots = {{.number = 1,
                                   .chunks = {{.snapshot = 1,
                                               .file = maker.file(),
                                               .holds = {{maker.device(), 1, 9}}}}}},
                    .seen = maker.vector(3),
                    .introductions = {space.introduction(), {1, 2}},
                    .invitations = {maker.device()},
                    .epochs = {{.number = 1, .file = maker.file()}}};
  const Result<Bytes> object = make_index(index, space, randomness);
  REQUIRE(object.has_value());
  const PublicKey& key = space.device().public_key();
  const Result<Index> opened = open_index(*object, space, key);
  REQUIRE(opened.has_value());
  CHECK(*opened == index);
  check_every_change_is_refused(
      *object, [&](const Bytes& changed) { return open_index(changed, space, key); });
}

TEST_CASE("hostile bytes in an index that its author signed are refused, with few bytes") {
  native::SeededRandomness randomness(5);
  const Space space = found_space(randomness);
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  Maker maker(seed);
  for (int round = 0; round < 300; ++round) {
    // Numbers that claim huge lists, and anything.
    Bytes secret;
    for (std::uint64_t count = maker.below(200); count > 0; --count) {
      const bool huge = maker.below(4) == 0;
      secret.push_back(static_cast<std::uint8_t>(huge ? 0xFF : maker.below(256)));
    }
    const Result<Bytes> object =
        make_object(index_kind, space.id(), space.root(), space.device(), {}, secret, randomness);
    REQUIRE(object.has_value());
    const change::AllocationMeter meter;
    const Result<Index> opened = open_index(*object, space, space.device().public_key());
    CHECK(meter.peak_bytes() <= 8 * object->size() + (1 << 20));
    if (!opened) CHECK(opened.error().code == ErrorCode::damaged);
  }
}

}  // namespace holdall::sync
