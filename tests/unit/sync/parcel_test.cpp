#include "sync/parcel.h"

#include <doctest/doctest.h>

#include "carrier_fixture.h"

namespace holdall::sync {
namespace {

Bytes parcel_from(TestDevice& device, const change::VersionVector& colleague = {}) {
  Result<Bytes> file = make_parcel(colleague, device.space(), *device.replica, device.randomness);
  REQUIRE(file.has_value());
  return *std::move(file);
}

ParcelReport give(const Bytes& file, TestDevice& device) {
  const Result<Parcel> parcel = open_parcel(file);
  REQUIRE(parcel.has_value());
  const Result<ParcelReport> report =
      take_in_parcel(*parcel, device.space(), *device.replica, device.randomness);
  REQUIRE(report.has_value());
  return *report;
}

// Devices that have no endpoint in common.
struct Islands {
  native::SettableClock clock;
  native::EventLoop loop{clock};
  native::MemoryPlace place;
  native::SeededRandomness randomness{1};
  TestDevice founder{loop, place, found_space(randomness), 1, 11};
};

}  // namespace

TEST_CASE("a device joins by a parcel alone, and both have everything after one reply") {
  Islands islands;
  TestDevice& founder = islands.founder;
  founder.edit(1, 2, 10);
  const Bytes file = parcel_from(founder);
  const Result<Parcel> parcel = open_parcel(file);
  REQUIRE(parcel.has_value());
  Result<Space> joined = Space::join(parcel->space_object, parcel->space, test_passphrase,
                                     {.number = 2, .label = "phone"}, nullptr, islands.randomness);
  REQUIRE(joined.has_value());
  TestDevice joiner(islands.loop, islands.place, *std::move(joined), 2, 12);
  joiner.edit(2, 2, 20);
  CHECK(give(file, joiner).merged == 1);
  CHECK(joiner.replica->contents().changes.size() == 2);
  // The reply holds what the parcel's sender lacked.
  const Bytes reply = parcel_from(joiner, parcel->has);
  const ParcelReport report = give(reply, founder);
  CHECK(report.merged == 1);
  CHECK(report.known == 0);
  CHECK(report.devices == 1);
  CHECK(founder.replica->contents().records == joiner.replica->contents().records);
  // Once more it brings nothing.
  CHECK(give(reply, founder).merged == 0);
}

TEST_CASE("a parcel brings the batches of others too, as they were signed") {
  TestFleet fleet(3, 2);
  fleet[0].edit(1, 2, 1);
  fleet[1].edit(1, 3, 2);
  fleet[1].edit(2, 3, 3);
  fleet.settle();
  TestDevice stranger(fleet.loop, fleet.place, join_space(fleet[0].space(), fleet.randomness, 8), 8,
                      3);
  const ParcelReport report = give(parcel_from(fleet[2]), stranger);
  CHECK(report.merged == 2);
  CHECK(report.bad == 0);
  CHECK(stranger.replica->contents().records == fleet[0].replica->contents().records);
  // And it can hand them on.
  TestDevice other(fleet.loop, fleet.place, join_space(fleet[0].space(), fleet.randomness, 9), 9,
                   4);
  CHECK(give(parcel_from(stranger), other).merged == 2);
  CHECK(other.replica->contents().records == fleet[0].replica->contents().records);
}

TEST_CASE("a gap is told, and a parcel of another space is refused") {
  Islands islands;
  islands.founder.edit(1, 2, 10);
  (void)parcel_from(islands.founder);
  islands.founder.edit(1, 2, 11);
  change::VersionVector has_first;
  has_first.advance(islands.founder.name(), 1);
  const Bytes second = parcel_from(islands.founder, has_first);
  TestDevice joiner(islands.loop, islands.place,
                    join_space(islands.founder.space(), islands.randomness, 2), 2, 3);
  const ParcelReport report = give(second, joiner);
  CHECK(report.gaps == 1);
  CHECK(report.merged == 0);
  Islands others{.randomness = native::SeededRandomness{77}};
  const Result<Parcel> parcel = open_parcel(second);
  REQUIRE(parcel.has_value());
  const Result<ParcelReport> refused =
      take_in_parcel(*parcel, others.founder.space(), *others.founder.replica, others.randomness);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::not_authentic);
}

TEST_CASE("any byte changed in a parcel brings nothing that was not written, with few bytes") {
  Islands islands;
  islands.founder.edit(1, 2, 10);
  islands.founder.edit(1, 3, 11);
  const Bytes file = parcel_from(islands.founder);
  const auto records = islands.founder.replica->contents().records;
  for (std::size_t index = 0; index < file.size(); ++index) {
    CAPTURE(index);
    Bytes changed = file;
    changed[index] ^= static_cast<std::uint8_t>(1U << (index % 8));
    const change::AllocationMeter meter;
    const Result<Parcel> parcel = open_parcel(changed);
    CHECK(meter.peak_bytes() <= 8 * changed.size() + (1 << 20));
    if (!parcel || parcel->space != islands.founder.space().id()) continue;
    TestDevice joiner(islands.loop, islands.place,
                      join_space(islands.founder.space(), islands.randomness, 2), 2, 3);
    const Result<ParcelReport> report =
        take_in_parcel(*parcel, joiner.space(), *joiner.replica, joiner.randomness);
    REQUIRE(report.has_value());
    const auto& taken = joiner.replica->contents().records;
    CHECK((taken.empty() || taken == records));
  }
  for (std::size_t length = 8; length < file.size(); ++length) {
    const Result<Parcel> parcel = open_parcel(ByteView(file).first(length));
    REQUIRE_FALSE(parcel.has_value());
    CHECK(parcel.error().code == ErrorCode::file_truncated);
  }
  CHECK(open_parcel({}).error().code == ErrorCode::file_unrecognised);
}

}  // namespace holdall::sync
