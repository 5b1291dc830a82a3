#include "sync/carrier.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "carrier_fixture.h"
#include "sync/batch.h"
#include "sync/outbox.h"
#include "sync/paths.h"

namespace holdall::sync {
namespace {

using native::EndpointFault;

StreamReport stream_of(const CarryReport& report, const DeviceName& device) {
  const auto found = std::ranges::find(report.pulled.streams, device, &StreamReport::device);
  REQUIRE(found != report.pulled.streams.end());
  return *found;
}

std::string folder_of(const TestDevice& device) {
  return "d/" + lowercase_hex(device.name().bytes) + "/";
}

// The paths below a folder of a device, by name.
std::vector<std::string> files_below(const native::MemoryPlace& place, const std::string& prefix) {
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : place.files)
    if (path.starts_with(prefix)) paths.push_back(path);
  return paths;
}

bool have_same_records(TestDevice& left, TestDevice& right) {
  return left.replica->contents().records == right.replica->contents().records;
}

}  // namespace

TEST_CASE("what one device writes reaches the others, and what they write reaches it") {
  TestFleet fleet(3, 1);
  fleet[0].edit(1, 2, 10);
  fleet[1].edit(2, 2, 20);
  fleet[2].edit(1, 3, 30);
  fleet.settle();
  CHECK(fleet[0].replica->contents().records.size() == 2);
  CHECK(fleet[0].replica->contents().changes.size() == 3);
  CHECK(have_same_records(fleet[0], fleet[1]));
  CHECK(have_same_records(fleet[0], fleet[2]));
  const Result<Roster> roster = Roster::load(*fleet[2].replica, fleet[2].space());
  REQUIRE(roster.has_value());
  CHECK(roster->members().size() == 3);
  CHECK(roster->all_doors().empty());  // all used up
  CHECK(roster->find(fleet[1].name())->introduction.number == 2);
}

TEST_CASE("five idle devices poll with few requests and bytes, and put nothing") {
  TestFleet fleet(5, 2);
  for (std::size_t index = 0; index < 5; ++index) fleet[index].edit(1, 2, std::int64_t(index));
  fleet.settle(6);
  const native::MemoryEndpoint& endpoint = *fleet[3].endpoint;
  const std::uint64_t gets = endpoint.reads();
  const std::uint64_t puts = endpoint.writes();
  const std::uint64_t bytes = endpoint.bytes_read();
  const CarryReport report = fleet[3].sync();
  CHECK(endpoint.reads() - gets <= 8);
  CHECK(endpoint.writes() == puts);
  CHECK(endpoint.bytes_read() - bytes <= 10'000);
  for (const StreamReport& stream : report.pulled.streams)
    CHECK(stream.state == StreamState::current);
}

TEST_CASE("an edit leaves only when it is durable") {
  TestFleet fleet(2, 3);
  fleet.settle();
  fleet[0].edit(1, 2, 10);
  const std::size_t files = files_below(fleet.place, folder_of(fleet[0]) + "b/").size();
  // Until the replica says that it is durable nothing is put; a crash then takes the edit along.
  fleet[0].carrier->run([](const CarryReport&) {});
  while (fleet[0].replica->contents().own_sequence == 0) REQUIRE(fleet.loop.run_one());
  CHECK(fleet[0].replica->durable()->own_sequence == 0);
  CHECK(files_below(fleet.place, folder_of(fleet[0]) + "b/").size() == files);
  fleet[0].crash();
  fleet.settle();
  CHECK(fleet[1].replica->contents().changes.empty());
}

TEST_CASE("an edit before a merge has not seen it, whenever it is sent") {
  TestFleet fleet(2, 4);
  fleet.settle();
  fleet[0].edit(1, 2, 10);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  fleet[1].edit(1, 2, 20);
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());  // pulls first
  fleet[1].edit(1, 2, 30);
  REQUIRE_FALSE(fleet[1].sync().trouble.has_value());
  const auto seen_by = [&](std::uint64_t sequence) {
    const Result<Bytes> batch = own_batch(*fleet[1].replica, sequence);
    REQUIRE(batch.has_value());
    return read_batch_header(*batch)->seen.sequence(fleet[0].name());
  };
  CHECK(seen_by(1) == 0);
  CHECK(seen_by(2) == 1);
}

