#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "carrier_fixture.h"
#include "sync/batch.h"
#include "sync/intake.h"
#include "sync/outbox.h"

// Streams that are long, broken off, of newer versions or written by two.

namespace holdall::sync {
namespace {

StreamState state_of(const CarryReport& report, const DeviceName& device) {
  const auto found = std::ranges::find(report.pulled.streams, device, &StreamReport::device);
  REQUIRE(found != report.pulled.streams.end());
  return found->state;
}

// An edit with a text that compresses to little and is more than a reader takes with it.
change::Change long_edit(TestDevice& device, std::uint32_t record, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += "word ";
  change::Change change = tiny_edit(record, 2, 0, {.milliseconds = 1'000 + record, .device = 1});
  change.stamp.device = device.number();
  change.cells.front().value = text;
  return change;
}

}  // namespace

TEST_CASE("an interruption at any step of the way is made up for") {
  bool finished = false;
  for (std::size_t steps = 0; !finished; ++steps) {
    CAPTURE(steps);
    TestFleet fleet(2, 21);
    fleet.settle(2);
    for (int round = 0; round < 5; ++round) {
      fleet[0].edit(1, 2, round);
      REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
    }
    fleet[1].edit(2, 2, 1);
    REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
    fleet[0].edit(1, 2, 100);
    fleet[0].replica->when_durable([](const Status&) {});
    fleet.loop.run_until_idle();
    // Device 1 pulls a batch, and puts a batch, an index and a head.
    fleet[0].carrier->run([](const CarryReport&) {});
    for (std::size_t step = 0; step < steps; ++step) (void)fleet.loop.run_one();
    finished = !fleet[0].carrier->is_running();
    fleet[0].crash();
    fleet.settle(2);
    CHECK(fleet[1].replica->contents().changes.size() == 7);
    CHECK(fleet[0].replica->contents().records == fleet[1].replica->contents().records);
    CHECK(state_of(fleet[1].sync(), fleet[0].name()) == StreamState::current);
  }
}

TEST_CASE(
    "more than one batch may hold goes in several, and what none can hold keeps nothing back") {
  TestFleet fleet(2, 22);
  fleet.settle();
  for (std::uint32_t record = 1; record <= 12; ++record)
    fleet[0].replica->edit(long_edit(fleet[0], record, 150'000 + 100 * record));
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  CHECK(fleet[0].replica->contents().own_sequence > 1);
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  CHECK(fleet[1].replica->contents().changes.size() == 12);
  fleet[0].replica->edit(tiny_edit(20, 2, 1, {.milliseconds = 5'000, .device = 1}));
  fleet[0].replica->edit(long_edit(fleet[0], 21, 3'000'000));
  const CarryReport report = fleet[0].sync();
  REQUIRE(report.trouble.has_value());
  CHECK(report.trouble->error.code == ErrorCode::invalid_argument);
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  CHECK(fleet[1].replica->contents().changes.size() == 13);
  // And others' changes still come in.
  fleet[1].edit(9, 2, 1);
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  CHECK(fleet[0].sync().pulled.batches == 1);
}

TEST_CASE("of batches that come together those before a bad one are merged") {
  TestFleet fleet(2, 25);
  fleet.settle();
  std::vector<Bytes> batches;
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) {
    fleet[0].edit(1, 2, std::int64_t(sequence));
    if (sequence == 4) {
      // Authentic, and nothing that a merge takes: a life that is no causal length.
      fleet[0].replica->edit_unchecked(
          tiny_edit(1, model::life_field, -5, {.milliseconds = 5, .device = 1}));
    }
    REQUIRE(close_batches(*fleet[0].replica, fleet[0].space(), fleet[0].randomness).has_value());
    batches.push_back(*own_batch(*fleet[0].replica, sequence));
  }
  const std::vector<ByteView> views(batches.begin(), batches.end());
  const Result<IntakeResult> taken =
      take_in({.author = fleet[0].space().device().public_key(), .batches = views},
              fleet[1].space(), *fleet[1].replica, fleet[1].randomness);
  REQUIRE(taken.has_value());
  CHECK(taken->merged == 3);
  CHECK(taken->stopped == Intake::bad);
  CHECK(fleet[1].replica->contents().changes.size() == 3);
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    const Result<Bytes> again =
        merged_batch(fleet[0].name(), sequence, fleet[1].space(), *fleet[1].replica);
    REQUIRE(again.has_value());
    CHECK(*again == batches[static_cast<std::size_t>(sequence - 1)]);
  }
}

TEST_CASE("a bad batch of one author does not keep out those of others that come with it") {
  TestFleet fleet(3, 27);
  fleet.settle();
  std::array<std::vector<Bytes>, 2> batches;
  for (std::size_t author = 0; author < 2; ++author) {
    TestDevice& device = fleet[author];
    for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
      device.edit(1, 2, std::int64_t(sequence));
      if (author == 0 && sequence == 2) {
        device.replica->edit_unchecked(
            tiny_edit(1, model::life_field, -5, {.milliseconds = 5, .device = 1}));
      }
      REQUIRE(close_batches(*device.replica, device.space(), device.randomness).has_value());
      batches[author].push_back(*own_batch(*device.replica, sequence));
    }
  }
  const std::vector<ByteView> first(batches[0].begin(), batches[0].end());
  const std::vector<ByteView> second(batches[1].begin(), batches[1].end());
  const PublicKey& second_key = fleet[1].space().device().public_key();
  // An author may come twice: what follows is put behind what came before.
  const std::array<IncomingStream, 3> streams = {
      IncomingStream{.author = second_key, .batches = std::span(second).first(1)},
      IncomingStream{.author = fleet[0].space().device().public_key(), .batches = first},
      IncomingStream{.author = second_key, .batches = std::span(second).subspan(1)},
  };
  const auto taken =
      take_in_some_at_a_time(streams, fleet[2].space(), *fleet[2].replica, fleet[2].randomness);
  REQUIRE(taken.has_value());
  REQUIRE(taken->size() == 3);
  CHECK((*taken)[0].merged == 1);
  CHECK((*taken)[1].merged == 1);
  CHECK((*taken)[1].stopped == Intake::bad);
  CHECK((*taken)[1].last_merged == 1);
  CHECK((*taken)[1].last_held == 1);
  CHECK((*taken)[2].merged == 2);
  CHECK((*taken)[2].last_merged == 3);
  CHECK(fleet[2].replica->contents().changes.size() == 4);
}

TEST_CASE("a stream that two devices write is not mixed") {
  TestFleet fleet(2, 24);
  fleet.settle();
  fleet[0].edit(1, 2, 1);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  // The same device as it was before, which writes another first batch and a second one.
  TinyReplica twin(fleet.loop, std::make_shared<TinyContents>());
  native::SeededRandomness randomness(5);
  for (std::int64_t value = 7; value < 9; ++value) {
    twin.edit(tiny_edit(1, 2, value, {.milliseconds = value, .device = 1}));
    REQUIRE(close_batches(twin, fleet[0].space(), randomness).has_value());
  }
  const Result<Bytes> second = own_batch(twin, 2);
  REQUIRE(second.has_value());
  const PublicKey& key = fleet[0].space().device().public_key();
  const auto take = [&](const Bytes& batch) {
    const ByteView view(batch);
    const Result<IntakeResult> taken = take_in({.author = key, .batches = {&view, 1}},
                                               fleet[1].space(), *fleet[1].replica, randomness);
    REQUIRE(taken.has_value());
    CHECK(taken->merged == 0);
    return taken->known > 0 ? Intake::known : taken->stopped;
  };
  CHECK(take(*own_batch(twin, 1)) == Intake::known);
  CHECK(take(*second) == Intake::forked);
  Bytes spoilt = *second;
  spoilt[150] ^= 1;
  CHECK(take(spoilt) == Intake::bad);
  CHECK(take({}) == Intake::bad);
  CHECK(fleet[1].replica->contents().changes.size() == 1);
}

}  // namespace holdall::sync
