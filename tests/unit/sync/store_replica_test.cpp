#include "sync/store_replica.h"

#include <doctest/doctest.h>

#include "sales_device.h"
#include "store/renewal.h"
#include "sync/head.h"
#include "sync/paths.h"

namespace holdall::sync {

using store::test::must;

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

TEST_CASE("a device that was to be a new one and is not has the number that it had") {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::MemoryPlace place;
  native::SeededRandomness randomness(1);
  SalesDevice laptop(loop, place, found_space(randomness), 11);
  laptop.records.add_deal("Acme");
  store::Store& store = *laptop.records.store;
  const DeviceNumber number = store.device();
  const std::vector<Bytes> none;
  const Status given_up = laptop.replica.change_as_one([&](store::Store& changed) -> Status {
    must(store::renew_device(changed, {.before = laptop.space.device().name(),
                                       .after = DeviceName{},
                                       .number = number + 1,
                                       .kept_bodies = none,
                                       .rival_bodies = none}));
    CHECK(changed.device() == number + 1);
    return fail(ErrorCode::storage_full);
  });
  CHECK(given_up.error().code == ErrorCode::storage_full);
  CHECK(store.device() == number);
}

// As only who holds a device's keys can forge it.
TEST_CASE("a batch that stands again in the place of the next one is refused, once") {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::MemoryPlace place;
  native::SeededRandomness randomness(1);
  SalesDevice laptop(loop, place, found_space(randomness), 11);
  const Secret invitation = must(make_invitation(laptop.replica, laptop.space, randomness));
  SalesDevice phone(loop, place, join_space(laptop.space, randomness, 2, &invitation), 22);
  laptop.records.add_deal("Acme");
  laptop.sync();
  const PublicKey& key = laptop.space.device().public_key();
  const DeviceName name = laptop.space.device().name();
  std::optional<Head> head;
  for (const std::uint64_t counter : {std::uint64_t{0}, std::uint64_t{1}}) {
    const auto file = place.files.find(head_path(name, counter));
    if (file == place.files.end()) continue;
    Head found = must(open_head(file->second, laptop.space, key));
    if (!head || found.counter > head->counter) head = std::move(found);
  }
  REQUIRE(head.has_value());
  REQUIRE(head->batches.size() == 1);
  head->counter += 1;
  head->sequence = 2;
  head->batches.push_back(head->batches.front());
  const std::uint32_t attempt = head->batches.front().attempt;
  place.files[batch_path(name, 2, attempt)] = place.files.at(batch_path(name, 1, attempt));
  place.files[head_path(name, head->counter)] = must(make_head(*head, laptop.space, randomness));

  const CarryReport report = phone.exchange();
  CHECK(report.pulled.batches == 1);
  REQUIRE(report.pulled.refusals.size() == 1);
  CHECK(report.pulled.refusals.front().device == name);
  CHECK(report.pulled.refusals.front().sequence == 2);
}

}  // namespace holdall::sync
