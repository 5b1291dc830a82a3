#include "sync/store_replica.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>

#include "../store/record_fixture.h"
#include "native/event_loop.h"
#include "native/memory_endpoint.h"
#include "space_fixture.h"
#include "sync/carrier.h"
#include "sync/roster.h"

namespace holdall::sync {
namespace {

using store::test::must;
using store::test::Records;

// The app's own database, a space and a place for files.
struct SalesDevice {
  SalesDevice(native::EventLoop& loop, native::MemoryPlace& place, Space own, std::uint64_t seed)
      : records(seed),
        space(std::move(own)),
        replica(
            *records.image, *records.store,
            [&loop](std::function<void()> task) { loop.post(std::move(task)); },
            [this](const store::MergeResult& result) { touched += result.touched.size(); }),
        endpoint(loop, place, seed),
        carrier({.endpoint = endpoint,
                 .endpoint_name = "memory",
                 .replica = replica,
                 .randomness = records.randomness},
                space),
        loop_(loop) {
    must(store::name_own_stream(*records.store, space.device().name()));
  }

  void sync() {
    std::optional<CarryReport> report;
    carrier.run([&](CarryReport done) { report = std::move(done); });
    while (carrier.is_running()) loop_.advance(2000);
    REQUIRE(report.has_value());
    CHECK_FALSE(report->trouble.has_value());
  }

  Records records;
  Space space;
  std::size_t touched = 0;
  StoreReplica replica;
  native::MemoryEndpoint endpoint;
  Carrier carrier;

 private:
  native::EventLoop& loop_;
};

}  // namespace

TEST_CASE("two databases of the app share what is written in each through a place for files") {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::MemoryPlace place;
  native::SeededRandomness randomness(1);
  SalesDevice laptop(loop, place, found_space(randomness), 11);
  const Secret invitation = must(make_invitation(laptop.replica, laptop.space, randomness));
  laptop.sync();
  SalesDevice phone(loop, place, join_space(laptop.space, randomness, 2, &invitation), 22);

  const RecordId acme = laptop.records.add_deal("Acme");
  const RecordId orchid = phone.records.add_deal("Orchid");
  for (int round = 0; round < 3; ++round) {
    laptop.sync();
    phone.sync();
  }
  CHECK(phone.records.title(acme) == "Acme");
  CHECK(laptop.records.title(orchid) == "Orchid");
  CHECK(phone.touched > 0);

  // Both rename it, apart from each other: the later one stands on both.
  laptop.records.rename(acme, "Acme of the laptop");
  phone.records.clock.advance(60'000);
  phone.records.rename(acme, "Acme of the phone");
  laptop.records.remove(orchid);
  for (int round = 0; round < 3; ++round) {
    phone.sync();
    laptop.sync();
  }
  for (SalesDevice* device : {&laptop, &phone}) {
    CHECK(device->records.title(acme) == "Acme of the phone");
    CHECK_FALSE(device->records.details(orchid).has_value());
    CHECK(device->records.integer("SELECT sum(deals) FROM board_total") == 1);
  }
}

}  // namespace holdall::sync
