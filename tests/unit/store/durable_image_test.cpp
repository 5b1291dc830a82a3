#include "store/durable_image.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "store/delta_log.h"
#include "store_fixture.h"

namespace holdall::store {
namespace {

using native::MemoryStorage;
using test::Tab;

constexpr const char* create_deals = "CREATE TABLE deal(id INTEGER PRIMARY KEY, title TEXT) STRICT";

// A tab with a table of deals that is saved.
Tab& with_deals(Tab& tab) {
  tab.opened().run(create_deals);
  tab.settle();
  REQUIRE(tab.image->save_state() == SaveState::saved);
  return tab;
}

TEST_CASE("an edit that was saved is there after reopening") {
  Tab first;
  first.opened();
  CHECK(first.image->save_state() == SaveState::saved);
  first.run(create_deals);
  first.run("INSERT INTO deal VALUES (1, 'Kyiv office')");
  CHECK(first.image->save_state() == SaveState::saving);
  CHECK(first.image->durable_commits() == 0);
  first.settle();
  CHECK(first.image->save_state() == SaveState::saved);
  CHECK(first.image->durable_commits() == first.image->published_commits());

  Tab second(first.disk);
  second.opened();
  CHECK_FALSE(second.damage.any());
  CHECK(second.text("SELECT title FROM deal WHERE id = 1") == "Kyiv office");
  CHECK(second.is_sound());
}

TEST_CASE("opening and reading writes nothing") {
  Tab first;
  with_deals(first);
  const std::uint64_t commits = first.disk->commits;
  Tab second(first.disk);
  second.opened();
  CHECK(second.integer("SELECT count(*) FROM deal") == 0);
  second.settle();
  CHECK(first.disk->commits == commits);
}

TEST_CASE("what is published while a transaction is in flight goes with the next one") {
  Tab tab;
  with_deals(tab);
  const std::uint64_t before = tab.disk->commits;
  for (int id = 1; id <= 50; ++id) {
    tab.run("INSERT INTO deal VALUES (" + std::to_string(id) + ", 'x')");
  }
  tab.settle();
  CHECK(tab.disk->commits == before + 2);
  CHECK(tab.image->save_state() == SaveState::saved);
}

TEST_CASE("each opening that writes raises the epoch, each transaction the sequence") {
  std::shared_ptr<native::MemoryDisk> disk = std::make_shared<native::MemoryDisk>();
  for (std::uint64_t opening = 1; opening <= 3; ++opening) {
    Tab tab(disk);
    tab.opened();
    tab.run("CREATE TABLE t" + std::to_string(opening) + "(x)");
    tab.settle();
    const Result<StorageHeader> header = decode_header(disk->header);
    REQUIRE(header.has_value());
    CHECK(header->opening.epoch == opening);
    CHECK(header->last_sequence == opening);
    CHECK(header->first_sequence == 1);
    CHECK(disk->log.size() == opening);
  }
}

TEST_CASE("an update that changes nothing needs no transaction") {
  Tab tab;
  with_deals(tab);
  tab.run("INSERT INTO deal VALUES (1, 'x')");
  tab.settle();
  const std::uint64_t commits = tab.disk->commits;
  tab.run("UPDATE deal SET title = 'x'");
  CHECK(tab.image->save_state() == SaveState::saved);
  tab.settle();
  CHECK(tab.disk->commits == commits);
}

TEST_CASE(
    "each commit that fails is told, keeps the edit in memory and is made good by the next try") {
  constexpr ErrorCode codes[] = {ErrorCode::storage_full, ErrorCode::storage_closed,
                                 ErrorCode::storage_failed};
  constexpr std::uint64_t commits = 8;
  for (const ErrorCode code : codes) {
    for (std::uint64_t failing = 0; failing < commits; ++failing) {
      for (const bool by_retry : {false, true}) {
        CAPTURE(failing);
        CAPTURE(by_retry);
        Tab tab;
        tab.opened();
        tab.storage.fail_commit(failing, code);
        tab.run(create_deals);
        tab.settle();
        for (std::uint64_t id = 1; id < commits; ++id) {
          if (tab.image->save_state() != SaveState::saved) {
            CHECK(tab.image->save_state() == SaveState::not_saved);
            CHECK(tab.image->save_error().code == code);
            CHECK(tab.image->durable_commits() == failing);
            if (by_retry) tab.image->retry();
            tab.settle();
          }
          tab.run("INSERT INTO deal VALUES (" + std::to_string(id) + ", 'x')");
          tab.settle();
        }
        tab.image->retry();
        tab.settle();
        CHECK(tab.image->save_state() == SaveState::saved);
        CHECK(tab.disk->commits == (by_retry || failing == commits - 1 ? commits : commits - 1));
        Tab again(tab.disk);
        again.opened();
        CHECK(again.integer("SELECT count(*) FROM deal") == commits - 1);
        CHECK(again.is_sound());
      }
    }
  }
}

TEST_CASE(
    "flush answers when all is durable, with the error if it failed, and tries what had failed") {
  Tab tab;
  with_deals(tab);
  std::vector<Status> answers;
  const auto answer = [&](const Status& status) { answers.push_back(status); };
  tab.image->flush(answer);
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].has_value());
  tab.run("INSERT INTO deal VALUES (1, 'x')");
  tab.run("INSERT INTO deal VALUES (2, 'x')");
  tab.image->flush(answer);
  CHECK(answers.size() == 1);
  tab.loop.run_one();
  CHECK(answers.size() == 1);  // only the first of the two is durable
  tab.settle();
  REQUIRE(answers.size() == 2);
  CHECK(answers[1].has_value());

