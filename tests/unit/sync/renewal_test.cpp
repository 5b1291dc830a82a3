// A device that finds a copy of itself at work, or one with its number, goes on as a new one.
#include "sync/renewal.h"

#include <doctest/doctest.h>

#include <vector>

#include "sales_device.h"
#include "store/soundness.h"
#include "sync/parcel.h"
#include "sync/paths.h"

namespace holdall::sync {
namespace {

using store::test::must;

struct Team {
  native::SettableClock clock;
  native::EventLoop loop{clock};
  native::MemoryPlace place;
  native::SeededRandomness randomness{1};
  Space founder = found_space(randomness, 1);

  // The founder's profile; another one that is made with the same seed is a copy of it.
  SalesDevice founder_device(std::uint64_t seed) {
    return {loop, place, must(Space::decode(founder.encode())), seed};
  }
};

void settle(const std::vector<SalesDevice*>& devices) {
  for (int round = 0; round < 4; ++round)
    for (SalesDevice* device : devices) device->sync();
}

std::vector<std::string> titles(SalesDevice& device) {
  store::Statement select = must(device.records.store->database().prepare(
      "SELECT title FROM deal WHERE life % 2 = 1 ORDER BY title"));
  std::vector<std::string> all;
  while (must(select.step())) all.emplace_back(select.text(0));
  return all;
}

std::string hex_name(const Space& space) { return lowercase_hex(space.device().name().bytes); }

bool is_sound(SalesDevice& device) {
  return must(store::find_problems(device.records.store->database())).empty();
}

}  // namespace

TEST_CASE("a copied profile goes on as a device of its own; what both had is there once") {
  Team team;
  SalesDevice laptop = team.founder_device(11);
  SalesDevice copy = team.founder_device(11);
  const RecordId acme = laptop.records.add_deal("Acme");
  REQUIRE(copy.records.add_deal("Acme") == acme);
  laptop.records.add_deal("Birch");
  laptop.sync();
  const RecordId orchid = copy.records.add_deal("Orchid");
  copy.records.rename(acme, "Acme of the copy");

  const auto files = team.place.files;
  const CarryReport report = copy.exchange();
  REQUIRE(report.trouble.has_value());
  CHECK(report.trouble->kind == Trouble::Kind::copied_profile);
  CHECK(team.place.files == files);
  REQUIRE(report.renewal.has_value());
  CHECK(report.renewal->common_batches == 0);
  CHECK(report.renewal->rival_batches.size() == 1);
  const DeviceNumber number_before = copy.records.store->device();
  CHECK(copy.renew(*report.renewal));
  CHECK(copy.records.store->device() != number_before);
  CHECK(copy.space.device().name() != laptop.space.device().name());
  CHECK(copy.records.title(orchid) == "Birch");  // which got the same id beside it

  settle({&laptop, &copy});
  const std::vector<std::string> all = {"Acme of the copy", "Birch", "Orchid"};
  CHECK(titles(laptop) == all);
  CHECK(titles(copy) == all);
  CHECK(laptop.records.title(acme) == "Acme of the copy");
  CHECK(is_sound(laptop));
  CHECK(is_sound(copy));
  // As after a restart.
  const Space stored = must(Space::decode(must(copy.replica.kept("space"))));
  CHECK(stored.device().name() == copy.space.device().name());
  CHECK(stored.invitation() == laptop.space.device().name());
}

TEST_CASE("two copies of one profile that find each other each by itself are two new devices") {
  Team team;
  SalesDevice laptop = team.founder_device(11);
  SalesDevice first = team.founder_device(11);
  SalesDevice second = team.founder_device(11);
  laptop.records.add_deal("A");
  laptop.sync();
  first.records.add_deal("B");
  second.records.add_deal("C");
  for (SalesDevice* copy : {&first, &second}) {
    const CarryReport report = copy->exchange();
    REQUIRE(report.renewal.has_value());
    // Copies have no randomness in common.
    if (copy == &second) static_cast<void>(copy->records.randomness.next_u64());
    CHECK(copy->renew(*report.renewal));
  }
  settle({&laptop, &first, &second});
  // Those who come later find all of them by what the founder's index repeats.
  const Secret invitation = must(make_invitation(first.replica, first.space, team.randomness));
  settle({&first});
  SalesDevice phone(team.loop, team.place, join_space(first.space, team.randomness, 9, &invitation),
                    33);
  settle({&laptop, &first, &second, &phone});
  const std::vector<std::string> all = {"A", "B", "C"};
  for (SalesDevice* device : {&laptop, &first, &second, &phone}) CHECK(titles(*device) == all);
}

TEST_CASE(
    "of two devices with one number the one with the greater key yields before it publishes") {
  Team team;
  SalesDevice laptop = team.founder_device(11);
  const Secret invitation = must(make_invitation(laptop.replica, laptop.space, team.randomness));
  laptop.sync();
  SalesDevice phone(team.loop, team.place,
                    join_space(laptop.space, team.randomness, 1, &invitation), 11);
  REQUIRE(phone.records.store->device() == laptop.records.store->device());
  laptop.records.add_deal("laptop");
  phone.records.add_deal("phone");  // with the same id
  for (int round = 0; round < 6; ++round) {
    for (SalesDevice* device : {&laptop, &phone}) {
      const CarryReport report = device->exchange();
      CHECK_FALSE(report.trouble.has_value());
      if (report.renewal) device->renew(*report.renewal);
    }
  }
  const std::vector<std::string> all = {"laptop", "phone"};
  CHECK(laptop.records.store->device() != phone.records.store->device());
  CHECK(titles(laptop) == all);
  CHECK(titles(phone) == all);
  CHECK(is_sound(laptop));
  CHECK(is_sound(phone));
}

TEST_CASE("a number is not yielded while a batch has left under it that nobody can get") {
  Team team;
  SalesDevice laptop = team.founder_device(11);
  const Secret invitation = must(make_invitation(laptop.replica, laptop.space, team.randomness));
  laptop.sync();
  SalesDevice phone(team.loop, team.place,
                    join_space(laptop.space, team.randomness, 1, &invitation), 11);
  phone.records.add_deal("phone");
  const CarryReport report = phone.exchange();
  REQUIRE(report.renewal.has_value());
  // While the exchange came to its end its user has saved a file for a colleague.
  const Bytes parcel = must(make_parcel({}, phone.space, phone.replica, phone.records.randomness));
  const Parcel opened = must(open_parcel(parcel));
  must(take_in_parcel(opened, laptop.space, laptop.replica, laptop.records.randomness));
  CHECK_FALSE(phone.renew(*report.renewal));
  const CarryReport next = phone.exchange();
  CHECK(next.published.batches == 1);
  REQUIRE(next.renewal.has_value());
  CHECK(phone.renew(*next.renewal));
  settle({&laptop, &phone});
  CHECK(titles(laptop) == std::vector<std::string>{"phone"});
  CHECK(titles(phone) == std::vector<std::string>{"phone"});
}

TEST_CASE(
    "a successor's introduction is put behind those of others, and again while nobody has it") {
  Team team;
  SalesDevice laptop = team.founder_device(11);
  SalesDevice copy = team.founder_device(11);
  laptop.sync();
  const CarryReport report = copy.exchange();
  REQUIRE(report.renewal.has_value());
  CHECK(copy.renew(*report.renewal));
  copy.sync();
  const std::string first = "n/" + hex_name(laptop.space) + ".0";
  REQUIRE(team.place.files.contains(first));
  // Somebody else's takes its place, as if both had put theirs at once.
  SalesDevice other = team.founder_device(11);
  const CarryReport again = other.exchange();
  REQUIRE(again.renewal.has_value());
  CHECK(other.renew(*again.renewal));
  team.place.files[first] = other.space.introduction();
  settle({&laptop, &copy, &other});
  CHECK(team.place.files.at("n/" + hex_name(laptop.space) + ".1") == copy.space.introduction());
  copy.records.add_deal("copy");
  other.records.add_deal("other");
  settle({&laptop, &copy, &other});
  CHECK(titles(laptop) == std::vector<std::string>{"copy", "other"});
}

}  // namespace holdall::sync
