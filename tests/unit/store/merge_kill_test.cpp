#include "merge_fixture.h"
#include "store_fixture.h"

// A merge is a commit like any other: after a kill, or a storage that failed, all of it is there or
// nothing.
namespace holdall::store::test {
namespace {

using native::MemoryStorage;

struct Replica {
  explicit Replica(std::shared_ptr<native::MemoryDisk> disk) : tab(std::move(disk)) {
    must(tab.load());
    store = must(Store::open(*tab.image, tab.clock, tab.randomness));
    tab.settle();
  }
  Tab tab;
  std::unique_ptr<Store> store;
};

std::int64_t merged(Replica& replica, const Peer& author) {
  return static_cast<std::int64_t>(must(merged_vector(*replica.store)).sequence(author.name));
}

}  // namespace

TEST_CASE(
    "a kill before or after each storage transaction of a merge leaves all or nothing of it") {
  Peer anna(1);
  for (int number = 0; number < 300; ++number) anna.add_deal("Deal " + std::to_string(number));
  anna.publish(150);
  REQUIRE(anna.published.size() == 3);
  int whole = 0;
  int nothing = 0;
  for (const auto point :
       {MemoryStorage::CrashPoint::before_commit, MemoryStorage::CrashPoint::after_commit}) {
    for (std::uint64_t number = 0; number < 3; ++number) {
      CAPTURE(number);
      const auto disk = std::make_shared<native::MemoryDisk>();
      Replica replica(disk);
      replica.tab.storage.crash_at(replica.tab.storage.commits_started() + number, point);
      must(try_merge(*replica.store, anna.published));
      replica.tab.settle();
      replica.tab.image->checkpoint();
      replica.tab.settle();
      Replica again(disk);
      const std::int64_t sequence = merged(again, anna);
      CHECK((sequence == 0 || sequence == 3));
      ++(sequence == 0 ? nothing : whole);
      Statement deals = must(again.store->database().prepare("SELECT count(*) FROM deal"));
      REQUIRE(must(deals.step()));
      CHECK(deals.integer(0) == (sequence == 0 ? 0 : 300));
      Statement check = must(again.store->database().prepare("PRAGMA integrity_check"));
      REQUIRE(must(check.step()));
      CHECK(check.text(0) == "ok");
      dump_totals(*again.store);
    }
  }
  CHECK(whole > 0);
  CHECK(nothing > 0);
}

TEST_CASE("a merge that cannot be stored stays in memory and is stored when it can") {
  Peer anna(1);
  anna.add_deal("Acme");
  anna.publish();
  const auto disk = std::make_shared<native::MemoryDisk>();
  Replica replica(disk);
  replica.tab.storage.fail_commits(ErrorCode::storage_full);
  must(try_merge(*replica.store, anna.published));
  replica.tab.settle();
  CHECK(replica.tab.image->save_state() == SaveState::not_saved);
  CHECK(merged(replica, anna) == 1);
  replica.tab.storage.fail_commits({});
  replica.tab.image->retry();
  replica.tab.settle();
  CHECK(replica.tab.image->save_state() == SaveState::saved);
  Replica again(disk);
  CHECK(merged(again, anna) == 1);
}

}  // namespace holdall::store::test