  tab.storage.fail_commits(ErrorCode::storage_full);
  tab.run("INSERT INTO deal VALUES (3, 'x')");
  tab.image->flush(answer);
  tab.settle();
  REQUIRE(answers.size() == 3);
  REQUIRE_FALSE(answers[2].has_value());
  CHECK(answers[2].error().code == ErrorCode::storage_full);
  tab.storage.fail_commits(std::nullopt);
  tab.image->flush(answer);
  tab.settle();
  REQUIRE(answers.size() == 4);
  CHECK(answers[3].has_value());
  CHECK(tab.image->save_state() == SaveState::saved);
}

TEST_CASE("changes of the state are told") {
  Tab tab;
  with_deals(tab);
  std::vector<SaveState> seen;
  tab.image->on_change([&] { seen.push_back(tab.image->save_state()); });
  tab.run("INSERT INTO deal VALUES (1, 'x')");
  tab.settle();
  CHECK(seen == std::vector<SaveState>{SaveState::saving, SaveState::saved});
  seen.clear();
  tab.storage.fail_commits(ErrorCode::storage_full);
  tab.run("INSERT INTO deal VALUES (2, 'x')");
  tab.settle();
  CHECK(seen == std::vector<SaveState>{SaveState::saving, SaveState::not_saved});
}

TEST_CASE("a transaction that landed although its answer was lost counts, whatever is tried next") {
  for (std::uint64_t lost = 0; lost < 4; ++lost) {
    CAPTURE(lost);
    Tab tab;
    tab.opened();
    tab.storage.lose_answer(lost);
    tab.run(create_deals);
    tab.settle();
    for (int id = 1; id <= 4; ++id) {
      tab.run("INSERT INTO deal VALUES (" + std::to_string(id) + ", 'x')");
      tab.settle();
      CHECK(tab.image->save_state() == SaveState::saved);
    }
    Tab again(tab.disk);
    again.opened();
    CHECK(again.integer("SELECT count(*) FROM deal") == 4);
    CHECK(again.is_sound());
  }
}

TEST_CASE("a transaction in doubt is followed by no other until the header can be read") {
  for (const bool landed : {true, false}) {
    CAPTURE(landed);
    Tab tab;
    with_deals(tab);
    const std::uint64_t next = tab.storage.commits_started();
    if (landed) tab.storage.lose_answer(next);
    if (!landed) tab.storage.fail_commit(next, ErrorCode::storage_closed);
    tab.storage.fail_loads(ErrorCode::storage_closed);
    tab.run("INSERT INTO deal VALUES (1, 'in doubt')");
    tab.settle();
    CHECK(tab.image->save_state() == SaveState::not_saved);
    tab.run("INSERT INTO deal VALUES (2, 'after it')");
    tab.image->retry();
    tab.settle();
    CHECK(tab.storage.commits_started() == next + 1);
    CHECK(tab.image->save_state() == SaveState::not_saved);
    tab.storage.fail_loads(std::nullopt);
    tab.image->retry();
    tab.settle();
    tab.image->retry();
    tab.settle();
    CHECK(tab.image->save_state() == SaveState::saved);
    Tab again(tab.disk);
    again.opened();
    CHECK(again.integer("SELECT count(*) FROM deal") == 2);
    CHECK(again.is_sound());
  }
}

