#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "native/event_loop.h"
#include "native/memory_endpoint.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "space_fixture.h"
#include "sync/carrier.h"
#include "sync/roster.h"
#include "tiny_replica.h"

namespace holdall::sync {

// One device of a space at one endpoint in memory. It can be switched off at any moment.
class TestDevice {
 public:
  TestDevice(native::EventLoop& loop, native::MemoryPlace& place, Space space, std::uint32_t number,
             std::uint64_t seed, const SnapshotLimits& snapshots = {})
      : loop_(loop),
        place_(place),
        space_(std::move(space)),
        number_(number),
        snapshots_(snapshots),
        randomness(seed),
        durable_(std::make_shared<TinyContents>()) {
    switch_on();
  }

  // What was not durable is gone.
  void crash() {
    carrier.reset();
    durable_ = replica->durable();
    endpoint.reset();
    switch_on();
  }

  void edit(std::uint32_t record, std::uint16_t field, std::int64_t value) {
    last_ = change::next_stamp(last_, wall_ms, number_);
    replica->edit(tiny_edit(record, field, value, last_));
  }

  // Runs the carrier to its end, with nobody else at work.
  CarryReport sync() {
    std::optional<CarryReport> report;
    carrier->run([&](CarryReport done) { report = std::move(done); });
    while (carrier->is_running()) loop_.advance(2000);
    REQUIRE(report.has_value());
    return *std::move(report);
  }

  [[nodiscard]] const Space& space() const { return space_; }
  [[nodiscard]] DeviceName name() const { return space_.device().name(); }
  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] const change::Stamp& last_stamp() const { return last_; }

 private:
  void switch_on() {
    // As after a restart: from what is stored alone.
    Result<Space> stored = Space::decode(space_.encode());
    REQUIRE(stored.has_value());
    space_ = *std::move(stored);
    replica.emplace(loop_, durable_);
    replica->set_batch_version(batch_version);
    endpoint.emplace(loop_, place_, randomness.next_u64());
    carrier.emplace(Ports{.endpoint = *endpoint,
                          .endpoint_name = "memory",
                          .replica = *replica,
                          .randomness = randomness,
                          .snapshots = snapshots_},
                    space_);
  }

  native::EventLoop& loop_;
  native::MemoryPlace& place_;
  Space space_;
  std::uint32_t number_;
  SnapshotLimits snapshots_;
  change::Stamp last_;

 public:
  std::int64_t wall_ms = 1'790'000'000'000;
  std::uint32_t batch_version = batch_format_version;  // from when it is switched on again
  native::SeededRandomness randomness;
  std::optional<TinyReplica> replica;
  std::optional<native::MemoryEndpoint> endpoint;
  std::optional<Carrier> carrier;

 private:
  std::shared_ptr<const TinyContents> durable_;
};

// The devices of one person: the first has founded the space and invited the others.
struct TestFleet {
  explicit TestFleet(std::uint32_t count, std::uint64_t seed, const SnapshotLimits& limits = {})
      : randomness(seed), snapshots(limits) {
    devices.push_back(std::make_unique<TestDevice>(loop, place, found_space(randomness, 1), 1,
                                                   randomness.next_u64(), snapshots));
    for (std::uint32_t number = 2; number <= count; ++number) add(number);
    // Invitations are published before anybody gets their links.
    REQUIRE_FALSE(devices.front()->sync().trouble.has_value());
  }

  // One more, whom the founder invites; it has not done anything yet.
  TestDevice& add(std::uint32_t number) {
    TestDevice& founder = *devices.front();
    const Result<Secret> invitation =
        make_invitation(*founder.replica, founder.space(), randomness);
    REQUIRE(invitation.has_value());
    devices.push_back(std::make_unique<TestDevice>(
        loop, place, join_space(founder.space(), randomness, number, &*invitation), number,
        randomness.next_u64(), snapshots));
    return *devices.back();
  }

  TestDevice& operator[](std::size_t index) { return *devices[index]; }

  // Everybody, one after the other, until nothing moves any more.
  void settle(int rounds = 4) {
    for (int round = 0; round < rounds; ++round) {
      for (const auto& device : devices) {
        const std::optional<Trouble> trouble = device->sync().trouble;
        INFO("device " << device->number() << ", kind of trouble "
                       << (trouble ? int(trouble->kind) : -1) << " "
                       << (trouble ? trouble->error.detail : ""));
        REQUIRE_FALSE(trouble.has_value());
      }
    }
  }

  native::SettableClock clock;
  native::EventLoop loop{clock};
  native::MemoryPlace place;
  native::SeededRandomness randomness;
  SnapshotLimits snapshots;
  std::vector<std::unique_ptr<TestDevice>> devices;
};

}  // namespace holdall::sync
