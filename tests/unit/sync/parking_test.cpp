#include "sync/parking.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>

#include "carrier_fixture.h"
#include "sync/batch.h"
#include "sync/intake.h"
#include "sync/outbox.h"
#include "sync/parcel.h"

// Batches for a newer version of Holdall.

namespace holdall::sync {
namespace {

StreamReport stream_of(const CarryReport& report, const DeviceName& device) {
  const auto found = std::ranges::find(report.pulled.streams, device, &StreamReport::device);
  REQUIRE(found != report.pulled.streams.end());
  return *found;
}

// Reads and writes batches of this version from now on.
void upgrade(TestDevice& device, std::uint32_t version = 2) {
  (void)device.sync();
  device.batch_version = version;
  device.crash();
}

void publish(TestDevice& device, std::int64_t value) {
  device.edit(1, 2, value);
  REQUIRE_FALSE(device.sync().trouble.has_value());
}

// What is parked there of a device's stream.
std::optional<ParkedRun> run_of(TestDevice& at, const TestDevice& author) {
  const Result<Parking> parking = Parking::load(*at.replica);
  REQUIRE(parking.has_value());
  const ParkedRun* const run = parking->find(author.name());
  return run == nullptr ? std::nullopt : std::optional(*run);
}

}  // namespace

TEST_CASE("what is for a newer version is parked, fetched once, and taken in when it can be read") {
  TestFleet fleet(3, 23);
  fleet.settle();
  publish(fleet[0], 1);
  upgrade(fleet[0]);
  publish(fleet[0], 2);
  publish(fleet[0], 3);
  fleet[1].edit(2, 2, 1);
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  const CarryReport report = fleet[2].sync();
  CHECK_FALSE(report.trouble.has_value());
  CHECK(stream_of(report, fleet[0].name()).state == StreamState::newer_format);
  CHECK(stream_of(report, fleet[0].name()).merged == 1);
  CHECK(stream_of(report, fleet[1].name()).state == StreamState::current);
  CHECK(report.pulled.refusals.empty());
  CHECK(fleet[2].replica->contents().changes.size() == 2);
  const std::optional<ParkedRun> run = run_of(fleet[2], fleet[0]);
  REQUIRE(run.has_value());
  CHECK(run->first == 2);
  CHECK(run->last == 3);
  const Result<Bytes> parked = Parking::batch(fleet[0].name(), 3, *fleet[2].replica);
  REQUIRE(parked.has_value());
  CHECK(*parked == *own_batch(*fleet[0].replica, 3));
  // What is parked is not asked for again, and own edits go out.
  const std::uint64_t gets = fleet[2].endpoint->reads();
  fleet[2].edit(3, 2, 1);
  const CarryReport again = fleet[2].sync();
  CHECK(stream_of(again, fleet[0].name()).state == StreamState::newer_format);
  CHECK(again.published.batches == 1);
  CHECK(fleet[2].endpoint->reads() - gets < 12);
  CHECK(fleet[0].sync().pulled.batches == 2);
  // The place is gone: what is parked is there all the same.
  upgrade(fleet[2]);
  fleet.place.files.clear();
  const CarryReport taken = fleet[2].sync();
  CHECK(taken.pulled.batches == 2);
  CHECK_FALSE(run_of(fleet[2], fleet[0]).has_value());
  CHECK(fleet[2].replica->contents().records == fleet[0].replica->contents().records);
  CHECK(Parking::batch(fleet[0].name(), 3, *fleet[2].replica).error().code == ErrorCode::not_found);
  const Result<Bytes> merged =
      merged_batch(fleet[0].name(), 3, fleet[2].space(), *fleet[2].replica);
  CHECK(*merged == *own_batch(*fleet[0].replica, 3));
}

TEST_CASE("a readable batch behind one that is not is parked with it, and both go on in a parcel") {
  TestFleet fleet(3, 24);
  fleet.settle();
  upgrade(fleet[0]);
  publish(fleet[0], 1);
  upgrade(fleet[0], 1);  // back to the older version, which reads what it wrote itself
  publish(fleet[0], 2);
  CHECK(stream_of(fleet[1].sync(), fleet[0].name()).state == StreamState::newer_format);
  REQUIRE(run_of(fleet[1], fleet[0]).has_value());
  CHECK(run_of(fleet[1], fleet[0])->last == 2);
  // By hand to one that is newer, and to one that is not.
  const Result<Bytes> file =
      make_parcel({}, fleet[1].space(), *fleet[1].replica, fleet[1].randomness);
  REQUIRE(file.has_value());
  const Result<Parcel> parcel = open_parcel(*file);
  REQUIRE(parcel.has_value());
  CHECK(parcel->has.sequence(fleet[0].name()) == 2);
  Result<ParcelReport> report =
      take_in_parcel(*parcel, fleet[2].space(), *fleet[2].replica, fleet[2].randomness);
  REQUIRE(report.has_value());
  CHECK(report->merged == 0);
  CHECK(report->newer_formats == 1);
  CHECK(report->gaps + report->bad + report->forks == 0);
  fleet[2].replica->set_batch_version(2);
  report = take_in_parcel(*parcel, fleet[2].space(), *fleet[2].replica, fleet[2].randomness);
  REQUIRE(report.has_value());
  CHECK(report->merged == 2);
  CHECK(report->newer_formats == 0);
  CHECK(fleet[2].replica->contents().records == fleet[0].replica->contents().records);
}

TEST_CASE("a parked batch is verified like any other: signature, chain and gaps") {
  TestFleet fleet(2, 25);
  fleet.settle();
  fleet[0].replica->set_batch_version(2);
  std::vector<Bytes> batches;
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    fleet[0].edit(1, 2, std::int64_t(sequence));
    REQUIRE(close_batches(*fleet[0].replica, fleet[0].space(), fleet[0].randomness).has_value());
    batches.push_back(*own_batch(*fleet[0].replica, sequence));
  }
  const auto take = [&](const Bytes& batch) {
    const ByteView view(batch);
    const Result<IntakeResult> taken =
        take_in({.author = fleet[0].space().device().public_key(), .batches = {&view, 1}},
                fleet[1].space(), *fleet[1].replica, fleet[1].randomness);
    REQUIRE(taken.has_value());
    CHECK(taken->merged == 0);
    if (taken->known > 0) return Intake::known;
    return taken->parked > 0 ? Intake::parked : taken->stopped;
  };
  Bytes spoilt = batches[0];
  spoilt[spoilt.size() / 2] ^= 1;
  CHECK(take(spoilt) == Intake::bad);
  CHECK(take(batches[1]) == Intake::gap);
  CHECK(take(batches[0]) == Intake::parked);
  CHECK(take(batches[0]) == Intake::known);
  CHECK(take(batches[2]) == Intake::gap);
  // Another second batch, which does not follow this first one.
  TinyReplica twin(fleet.loop, std::make_shared<TinyContents>());
  native::SeededRandomness randomness(5);
  for (std::int64_t value = 7; value < 9; ++value) {
    twin.edit(tiny_edit(1, 2, value, {.milliseconds = value, .device = 1}));
    REQUIRE(close_batches(twin, fleet[0].space(), randomness).has_value());
  }
  CHECK(take(*own_batch(twin, 2)) == Intake::forked);
  CHECK(take(batches[1]) == Intake::parked);
  CHECK(take(batches[2]) == Intake::parked);
}