TEST_CASE("a torn head costs nothing: the other one leads to all before it") {
  TestFleet fleet(2, 5);
  fleet[0].edit(1, 2, 1);
  fleet.settle();
  const Bytes h0 = fleet.place.files[folder_of(fleet[0]) + "h0"];
  const Bytes h1 = fleet.place.files[folder_of(fleet[0]) + "h1"];
  REQUIRE_FALSE(h0.empty());
  REQUIRE_FALSE(h1.empty());
  fleet[0].edit(1, 2, 2);
  fleet[0].endpoint->set_fault(EndpointFault::torn_put, 1000);
  REQUIRE(fleet[0].sync().trouble.has_value());  // at the batch already
  fleet[0].endpoint->set_all_faults(0);
  fleet[0].carrier->run([](const CarryReport&) {});
  const auto is_head_put = [&] {
    return fleet.place.files[folder_of(fleet[0]) + "h0"] != h0 ||
           fleet.place.files[folder_of(fleet[0]) + "h1"] != h1;
  };
  while (!is_head_put()) REQUIRE(fleet.loop.run_one());
  const bool h0_is_new = fleet.place.files[folder_of(fleet[0]) + "h0"] != h0;
  Bytes& torn = fleet.place.files[folder_of(fleet[0]) + (h0_is_new ? "h0" : "h1")];
  torn.resize(torn.size() / 2);
  fleet[0].crash();
  CHECK(stream_of(fleet[1].sync(), fleet[0].name()).state == StreamState::current);
  CHECK(fleet[1].replica->contents().changes.size() == 1);
  fleet.settle();
  CHECK(fleet[1].replica->contents().changes.size() == 2);
}

TEST_CASE("an endpoint that was emptied, or rolled back, raises an alarm and is filled again") {
  for (const bool emptied : {true, false}) {
    CAPTURE(emptied);
    TestFleet fleet(3, 6);
    for (int round = 0; round < 9; ++round) {
      fleet[0].edit(1, 2, round);
      fleet[1].edit(2, 2, round);
      fleet.settle(1);
    }
    fleet.settle();
    const std::map<std::string, Bytes> old = fleet.place.files;
    fleet[0].edit(1, 2, 100);
    fleet.settle();
    const auto records = fleet[2].replica->contents().records;
    fleet.place.files = emptied ? std::map<std::string, Bytes>() : old;
    CarryReport report = fleet[2].sync();
    // Of a device whose turn it is not only the next head is looked for.
    for (int round = 1; round < 3 && !report.pulled.alarm; ++round) report = fleet[2].sync();
    CHECK(report.pulled.alarm);
    CHECK(stream_of(report, fleet[0].name()).state == StreamState::lost);
    CHECK(fleet[2].replica->contents().records == records);  // absence is never deletion
    fleet.settle();
    // All of it is there again: a new device gets everything.
    const Result<Secret> invitation =
        make_invitation(*fleet[0].replica, fleet[0].space(), fleet.randomness);
    REQUIRE(invitation.has_value());
    fleet.devices.push_back(std::make_unique<TestDevice>(
        fleet.loop, fleet.place, join_space(fleet[0].space(), fleet.randomness, 9, &*invitation), 9,
        7));
    CHECK(fleet.place.files.contains(space_path(fleet[0].space().id())));
    fleet.settle();
    CHECK(fleet[3].replica->contents().records == records);
  }
}

TEST_CASE("a batch that spoilt at the endpoint is named, and sent again by its author") {
  TestFleet fleet(2, 8);
  fleet.settle();
  fleet[0].edit(1, 2, 10);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  const std::vector<std::string> batches = files_below(fleet.place, folder_of(fleet[0]) + "b/");
  REQUIRE(batches.size() == 1);
  fleet.place.files[batches.front()][200] ^= 1;
  const CarryReport report = fleet[1].sync();
  CHECK(stream_of(report, fleet[0].name()).state == StreamState::broken);
  CHECK(fleet[1].replica->contents().changes.empty());
  CHECK(fleet[0].sync().published.repaired == 1);
  CHECK(stream_of(fleet[1].sync(), fleet[0].name()).state == StreamState::current);
  CHECK(fleet[1].replica->contents().changes.size() == 1);
}

TEST_CASE("an index that is gone is made anew") {
  TestFleet fleet(2, 9);
  fleet.settle();
  for (int round = 0; round < 8; ++round) {
    fleet[0].edit(1, 2, round);
    REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  }
  for (const std::string& path : files_below(fleet.place, folder_of(fleet[0]) + "i/"))
    fleet.place.files.erase(path);
  CHECK(stream_of(fleet[1].sync(), fleet[0].name()).state == StreamState::broken);
  fleet.settle();
  CHECK(have_same_records(fleet[0], fleet[1]));
}

TEST_CASE("a profile that was copied finds the stream ahead of itself and publishes nothing") {
  TestFleet fleet(2, 10);
  fleet[0].edit(1, 2, 10);
  fleet.settle();
  // The same device, restored from what it was.
  const auto old = fleet[0].replica->durable();
  fleet[0].edit(1, 2, 11);
  fleet.settle();
  fleet[0].replica.emplace(fleet.loop, old);
  fleet[0].crash();
  fleet[0].edit(1, 2, 12);
  const auto files = fleet.place.files;
  const CarryReport report = fleet[0].sync();
  REQUIRE(report.trouble.has_value());
  CHECK(report.trouble->kind == Trouble::Kind::copied_profile);
  CHECK(fleet.place.files == files);
}