// Without a writer's token both tabs would write the same header, byte for byte, and the first
// would take the second's transaction for its own.
TEST_CASE("a lost answer is not mistaken for another tab's transaction of the same kind") {
  Tab first;
  with_deals(first);
  Tab one(first.disk);
  Tab other(first.disk);
  one.opened();
  other.opened();
  one.storage.fail_commit(0, ErrorCode::storage_closed);
  one.storage.fail_loads(ErrorCode::storage_closed);
  one.run("INSERT INTO deal VALUES (1, 'one')");
  one.settle();
  other.run("INSERT INTO deal VALUES (1, 'two')");
  other.settle();
  CHECK(other.image->save_state() == SaveState::saved);
  one.storage.fail_loads(std::nullopt);
  one.image->retry();
  one.settle();
  CHECK(one.image->save_state() == SaveState::fenced);
  CHECK(one.image->has_unstored());
  CHECK(one.image->durable_commits() == 0);
}

TEST_CASE("a database that was deleted under the app is written anew, whole") {
  for (const std::string_view filler : {"100", "3000000"}) {
    for (const bool by_verify : {false, true}) {
      CAPTURE(filler);
      CAPTURE(by_verify);
      Tab tab;
      with_deals(tab);
      tab.run("CREATE TABLE filler(x BLOB) STRICT");
      tab.run("INSERT INTO filler VALUES (randomblob(" + std::string(filler) + "))");
      tab.run("INSERT INTO deal VALUES (1, 'before')");
      tab.settle();
      *tab.disk = {};
      std::vector<SaveState> seen;
      tab.image->on_change([&] { seen.push_back(tab.image->save_state()); });
      std::optional<Status> flushed;
      if (by_verify) {
        tab.image->verify();
      } else {
        tab.run("INSERT INTO deal VALUES (2, 'after')");
        tab.image->flush([&](const Status& status) { flushed = status; });
      }
      tab.settle();
      CHECK(std::ranges::contains(seen, SaveState::not_saved));
      CHECK(seen.back() == SaveState::saved);
      CHECK_FALSE(tab.image->has_unstored());
      if (!by_verify) {
        REQUIRE(flushed.has_value());
        CHECK(flushed->has_value());
      }
      tab.run("INSERT INTO deal VALUES (3, 'later')");
      tab.settle();
      Tab again(tab.disk);
      again.opened();
      CHECK_FALSE(again.damage.any());
      CHECK(again.integer("SELECT count(*) FROM deal") == (by_verify ? 2 : 3));
      CHECK(again.integer("SELECT length(x) FROM filler") == std::stoll(std::string(filler)));
      CHECK(again.is_sound());
    }
  }
}

TEST_CASE("a deleted database that cannot be written anew stays unsaved until it can") {
  Tab tab;
  with_deals(tab);
  *tab.disk = {};
  tab.storage.fail_commit(tab.storage.commits_started() + 1, ErrorCode::storage_full);
  tab.run("INSERT INTO deal VALUES (1, 'x')");
  tab.settle();
  CHECK(tab.image->save_state() == SaveState::not_saved);
  CHECK(tab.image->save_error().code == ErrorCode::storage_full);
  CHECK(tab.image->has_unstored());
  tab.image->retry();
  tab.settle();
  CHECK(tab.image->save_state() == SaveState::saved);
  Tab again(tab.disk);
  again.opened();
  CHECK(again.integer("SELECT count(*) FROM deal") == 1);
}

TEST_CASE("of a deleted database another tab may have made a new one: then this one is fenced") {
  Tab tab;
  with_deals(tab);
  *tab.disk = {};
  Tab other(tab.disk);
  other.opened().run("CREATE TABLE other(x)");
  other.settle();
  tab.run("INSERT INTO deal VALUES (1, 'x')");
  tab.settle();
  CHECK(tab.image->save_state() == SaveState::fenced);
  CHECK(tab.image->has_unstored());
}

