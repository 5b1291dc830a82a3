#include <doctest/doctest.h>

#include <map>
#include <string>

#include "base/checksum.h"
#include "native/randomness.h"
#include "seed_count.h"
#include "store_fixture.h"

// Random commits through SQLite, killed at random storage transactions: what is found again is
// sound and exactly the commits up to one of them, with every commit that was acknowledged.
namespace holdall::store {
namespace {

using native::MemoryStorage;
using test::Tab;

class Workload {
 public:
  explicit Workload(std::uint64_t seed) : random_(seed) {}

  // One tab's life. Yields the disk to the next one.
  void live(const std::shared_ptr<native::MemoryDisk>& disk) {
    Tab tab(disk);
    tab.opened();
    check_found(tab);
    const bool before = random_.below(2) == 0;
    tab.storage.crash_at(random_.below(40), before ? MemoryStorage::CrashPoint::before_commit
                                                   : MemoryStorage::CrashPoint::after_commit);
    // A kill may also come from outside, between two steps of the loop.
    const std::uint64_t steps = random_.below(120);
    for (std::uint64_t step = 0; step < steps && !tab.storage.crashed(); ++step) {
      const std::uint64_t kind = random_.below(8);
      if (kind < 4) {
        commit(tab);
      } else if (kind == 4) {
        tab.image->checkpoint();
      } else if (kind == 5) {
        tab.storage.fail_commit(tab.storage.commits_started(), ErrorCode::storage_full);
      } else {
        tab.loop.run_one();
      }
      acknowledged_ =
          std::max(acknowledged_, base_ + static_cast<std::int64_t>(tab.image->durable_commits()));
    }
  }

 private:
  void check_found(Tab& tab) {
    CHECK_FALSE(tab.damage.any());
    REQUIRE(tab.is_sound());
    const bool is_new = tab.integer("SELECT count(*) FROM sqlite_schema") == 0;
    if (is_new) {
      REQUIRE(acknowledged_ == 0);
      // Two commits that make the tables, then one that says how many there were.
      tab.run("CREATE TABLE state(commits INTEGER) STRICT");
      tab.run(
          "CREATE TABLE deal(id INTEGER PRIMARY KEY, title TEXT, note BLOB) STRICT;"
          "CREATE INDEX deal_title ON deal(title)");
      tab.run("INSERT INTO state VALUES (4)");
      tab.settle();
      REQUIRE(tab.image->save_state() == SaveState::saved);
      acknowledged_ = 4;
      published_ = 4;
      hashes_ = {{4, hash(tab)}};
    }
    const std::int64_t found = tab.integer("SELECT commits FROM state");
    REQUIRE(found >= acknowledged_);
    REQUIRE(found <= published_);
    REQUIRE(hashes_.contains(found));
    CHECK(hashes_.at(found) == hash(tab));
    hashes_ = {{found, hash(tab)}};
    acknowledged_ = published_ = found;
    base_ = found - static_cast<std::int64_t>(tab.image->published_commits());
  }

  void commit(Tab& tab) {
    Result<Transaction> transaction = Transaction::begin(*tab.database);
    REQUIRE(transaction.has_value());
    for (std::uint64_t count = 1 + random_.below(5); count > 0; --count) change(tab);
    tab.run("UPDATE state SET commits = commits + 1");
    if (random_.below(10) == 0) return;  // rolled back
    REQUIRE(transaction->commit().has_value());
    ++published_;
    hashes_[published_] = hash(tab);
  }

  void change(Tab& tab) {
    const std::string id = std::to_string(random_.below(400));
    switch (random_.below(9)) {
      case 0:
        return tab.run("DELETE FROM deal WHERE id > " + id);
      case 1:
        return tab.run("UPDATE deal SET note = zeroblob(100000) WHERE id = " + id);
      case 2:
        return tab.run("INSERT OR REPLACE INTO deal VALUES (" + id + ", 'x', randomblob(600000))");
      case 3:
      case 4:
        return tab.run("UPDATE deal SET title = 't' || " + id + " || title WHERE id >= " + id);
      default:
        return tab.run("INSERT OR REPLACE INTO deal VALUES (" + id +
                       ", hex(randomblob(20)), randomblob(700))");
    }
  }

  static std::uint64_t hash(Tab& tab) {
    Bytes bytes(static_cast<std::size_t>(tab.image->image().size()));
    tab.image->image().read(0, bytes);
    return checksum(bytes);
  }

  native::SeededRandomness random_;
  std::map<std::int64_t, std::uint64_t> hashes_;  // of the image, by the number of commits in it
  std::int64_t acknowledged_ = 0;
  std::int64_t published_ = 0;
  std::int64_t base_ = 0;  // commits before this opening's first
};

TEST_CASE("a kill at any moment loses no acknowledged commit and tears none") {
  for (std::uint64_t seed = 1; seed <= test::seed_count(4); ++seed) {
    CAPTURE(seed);
    Workload workload(seed);
    const auto disk = std::make_shared<native::MemoryDisk>();
    for (int life = 0; life < 6; ++life) workload.live(disk);
  }
}

}  // namespace
}  // namespace holdall::store