TEST_CASE("heads that the place mixed up are put where they belong, and are nobody else's") {
  TestFleet fleet(2, 12);
  fleet[0].edit(1, 2, 10);
  fleet.settle();
  std::swap(fleet.place.files[folder_of(fleet[0]) + "h0"],
            fleet.place.files[folder_of(fleet[0]) + "h1"]);
  CHECK(stream_of(fleet[1].sync(), fleet[0].name()).state == StreamState::lost);
  fleet.settle();
  CHECK(stream_of(fleet[1].sync(), fleet[0].name()).state == StreamState::current);
}

TEST_CASE("what the endpoint refuses is told apart, and nothing is lost by it") {
  TestFleet fleet(2, 11);
  fleet.settle();
  fleet[0].edit(1, 2, 10);
  const auto failure = [&](EndpointFault fault) {
    fleet[0].endpoint->set_all_faults(0);
    fleet[0].endpoint->set_fault(fault, 1000);
    const CarryReport report = fleet[0].sync();
    REQUIRE(report.trouble.has_value());
    REQUIRE(report.trouble->kind == Trouble::Kind::endpoint);
    return report.trouble->endpoint.failure;
  };
  CHECK(failure(EndpointFault::offline) == platform::EndpointFailure::offline);
  CHECK(failure(EndpointFault::refused) == platform::EndpointFailure::refused);
  CHECK(failure(EndpointFault::full) == platform::EndpointFailure::full);
  CHECK(failure(EndpointFault::busy) == platform::EndpointFailure::busy);
  fleet[0].endpoint->set_all_faults(0);
  fleet[0].endpoint->set_read_only(true);
  const CarryReport report = fleet[0].sync();
  REQUIRE(report.trouble.has_value());
  CHECK(report.trouble->endpoint.failure == platform::EndpointFailure::not_writable);
  // A place for reading only serves to read.
  CHECK(stream_of(report, fleet[1].name()).state == StreamState::current);
  fleet[0].endpoint->set_read_only(false);
  fleet.settle();
  CHECK(have_same_records(fleet[0], fleet[1]));
  // What says 'done' and does nothing.
  fleet[0].edit(1, 2, 12);
  fleet[0].endpoint->set_fault(EndpointFault::lost_overwrite, 1000);
  const CarryReport lost = fleet[0].sync();
  REQUIRE(lost.trouble.has_value());
  CHECK(lost.trouble->kind == Trouble::Kind::not_kept);
  fleet[0].endpoint->set_all_faults(0);
  fleet.settle();
  CHECK(have_same_records(fleet[0], fleet[1]));
}

namespace {

// What it commits becomes durable so many times more, and then there is no room.
class FullReplica : public TinyReplica {
 public:
  explicit FullReplica(native::EventLoop& loop)
      : TinyReplica(loop, std::make_shared<const TinyContents>()), loop_(loop) {}

  void when_durable(std::function<void(Status)> durable) override {
    if (rooms > 0) {
      --rooms;
      return TinyReplica::when_durable(std::move(durable));
    }
    loop_.post([durable = std::move(durable)] { durable(fail(ErrorCode::storage_full)); });
  }

  int rooms = 100;

 private:
  native::EventLoop& loop_;
};

}  // namespace

TEST_CASE("a head whose intent could not be made durable does not leave in the next round either") {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::MemoryPlace place;
  native::SeededRandomness randomness(1);
  const Space space = found_space(randomness);
  FullReplica replica(loop);
  native::MemoryEndpoint endpoint(loop, place, 1);
  Carrier carrier({.endpoint = endpoint,
                   .endpoint_name = "memory",
                   .replica = replica,
                   .randomness = randomness},
                  space);
  const auto troubled = [&] {
    bool trouble = false;
    carrier.run([&](const CarryReport& report) { trouble = report.trouble.has_value(); });
    while (carrier.is_running()) loop.advance(2000);
    return trouble;
  };
  replica.edit(tiny_edit(1, 2, 3, {1, 0, 1}));
  REQUIRE_FALSE(troubled());
  const auto heads = [&] {
    const DeviceName name = space.device().name();
    return std::pair(place.files[head_path(name, 0)], place.files[head_path(name, 1)]);
  };
  const auto before = heads();
  replica.edit(tiny_edit(1, 2, 4, {2, 0, 1}));
  replica.rooms = 1;  // for the batch
  CHECK(troubled());
  CHECK(heads() == before);
  CHECK(troubled());
  CHECK(heads() == before);
  replica.rooms = 100;
  CHECK_FALSE(troubled());
  CHECK(heads() != before);
}

}  // namespace holdall::sync