TEST_CASE("what was parked and cannot be taken all the same is refused like what comes only now") {
  TestFleet fleet(2, 26);
  fleet.settle();
  upgrade(fleet[0]);
  fleet[0].edit(1, 2, 1);
  // Authentic, and nothing that a merge takes: a life that is no causal length.
  fleet[0].replica->edit_unchecked(
      tiny_edit(1, model::life_field, -5, {.milliseconds = 5, .device = 1}));
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  const CarryReport parked = fleet[1].sync();
  CHECK(stream_of(parked, fleet[0].name()).state == StreamState::newer_format);
  CHECK(parked.pulled.refusals.empty());
  upgrade(fleet[1]);
  const CarryReport refused = fleet[1].sync();
  CHECK_FALSE(refused.trouble.has_value());
  CHECK(stream_of(refused, fleet[0].name()).state == StreamState::broken);
  CHECK(refused.pulled.refusals.size() == 1);
  CHECK_FALSE(run_of(fleet[1], fleet[0]).has_value());
}

TEST_CASE("only so much of a stream is parked, and the rest is left where it is") {
  TestFleet fleet(2, 27);
  fleet.settle();
  upgrade(fleet[0]);
  native::SeededRandomness noise(1);
  constexpr std::uint32_t batches = 3;
  for (std::uint32_t count = 0; count < batches; ++count) {
    for (std::uint32_t record = 1; record <= 8; ++record) {
      std::string text(500'000, 'x');
      for (char& letter : text) letter = static_cast<char>('a' + noise.below(26));
      change::Change change =
          tiny_edit(record, 2, 0, {.milliseconds = 10 + count, .device = fleet[0].number()});
      change.cells.front().value = text;
      fleet[0].replica->edit(std::move(change));
    }
    REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  }
  const auto state = [&] { return stream_of(fleet[1].sync(), fleet[0].name()).state; };
  CHECK(state() == StreamState::newer_format);
  const std::optional<ParkedRun> run = run_of(fleet[1], fleet[0]);
  REQUIRE(run.has_value());
  CHECK(run->is_full());
  CHECK(run->last < batches);
  const std::uint64_t bytes = fleet[1].endpoint->bytes_read();
  CHECK(state() == StreamState::newer_format);
  CHECK(fleet[1].endpoint->bytes_read() - bytes < 10'000);
  upgrade(fleet[1]);
  CHECK(state() == StreamState::current);
  CHECK(fleet[1].replica->contents().records == fleet[0].replica->contents().records);
}

}  // namespace holdall::sync
