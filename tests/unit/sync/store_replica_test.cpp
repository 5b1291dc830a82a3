#include "sync/store_replica.h"

#include <doctest/doctest.h>

#include "sales_device.h"

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

}  // namespace holdall::sync
