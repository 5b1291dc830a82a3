// A whole database goes out as one file and comes back.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "store/schema.h"
#include "tab.h"

namespace holdall::app {
namespace {

using store::SaveState;
using test::lead;
using test::Tab;

Bytes backup_of(Tab& tab) {
  tab.app->start_backup();
  tab.test.run_until_idle();
  REQUIRE_FALSE(tab.test.files.saved().empty());
  return tab.test.files.saved().back().bytes;
}

void drop(Tab& tab, Bytes file, const std::string& name = "old.holdall") {
  tab.test.files.drop(name, std::move(file));
  tab.test.run_until_idle();
}

std::size_t deals(Tab& tab) { return tab.app->workspace().board().deal_count(); }

}  // namespace

TEST_CASE("a backup is one file named by the day, holds its beginning, and is remembered") {
  Tab tab;
  tab.app->add_sample();
  tab.test.run_until_idle();
  CHECK(tab.app->last_backup().made_ms == 0);
  tab.app->start_backup();
  REQUIRE(tab.app->backup_session() != nullptr);
  CHECK(tab.app->backup_session()->total_bytes() == tab.app->workspace().image().image().size());
  const std::size_t before = deals(tab);
  tab.app->quick_add(lead, "Added while it is packed");
  tab.test.run_until_idle();
  CHECK(tab.app->backup_session() == nullptr);
  REQUIRE(tab.test.files.saved().size() == 1);
  const auto& saved = tab.test.files.saved()[0];
  CHECK(saved.name.starts_with("holdall-"));
  CHECK(saved.name.ends_with(".holdall"));
  CHECK(saved.bytes.size() < tab.app->workspace().image().image().size() / 2);
  CHECK(tab.app->last_backup().made_ms == tab.test.browser->clock.wall_ms());
  CHECK(tab.app->last_backup().commands_since == 1);
  CHECK(tab.app->save_state() == SaveState::saved);

  Tab other;
  drop(other, saved.bytes);
  REQUIRE(other.app->restore_session() != nullptr);
  REQUIRE(other.app->restore_session()->state() == RestoreSession::State::preview);
  const store::DatabaseSummary& summary = other.app->restore_session()->summary();
  CHECK(static_cast<std::size_t>(summary.open_deals + summary.won_deals + summary.lost_deals) ==
        before);
  CHECK(summary.organisations > 5);
  CHECK(summary.people > 5);
  CHECK(summary.last_command_ms > 0);
  CHECK(other.app->restore_session()->made_ms() == tab.app->last_backup().made_ms);
}

TEST_CASE("what is restored takes the place of what was there, is saved, and goes on") {
  Tab source;
  source.app->add_sample();
  source.app->execute(RenameDeal{source.first(), "Renamed before the backup"});
  source.test.run_until_idle();
  const Bytes file = backup_of(source);
  const std::size_t expected = deals(source);

  Tab tab;
  tab.app->quick_add(lead, "Will be gone");
  tab.test.run_until_idle();
  drop(tab, file);
  CHECK(deals(tab) == 1);  // until it is wanted
  tab.app->restore();
  CHECK(tab.app->restore_session() == nullptr);
  CHECK(deals(tab) == expected);
  CHECK(tab.app->workspace().board().card(tab.first())->deal.title == "Renamed before the backup");
  tab.test.run_until_idle();
  CHECK(tab.app->save_state() == SaveState::saved);
  CHECK(tab.app->last_backup().made_ms == source.app->last_backup().made_ms);
  CHECK(tab.app->last_backup().commands_since == 0);
  CHECK_FALSE(tab.app->workspace().can_undo());  // a step of whoever made the backup
  CHECK(tab.app->quick_add(lead, "Goes on"));
  tab.test.run_until_idle();

  Tab reloaded(tab.test.browser);
  REQUIRE(reloaded.app->phase() == Phase::working);
  CHECK(deals(reloaded) == expected + 1);
  CHECK(reloaded.app->workspace().can_undo());
}

TEST_CASE("what was half done when a backup was made is finished when it is restored") {
  Tab source;
  std::string csv = "deal name,value,currency\n";
  for (int row = 0; row < 3000; ++row) csv += "Deal " + std::to_string(row) + ",5,EUR\n";
  source.app->quick_add(lead, "Kept");
  source.test.files.drop("deals.csv", Bytes(csv.begin(), csv.end()));
  source.test.run_until_idle();
  source.app->start_import();
  source.test.run_until_idle();
  REQUIRE(deals(source) == 3001);
  source.app->undo();
  REQUIRE(source.app->workspace().reversing());
  source.app->save_database();
  const Bytes file = source.test.files.saved().back().bytes;

  Tab tab;
  const std::uint64_t revision = tab.app->workspace().revision();
  drop(tab, file, "half.sqlite");
  tab.app->restore();
  CHECK(tab.app->workspace().revision() > revision);
  tab.test.run_until_idle();
  CHECK_FALSE(tab.app->workspace().reversing());
  CHECK(deals(tab) == 1);
  CHECK(tab.app->quick_add(lead, "Goes on"));
  CHECK(tab.app->workspace().can_undo());
}

TEST_CASE("a SQLite file that was left in WAL mode comes back too") {
  Tab tab;
  tab.app->quick_add(lead, "In the file");
  tab.app->save_database();
  Bytes file = tab.test.files.saved()[0].bytes;
  file[18] = file[19] = 2;
  tab.app->undo();
  drop(tab, file, "copy.sqlite");
  REQUIRE(tab.app->restore_session() != nullptr);
  CHECK(tab.app->restore_session()->state() == RestoreSession::State::preview);
  tab.app->restore();
  tab.test.run_until_idle();
  CHECK(deals(tab) == 1);
}

TEST_CASE("a backup of every version of the tables comes back, and goes on as one of today") {
  for (int version = 1; version <= store::schema_version; ++version) {
    CAPTURE(version);
    std::ifstream file(std::string(HOLDALL_SOURCE_DIR) + "/tests/fixtures/schema/schema_" +
                           std::to_string(version) + ".holdall",
                       std::ios::binary);
    const Bytes backup{std::istreambuf_iterator<char>(file), {}};
    REQUIRE_FALSE(backup.empty());
    Tab tab;
    drop(tab, backup);
    REQUIRE(tab.app->restore_session() != nullptr);
    REQUIRE(tab.app->restore_session()->state() == RestoreSession::State::preview);
    CHECK(tab.app->restore_session()->summary().open_deals == 75);
    tab.app->restore();
    tab.test.run_until_idle();
    CHECK(tab.app->save_state() == SaveState::saved);
    CHECK(deals(tab) == 144);
    CHECK(tab.app->quick_add(lead, "Goes on"));
    tab.test.run_until_idle();
    Tab reloaded(tab.test.browser);
    CHECK(deals(reloaded) == 145);
    store::Database& database = reloaded.app->workspace().store().database();
    CHECK(database.integer("PRAGMA user_version").value_or(0) == store::schema_version);
  }
}

TEST_CASE("a plain SQLite file of the app's comes back too, and nothing says when it was made") {
  Tab tab;
  tab.app->quick_add(lead, "In the file");
  tab.test.run_until_idle();
  tab.app->save_database();
  REQUIRE(tab.test.files.saved().size() == 1);
  const Bytes file = tab.test.files.saved()[0].bytes;
  tab.app->quick_add(lead, "After it");
  tab.test.run_until_idle();
  for (const bool cut : {true, false}) {
    CAPTURE(cut);
    tab.test.files.choose_next("copy.sqlite", Bytes(file.begin(), file.end() - (cut ? 5000 : 0)));
    tab.app->choose_backup_file();
    tab.test.run_until_idle();
    REQUIRE(tab.app->restore_session() != nullptr);
    const RestoreSession& session = *tab.app->restore_session();
    CHECK(session.state() ==
          (cut ? RestoreSession::State::failed : RestoreSession::State::preview));
    if (!cut) CHECK(session.made_ms() == 0);
  }
  tab.app->restore();
  tab.test.run_until_idle();
  CHECK(tab.app->workspace().board().deal_count() == 1);
  CHECK(tab.app->last_backup().made_ms == 0);
  CHECK(tab.app->save_state() == store::SaveState::saved);
}

TEST_CASE("a restored database that cannot be stored is not shown as saved; the old one stays") {
  Tab source;
  source.app->add_sample();
  const Bytes file = backup_of(source);
  Tab tab;
  tab.app->quick_add(lead, "Still there");
  tab.test.run_until_idle();
  tab.test.storage.fail_commits(ErrorCode::storage_full);
  drop(tab, file);
  tab.app->restore();
  tab.test.run_until_idle();
  CHECK(deals(tab) > 50);
  CHECK(tab.app->save_state() == SaveState::not_saved);
  {
    native::TestPlatform other(tab.test.browser);
    std::unique_ptr<store::DurableImage> stored;
    store::DurableImage::open(
        other.storage, other.randomness, store::DurableImage::Mode::whole,
        [&](Result<store::DurableImage::Opened> opened) { stored = std::move(opened->image); });
    other.run_until_idle();
    const auto store = store::Store::open(*stored, other.browser->clock, other.randomness);
    REQUIRE(store.has_value());
    CHECK(store::summarise(**store)->open_deals == 1);
  }
  tab.test.storage.fail_commits({});
  tab.app->retry_save();
  tab.test.run_until_idle();
  CHECK(tab.app->save_state() == SaveState::saved);
}

TEST_CASE("files that are no sound backup are refused, and nothing is changed") {
  Tab source;
  source.app->add_sample();
  const Bytes file = backup_of(source);
  Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2));
  Bytes flipped = file;
  flipped[flipped.size() / 2] ^= 1;
  const struct {
    Bytes bytes;
    ErrorCode expected;
  } bad[] = {{{}, ErrorCode::file_empty},
             {Bytes(1000, 'x'), ErrorCode::file_unrecognised},
             {cut, ErrorCode::file_truncated},
             {flipped, ErrorCode::damaged}};
  Tab tab;
  tab.app->quick_add(lead, "Untouched");
  tab.test.run_until_idle();
  for (const auto& [bytes, expected] : bad) {
    drop(tab, bytes);
    REQUIRE(tab.app->restore_session() != nullptr);
    REQUIRE(tab.app->restore_session()->state() == RestoreSession::State::failed);
    CHECK(tab.app->restore_session()->error().code == expected);
    tab.app->restore();
    CHECK(deals(tab) == 1);
    tab.app->close_restore();
  }
  CHECK(tab.test.files.open_count() == 0);
}