TEST_CASE("an image that was stopped issues nothing more; what is in flight may land") {
  Tab tab;
  with_deals(tab);
  tab.run("INSERT INTO deal VALUES (1, 'in flight')");
  tab.image->stop();
  CHECK(tab.image->save_state() == SaveState::fenced);
  CHECK_FALSE(tab.image->may_write().has_value());
  CHECK(tab.image->has_unstored());
  tab.settle();
  CHECK_FALSE(tab.image->has_unstored());
  const std::uint64_t started = tab.storage.commits_started();
  tab.image->retry();
  tab.image->checkpoint();
  tab.image->verify();
  tab.settle();
  CHECK(tab.storage.commits_started() == started);
}

TEST_CASE("a writer that was overtaken is fenced for good and harms nothing") {
  Tab first;
  with_deals(first);
  Tab second(first.disk);
  second.opened().run("INSERT INTO deal VALUES (1, 'second')");
  second.settle();
  const Bytes header = first.disk->header;

  first.run("INSERT INTO deal VALUES (2, 'first')");
  first.settle();
  CHECK(first.image->save_state() == SaveState::fenced);
  CHECK(first.image->save_error().code == ErrorCode::storage_fenced);
  CHECK_FALSE(first.image->may_write().has_value());
  CHECK(first.disk->header == header);
  const std::uint64_t started = first.storage.commits_started();
  first.image->retry();
  first.image->checkpoint();
  std::optional<Status> flushed;
  first.image->flush([&](const Status& status) { flushed = status; });
  REQUIRE(flushed.has_value());
  CHECK_FALSE(flushed->has_value());
  const Result<Transaction> refused = Transaction::begin(*first.database);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::storage_fenced);
  CHECK_FALSE(first.database->execute("INSERT INTO deal VALUES (3, 'first')").has_value());
  first.settle();
  CHECK(first.storage.commits_started() == started);
  // What the tab has in memory can still be read, to save it by hand.
  CHECK(first.integer("SELECT count(*) FROM deal") == 1);

  second.run("INSERT INTO deal VALUES (4, 'second')");
  second.settle();
  CHECK(second.image->save_state() == SaveState::saved);
  Tab third(first.disk);
  third.opened();
  CHECK(third.integer("SELECT count(*) FROM deal WHERE title = 'second'") == 2);
  CHECK(third.integer("SELECT count(*) FROM deal") == 2);
}

TEST_CASE("of two tabs that create the database only one does") {
  Tab first;
  Tab second(first.disk);
  first.opened().run(create_deals);
  second.opened().run("CREATE TABLE other(x)");
  first.settle();
  second.settle();
  CHECK(first.image->save_state() == SaveState::saved);
  CHECK(second.image->save_state() == SaveState::fenced);
}

TEST_CASE("an image that goes while its transaction is in flight lets it finish in silence") {
  Tab tab;
  with_deals(tab);
  tab.run("INSERT INTO deal VALUES (1, 'x')");
  tab.database.reset();
  tab.image.reset();
  tab.settle();
  Tab again(tab.disk);
  again.opened();
  CHECK(again.integer("SELECT count(*) FROM deal") == 1);
}

TEST_CASE("an image in memory saves at once and stores nothing") {
  const std::unique_ptr<DurableImage> image = DurableImage::in_memory();
  Result<std::unique_ptr<Database>> database = Database::open(*image);
  REQUIRE(database.has_value());
  REQUIRE((*database)->execute(create_deals).has_value());
  CHECK(image->save_state() == SaveState::saved);
  CHECK(image->published_commits() == 1);
  CHECK(image->durable_commits() == 1);
  CHECK_FALSE(image->image().has_changes());
  image->checkpoint();
  image->retry();
  bool flushed = false;
  image->flush([&](const Status& status) { flushed = status.has_value(); });
  CHECK(flushed);
}

TEST_CASE("a storage that cannot be read says so") {
  Tab tab;
  tab.storage.fail_loads(ErrorCode::storage_closed);
  const Status status = tab.open();
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == ErrorCode::storage_closed);
}

}  // namespace
}  // namespace holdall::store
