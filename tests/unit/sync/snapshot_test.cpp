#include "sync/snapshot.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "carrier_fixture.h"
#include "sync/held.h"
#include "sync/intake.h"
#include "sync/outbox.h"
#include "sync/paths.h"

// Snapshots: made, taken in, interrupted and spoilt.

namespace holdall::sync {
namespace {

// A batch of one edit has about 317 bytes: so a chunk holds three.
constexpr SnapshotLimits small{.batches_min = 8, .lacking_min = 4, .chunk_bytes = 1000};

StreamReport stream_of(const CarryReport& report, const DeviceName& device) {
  const auto found = std::ranges::find(report.pulled.streams, device, &StreamReport::device);
  REQUIRE(found != report.pulled.streams.end());
  return *found;
}

std::vector<std::string> chunks_of(const native::MemoryPlace& place, const TestDevice& device) {
  std::vector<std::string> paths;
  const std::string folder = "d/" + lowercase_hex(device.name().bytes) + "/s/";
  for (const auto& [path, bytes] : place.files)
    if (path.starts_with(folder)) paths.push_back(path);
  return paths;
}

// So many batches of a device, published one by one; whether a snapshot was made.
bool publish(TestDevice& device, int batches) {
  bool made = false;
  for (int count = 0; count < batches; ++count) {
    device.edit(std::uint32_t(1 + count % 3), 2, count);
    const CarryReport report = device.sync();
    REQUIRE_FALSE(report.trouble.has_value());
    made = made || report.published.made_snapshot;
  }
  return made;
}

bool have_same_records(TestDevice& left, TestDevice& right) {
  return left.replica->contents().records == right.replica->contents().records;
}

bool has_refused_chunk(const CarryReport& report, const TestDevice& author) {
  return std::ranges::contains(report.pulled.refusals, Refusal{author.name(), 0});
}

}  // namespace

TEST_CASE("a chunk comes back as it was, and with any byte changed it is refused") {
  TestFleet fleet(2, 1);
  for (int count = 0; count < 3; ++count) fleet[0].edit(1, 2, count);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  fleet[1].edit(2, 2, 7);
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  const std::vector<BatchRange> holds = {{.device = fleet[0].name(), .first = 1, .last = 1},
                                         {.device = fleet[1].name(), .first = 1, .last = 1}};
  const Space& space = fleet[1].space();
  const Result<Bytes> object = make_chunk(holds, space, *fleet[1].replica, fleet.randomness);
  REQUIRE(object.has_value());
  const PublicKey& key = space.device().public_key();
  const Result<SnapshotChunk> chunk = open_chunk(*object, fleet[0].space(), key);
  REQUIRE(chunk.has_value());
  CHECK(chunk->introductions.size() == 2);
  REQUIRE(chunk->streams.size() == 2);
  CHECK(std::ranges::equal(chunk->streams[0].batches[0], *own_batch(*fleet[0].replica, 1)));
  CHECK(std::ranges::equal(chunk->streams[1].batches[0], *own_batch(*fleet[1].replica, 1)));
  check_every_change_is_refused(
      *object, [&](const Bytes& changed) { return open_chunk(changed, space, key); });
}

TEST_CASE("what a snapshot leads to has no gap, whatever its index says") {
  const DeviceName one{{1}};
  const DeviceName other{{2}};
  const auto covered = [&](std::vector<BatchRange> first, std::vector<BatchRange> second) {
    return covered_by({.number = 1,
                       .chunks = {{.snapshot = 1, .file = {}, .holds = std::move(first)},
                                  {.snapshot = 1, .file = {}, .holds = std::move(second)}}});
  };
  CHECK(covered({{one, 1, 4}}, {{one, 5, 9}, {other, 1, 2}}).sequence(one) == 9);
  CHECK(covered({{one, 1, 4}}, {{one, 6, 9}}).sequence(one) == 4);
  CHECK(covered({{one, 2, 4}}, {{other, 0, 2}}).entries().empty());
  CHECK(covered({{one, 1, 4}}, {{one, 2, 3}}).sequence(one) == 4);
}

TEST_CASE("one device makes a snapshot when it is time, and who comes late takes it") {
  TestFleet fleet(3, 2, small);
  fleet.settle();
  CHECK_FALSE(publish(fleet[0], 7));
  fleet.settle(1);
  CHECK(chunks_of(fleet.place, fleet[0]).empty());
  CHECK(publish(fleet[0], 1));
  const std::size_t chunks = chunks_of(fleet.place, fleet[0]).size();
  CHECK(chunks == 3);
  // The others see that it is done.
  fleet.settle();
  CHECK(chunks_of(fleet.place, fleet[1]).empty());
  CHECK(chunks_of(fleet.place, fleet[2]).empty());
  TestDevice& late = fleet.add(4);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  const CarryReport report = late.sync();
  REQUIRE_FALSE(report.trouble.has_value());
  CHECK(report.pulled.chunks == chunks);
  CHECK(report.pulled.batches == 8);
  for (const StreamReport& stream : report.pulled.streams)
    CHECK(stream.state == StreamState::current);
  CHECK(have_same_records(fleet[0], late));
  // It hands on what it took, byte for byte.
  CHECK(*merged_batch(fleet[0].name(), 8, late.space(), *late.replica) ==
        *own_batch(*fleet[0].replica, 8));
  CHECK(late.sync().pulled.chunks == 0);
}

TEST_CASE("the next snapshot takes over the chunks of the last one that are full") {
  TestFleet fleet(1, 3, {.batches_min = 6, .lacking_min = 4, .chunk_bytes = 1000});
  CHECK(publish(fleet[0], 6));
  CHECK(chunks_of(fleet.place, fleet[0]).size() == 2);
  CHECK(publish(fleet[0], 6));
  CHECK(chunks_of(fleet.place, fleet[0]).size() == 4);
  CHECK_FALSE(publish(fleet[0], 5));
  CHECK(publish(fleet[0], 1));
  CHECK(chunks_of(fleet.place, fleet[0]).size() == 6);
  TestDevice& late = fleet.add(2);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  CHECK(late.sync().pulled.chunks == 6);
  CHECK(have_same_records(fleet[0], late));
}

TEST_CASE("making a snapshot and taking it in go on where they were interrupted") {
  bool made = false;
  for (std::size_t steps = 0; !made; ++steps) {
    CAPTURE(steps);
    TestFleet fleet(1, 4, small);
    CHECK_FALSE(publish(fleet[0], 7));
    fleet[0].edit(1, 2, 100);
    fleet[0].replica->when_durable([](const Status&) {});
    fleet.loop.run_until_idle();
    fleet[0].carrier->run([](const CarryReport&) {});
    for (std::size_t step = 0; step < steps; ++step) (void)fleet.loop.run_one();
    made = !fleet[0].carrier->is_running();
    fleet[0].crash();
    fleet.settle(2);
    // A crash costs at most the chunk that was on its way.
    CHECK(chunks_of(fleet.place, fleet[0]).size() >= 3);
    CHECK(chunks_of(fleet.place, fleet[0]).size() <= 4);
    TestDevice& late = fleet.add(2);
    REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
    late.carrier->run([](const CarryReport&) {});
    for (std::size_t step = 0; step < steps; ++step) (void)fleet.loop.run_one();
    const std::uint64_t durable = late.replica->durable()->merged.sequence(fleet[0].name());
    late.crash();
    const CarryReport report = late.sync();
    CHECK(report.pulled.batches == 8 - durable);
    CHECK(report.pulled.chunks == (8 - durable + 2) / 3);
    CHECK(have_same_records(fleet[0], late));
  }
}

TEST_CASE("a chunk that is gone or spoilt is named, put again, and done without meanwhile") {
  for (const bool gone : {true, false}) {
    CAPTURE(gone);
    TestFleet fleet(2, 5, small);
    fleet.settle();
    CHECK(publish(fleet[0], 8));
    fleet.settle(1);
    const std::vector<std::string> chunks = chunks_of(fleet.place, fleet[0]);
    REQUIRE(chunks.size() == 3);
    const std::string& second =
        *std::ranges::find_if(chunks, [](const std::string& path) { return path.ends_with("/1"); });
    if (gone) {
      fleet.place.files.erase(second);
    } else {
      fleet.place.files[second][300] ^= 1;
    }
    TestDevice& late = fleet.add(3);
    REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
    const CarryReport report = late.sync();
    CHECK(has_refused_chunk(report, fleet[0]));
    CHECK(report.pulled.chunks == 1);
    CHECK(report.pulled.batches == 8);
    CHECK(stream_of(report, fleet[0].name()).state == StreamState::current);
    const CarryReport repaired = fleet[0].sync();
    CHECK(std::ranges::contains(repaired.pulled.suspects, 0));
    CHECK(repaired.published.repaired == 1);
    TestDevice& later = fleet.add(4);
    fleet.settle(1);
    CHECK_FALSE(has_refused_chunk(later.sync(), fleet[0]));
    CHECK(have_same_records(fleet[0], later));
    CHECK(fleet[0].sync().published.repaired == 0);
  }
}

TEST_CASE("a place that was emptied is filled again, snapshots too") {
  TestFleet fleet(2, 6, small);
  fleet.settle();
  CHECK(publish(fleet[0], 8));
  CHECK(publish(fleet[0], 8));
  fleet.settle(1);
  fleet.place.files.clear();
  fleet.settle(3);
  TestDevice& late = fleet.add(3);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  const CarryReport report = late.sync();
  CHECK(report.pulled.refusals.empty());
  CHECK(report.pulled.chunks >= 5);
  CHECK(have_same_records(fleet[0], late));
}

TEST_CASE("a device whose snapshot others cannot read is not relied upon: another one makes one") {
  TestFleet fleet(3, 7, small);
  fleet.settle();
  CHECK(publish(fleet[0], 8));
  fleet.settle(1);
  for (const std::string& path : chunks_of(fleet.place, fleet[0])) fleet.place.files.erase(path);
  // Its author never comes back: another one lets the next device in, which finds out.
  TestDevice& late = fleet.add(4);
  const Result<Roster> roster = Roster::load(*fleet[0].replica, fleet[0].space());
  REQUIRE(roster->keep(*fleet[1].replica).has_value());
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  CHECK(chunks_of(fleet.place, fleet[1]).empty());
  CHECK(has_refused_chunk(late.sync(), fleet[0]));
  CHECK(have_same_records(fleet[1], late));
  CHECK(fleet[1].sync().published.made_snapshot);
  CHECK_FALSE(chunks_of(fleet.place, fleet[1]).empty());
}

TEST_CASE("batches that are parked are in snapshots, and who can read them takes them in") {
  TestFleet fleet(2, 8, small);
  fleet.settle();
  fleet[0].batch_version = 2;
  fleet[0].crash();
  CHECK_FALSE(publish(fleet[0], 7));
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  CHECK(publish(fleet[1], 1));
  CHECK_FALSE(chunks_of(fleet.place, fleet[1]).empty());
  TestDevice& late = fleet.add(3);
  late.batch_version = 2;
  late.crash();
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  const CarryReport report = late.sync();
  CHECK(report.pulled.chunks > 0);
  CHECK(report.pulled.batches == 8);
  CHECK(have_same_records(fleet[0], late));
  TestDevice& old = fleet.add(4);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  const CarryReport parked = old.sync();
  CHECK(parked.pulled.chunks > 0);
  CHECK(stream_of(parked, fleet[0].name()).state == StreamState::newer_format);
  CHECK(stream_of(parked, fleet[1].name()).state == StreamState::current);
  CHECK(parked.pulled.refusals.empty());
}

}  // namespace holdall::sync