TEST_CASE(
    "a database with a trigger of somebody else, of another program or a newer one is refused") {
  const struct {
    std::string_view sql;
    ErrorCode expected;
  } bad[] = {
      {"CREATE TRIGGER evil AFTER INSERT ON deal BEGIN DELETE FROM deal; END", ErrorCode::damaged},
      {"PRAGMA application_id = 7", ErrorCode::file_unrecognised},
      {"PRAGMA user_version = 9999", ErrorCode::newer_format}};
  for (const auto& [sql, expected] : bad) {
    CAPTURE(sql);
    Tab source;
    source.app->quick_add(lead, "One");
    REQUIRE(source.app->workspace().store().database().execute(sql).has_value());
    const Bytes file = backup_of(source);
    Tab tab;
    drop(tab, file);
    REQUIRE(tab.app->restore_session()->state() == RestoreSession::State::failed);
    CHECK(tab.app->restore_session()->error().code == expected);
  }
}

TEST_CASE("a backup ends with the workspace that it is of, and can be left") {
  Tab tab;
  tab.app->add_sample();
  tab.test.run_until_idle();
  tab.app->start_backup();
  tab.app->close_backup();
  tab.test.run_until_idle();
  CHECK(tab.test.files.saved().empty());
  tab.app->start_backup();
  Tab other(tab.test.browser);
  CHECK_FALSE(tab.app->leads());
  CHECK(tab.app->backup_session() == nullptr);
}

TEST_CASE("the room that there is, is asked for when somebody looks") {
  Tab tab;
  tab.app->add_sample();
  tab.test.run_until_idle();
  CHECK_FALSE(tab.app->storage_use().has_value());
  tab.app->measure_storage();
  tab.test.run_until_idle();
  REQUIRE(tab.app->storage_use().has_value());
  CHECK(tab.app->storage_use()->used_bytes > 10'000);
  CHECK(tab.app->storage_use()->kept);
}

}  // namespace holdall::app
