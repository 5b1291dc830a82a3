// Nothing that is only in memory is dropped, and what is shown about saving is true.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/save_keeper.h"
#include "tab.h"

namespace holdall::app {
namespace {

using store::SaveState;
using test::lead;
using test::Tab;

void give(Tab& tab, const platform::Event& event) {
  tab.app->handle({&event, 1});
  tab.test.run_until_idle();
}

bool told(Tab& tab, std::string_view words) {
  return std::ranges::any_of(tab.app->take_notices(), [&](const Notice& notice) {
    return notice.text.find(words) != std::string::npos;
  });
}

// A tab whose role another tab has stolen while the last edit could not be stored.
struct Stolen {
  Stolen() {
    one.app->quick_add(lead, "Stored");
    one.test.run_until_idle();
    one.test.storage.fail_commits(ErrorCode::storage_full);
    one.app->quick_add(lead, "Only here");
    one.test.run_until_idle();
    one.test.writer_role.set_silent(true);
    two = std::make_unique<Tab>(browser);
    browser->loop.advance(native::TestWriterRole::silence_ms + 1);
  }

  std::shared_ptr<native::TestBrowser> browser = std::make_shared<native::TestBrowser>();
  Tab one{browser};
  std::unique_ptr<Tab> two;
};

void spoil_what_is_stored(Tab& tab) {
  test::spoil_pages(tab);
  tab.app->workspace().image().published();
  tab.test.run_until_idle();
}

std::string told(Tab& tab) {
  const std::vector<Notice> notices = tab.app->take_notices();
  return notices.empty() ? std::string() : notices.back().text;
}

// Edits until SQLite comes upon what was spoilt.
void find_damage_at_work(Tab& tab) {
  test::read_afresh(tab);
  for (int edits = 0; edits < 3 && tab.app->phase() == Phase::working; ++edits) {
    tab.app->quick_add(lead, "Beta");
    tab.test.run_until_idle();
  }
}

}  // namespace

TEST_CASE("what is unsaved when the role is stolen stays, can be saved as a file, and is let go") {
  Stolen tabs;
  App& app = *tabs.one.app;
  REQUIRE(app.phase() == Phase::overtaken);
  REQUIRE(tabs.two->app->phase() == Phase::working);
  CHECK(tabs.two->app->workspace().board().deal_count() == 1);
  CHECK(tabs.one.test.window.warns());
  CHECK_FALSE(tabs.one.test.window.has_task_timer());
  tabs.one.show(true);  // coming to the front must not throw it away
  CHECK(app.phase() == Phase::overtaken);
  app.save_readable();
  REQUIRE(tabs.one.test.files.saved().size() == 1);
  app.save_copy();
  REQUIRE(tabs.one.test.files.saved().size() == 2);
  const Bytes& csv = tabs.one.test.files.saved()[0].bytes;
  CHECK(std::string(csv.begin(), csv.end()).find("Only here") != std::string::npos);
  CHECK(tabs.one.test.files.saved()[1].name == "holdall-copy.sqlite");
  CHECK(as_text(tabs.one.test.files.saved()[1].bytes).starts_with("SQLite format 3"));
  tabs.one.test.storage.fail_commits(std::nullopt);
  tabs.one.test.writer_role.set_silent(false);
  app.go_on();
  tabs.browser->loop.run_until_idle();
  REQUIRE(app.phase() == Phase::working);
  CHECK(app.workspace().board().deal_count() == 1);
  CHECK_FALSE(tabs.one.test.window.warns());
}

TEST_CASE("what was in flight when the role was stolen and lands needs no copy") {
  Tab tab;
  tab.app->quick_add(lead, "In flight");
  REQUIRE(tab.app->save_state() == SaveState::saving);
  tab.test.writer_role.be_robbed();
  CHECK(tab.app->phase() == Phase::overtaken);
  tab.test.run_until_idle();
  CHECK_FALSE(tab.test.window.warns());
  REQUIRE(tab.app->phase() == Phase::working);
  CHECK(tab.app->leads());
  CHECK(tab.app->workspace().board().deal_count() == 1);
}

TEST_CASE("a tab that is fenced with unsaved edits keeps them") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab one(browser);
  one.app->quick_add(lead, "Stored");
  one.test.run_until_idle();
  // A browser that does not keep its word about locks: both write.
  browser->roles->holder = nullptr;
  Tab two(browser);
  two.app->quick_add(lead, "From two");
  two.test.run_until_idle();
  one.app->quick_add(lead, "Too late");
  one.test.run_until_idle();
  CHECK(one.app->phase() == Phase::overtaken);
  CHECK(two.app->save_state() == SaveState::saved);
}

TEST_CASE("an edit at the moment at which a tab learns that another one has written waits") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab one(browser);
  browser->roles->holder = nullptr;
  Tab two(browser);
  two.app->quick_add(lead, "From two");
  two.test.run_until_idle();
  one.app->quick_add(lead, "Too late");
  while (one.app->save_state() != store::SaveState::fenced) REQUIRE(browser->loop.run_one());
  REQUIRE(one.app->phase() == Phase::working);
  CHECK(one.app->quick_add(lead, "Later yet"));
  CHECK(one.app->take_notices().empty());
  one.test.run_until_idle();
  REQUIRE(one.app->phase() == Phase::overtaken);
  CHECK(one.test.window.warns());
  one.app->go_on();
  browser->loop.advance(10'000);
  one.test.run_until_idle();
  REQUIRE(one.app->phase() == Phase::working);
  CHECK(one.app->workspace().board().deal_count() == 2);
  CHECK(one.app->save_state() == store::SaveState::saved);
}

TEST_CASE("a database that the browser deleted is written anew, whoever notices") {
  for (const bool by_edit : {true, false}) {
    CAPTURE(by_edit);
    auto browser = std::make_shared<native::TestBrowser>();
    Tab one(browser);
    one.app->quick_add(lead, "Before");
    one.test.run_until_idle();
    *browser->disk = {};
    if (by_edit) one.app->quick_add(lead, "After");
    if (!by_edit) one.test.storage.close();
    one.test.run_until_idle();
    CHECK(one.app->save_state() == SaveState::saved);
    CHECK_FALSE(browser->disk->header.empty());
    Tab two(browser);
    browser->loop.run_until_idle();
    REQUIRE(two.app->phase() == Phase::working);
    CHECK(two.app->workspace().board().deal_count() == (by_edit ? 2 : 1));
  }
}

TEST_CASE("what could not be saved is tried again, less and less often, and no more once it is") {
  Tab tab;
  CHECK_FALSE(tab.test.window.has_task_timer());
  tab.test.storage.fail_commits(ErrorCode::storage_full);
  tab.app->quick_add(lead, "Acme");
  CHECK(tab.test.window.warns());
  tab.test.run_until_idle();
  CHECK(tab.app->save_state() == SaveState::not_saved);
  REQUIRE(tab.test.window.has_task_timer());
  std::uint64_t before = tab.test.storage.commits_started();
  tab.test.advance(60'000);
  const std::uint64_t first_minute = tab.test.storage.commits_started() - before;
  CHECK(first_minute >= 4);
  CHECK(first_minute <= 8);
  before = tab.test.storage.commits_started();
  tab.test.advance(600'000);
  const std::uint64_t later = tab.test.storage.commits_started() - before;
  CHECK(later >= 9);
  CHECK(later <= 22);
  tab.test.storage.fail_commits(std::nullopt);
  tab.test.advance(60'000);
  CHECK(tab.app->save_state() == SaveState::saved);
  CHECK_FALSE(tab.test.window.has_task_timer());
  CHECK_FALSE(tab.test.window.warns());
}

TEST_CASE("coming back to the window or to the network tries again at once") {
  for (const platform::Event& event : {platform::Event{platform::ResumeEvent{}},
                                       platform::Event{platform::VisibilityEvent{true}}}) {
    Tab tab;
    tab.test.storage.fail_commits(ErrorCode::storage_closed);
    tab.app->quick_add(lead, "Acme");
    tab.test.run_until_idle();
    CHECK(tab.app->save_state() == SaveState::not_saved);
    tab.test.storage.fail_commits(std::nullopt);
    give(tab, event);
    CHECK(tab.app->save_state() == SaveState::saved);
    CHECK_FALSE(tab.test.window.has_task_timer());
  }
}

TEST_CASE("the browser is asked to keep the data once, at the first edit, never for the demo") {
  Tab demo(std::make_shared<native::TestBrowser>(), AppOptions{.demo = true});
  demo.app->quick_add(lead, "Acme");
  CHECK(demo.test.storage.asked_to_keep() == 0);
  Tab tab;
  CHECK(tab.test.storage.asked_to_keep() == 0);
  tab.app->quick_add(lead, "Acme");
  tab.app->quick_add(lead, "Beta");
  CHECK(tab.test.storage.asked_to_keep() == 1);
}

TEST_CASE("a copy of the database can be saved while it is not stored") {
  Tab tab;
  tab.test.storage.fail_commits(ErrorCode::storage_full);
  tab.app->quick_add(lead, "Acme");
  tab.test.run_until_idle();
  tab.app->save_copy();
  REQUIRE(tab.test.files.saved().size() == 1);
  CHECK(as_text(tab.test.files.saved()[0].bytes).find("Acme") != std::string_view::npos);
}

TEST_CASE("damage that only SQLite finds when it opens leads to the rescue") {
  auto browser = std::make_shared<native::TestBrowser>();
  {
    Tab tab(browser);
    tab.app->quick_add(lead, "Acme");
    spoil_what_is_stored(tab);
  }
  browser->loop.run_until_idle();
  const Bytes header = browser->disk->header;
  Tab again(browser);
  REQUIRE(again.app->phase() == Phase::damaged);
  again.app->save_readable();
  CHECK(again.test.files.saved().empty());
  CHECK(told(again).starts_with("No deal could be read"));
  again.app->save_raw();
  CHECK(again.test.files.saved().size() == 1);
  again.test.run_until_idle();
  CHECK(browser->disk->header == header);
}

TEST_CASE("of what is damaged nobody says that it is all right") {
  Tab tab;
  tab.app->add_sample();
  tab.test.run_until_idle();
  // Some of the indexes of the board: the deals can be read without them.
  store::Database& database = tab.app->workspace().store().database();
  const Result<std::int64_t> root =
      database.integer("SELECT rootpage FROM sqlite_schema WHERE name = 'deal_open'");
  REQUIRE(root.has_value());
  store::Image& image = tab.app->workspace().image().image();
  REQUIRE(image.write(static_cast<std::uint64_t>(*root - 1) * store::Image::page_bytes,
                      Bytes(store::Image::page_bytes, 0x5A)));
  find_damage_at_work(tab);
  REQUIRE(tab.app->phase() == Phase::damaged);
  static_cast<void>(tab.app->take_notices());
  tab.app->save_readable();
  REQUIRE(tab.test.files.saved().size() == 1);
  CHECK(tab.test.files.saved()[0].name == "holdall-rescued.csv");
  CHECK(told(tab).find("may read wrong") != std::string::npos);
}

TEST_CASE("damage that SQLite finds while one works leads to the rescue, with what is there") {
  Tab tab;
  tab.app->quick_add(lead, "Acme");
  spoil_what_is_stored(tab);
  find_damage_at_work(tab);
  REQUIRE(tab.app->phase() == Phase::damaged);
  tab.app->save_raw();
  CHECK(tab.test.files.saved().size() == 1);
}

TEST_CASE("a database of a newer version is shown, and every edit is refused with words") {
  auto browser = std::make_shared<native::TestBrowser>();
  {
    Tab tab(browser);
    tab.app->quick_add(lead, "Acme");
    tab.test.run_until_idle();
    REQUIRE(tab.app->workspace().store().database().execute("PRAGMA user_version = 99"));
    tab.test.run_until_idle();
  }
  browser->loop.run_until_idle();
  const Bytes header = browser->disk->header;
  Tab again(browser);
  REQUIRE(again.app->phase() == Phase::working);
  CHECK(again.app->read_only());
  CHECK(again.app->workspace().board().deal_count() == 1);
  CHECK_FALSE(told(again, "newer version"));
  again.app->show_deal(again.first());
  CHECK_FALSE(again.app->history().empty());
  CHECK_FALSE(again.app->workspace().can_undo());
  CHECK_FALSE(again.app->quick_add(lead, "Refused"));
  CHECK(told(again, "newer version"));
  again.app->undo();
  CHECK(told(again, "newer version"));
  again.app->show_pipeline(model::built_in::pipeline);
  again.app->workspace().image().checkpoint();
  again.test.run_until_idle();
  CHECK(again.app->workspace().board().deal_count() == 1);
  CHECK(browser->disk->header == header);
}

TEST_CASE("an update is let in when all is saved, and loaded when what came since is saved too") {
  Tab tab;
  tab.test.window.offer_update();
  CHECK(tab.app->update_ready());
  tab.app->quick_add(lead, "Acme");
  tab.app->install_update();
  CHECK(tab.test.window.updates() == 0);
  tab.test.run_until_idle();
  CHECK(tab.test.window.updates() == 1);
  tab.app->quick_add(lead, "Meanwhile");
  tab.test.window.replace();
  CHECK(tab.test.window.reloads() == 0);
  tab.test.run_until_idle();
  CHECK(tab.test.window.reloads() == 1);
  CHECK(tab.app->save_state() == SaveState::saved);
}

TEST_CASE("an update waits while something cannot be saved, and says so") {
  Tab tab;
  tab.test.storage.fail_commits(ErrorCode::storage_full);
  tab.app->quick_add(lead, "Acme");
  tab.test.run_until_idle();
  static_cast<void>(tab.app->take_notices());
  tab.app->install_update();
  tab.test.run_until_idle();
  CHECK(tab.test.window.updates() == 0);
  CHECK(told(tab, "no room"));
}

TEST_CASE("a tab of an older version saves and leaves the database to the newer one") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab tab(browser);
  tab.app->quick_add(lead, "Acme");
  tab.test.window.replace();
  tab.test.run_until_idle();
  CHECK(tab.app->phase() == Phase::elsewhere);
  CHECK_FALSE(tab.test.writer_role.holds());
  CHECK(tab.test.window.reloads() == 0);
  tab.show(true);
  CHECK(tab.test.window.reloads() == 1);
  CHECK_FALSE(tab.test.writer_role.holds());
}

TEST_CASE("what the platform calls back after the app is gone is not heard") {
  Tab tab;
  tab.test.files.choose_next("deals.csv", Bytes{'a'});
  tab.app->choose_import_file();
  tab.app->quick_add(lead, "Acme");
  tab.app.reset();
  tab.test.files.drop("deals.csv", Bytes{'a'});
  tab.test.window.offer_update();
  tab.test.window.replace();
  tab.test.storage.close();
  CHECK(tab.test.run_until_idle() > 0);
}

TEST_CASE("where nothing can be kept everything works in memory, and it is never called saved") {
  Tab refused;
  refused.app.reset();
  refused.test.storage.fail_loads(ErrorCode::storage_refused);
  App app(refused.test.platform(), {});
  app.start();
  refused.test.run_until_idle();
  REQUIRE(app.phase() == Phase::failed);
  app.go_on_unkept();
  REQUIRE(app.phase() == Phase::working);
  CHECK(app.save_state() == SaveState::not_saved);
  CHECK(app.save_error().find("private window") != std::string::npos);
  CHECK_FALSE(refused.test.window.warns());
  REQUIRE(app.quick_add(lead, "Only here"));
  refused.test.run_until_idle();
  CHECK(app.save_state() == SaveState::not_saved);
  CHECK(refused.test.window.warns());
  const platform::Event event = platform::VisibilityEvent{true};
  app.handle({&event, 1});
  refused.test.run_until_idle();
  CHECK(app.workspace().board().deal_count() == 1);
  app.start_backup();
  refused.test.run_until_idle();
  REQUIRE(refused.test.files.saved().size() == 1);
  CHECK(refused.test.files.saved()[0].name.ends_with(".holdall"));
}

TEST_CASE("why nothing is saved is told once, until it is saved again") {
  Tab tab;
  tab.test.storage.fail_commits(ErrorCode::storage_full);
  tab.app->quick_add(lead, "One");
  tab.test.run_until_idle();
  CHECK(told(tab, "no room"));
  tab.app->quick_add(lead, "Two");
  tab.test.run_until_idle();
  CHECK_FALSE(told(tab, "no room"));
  tab.test.storage.fail_commits(std::nullopt);
  tab.app->retry_save();
  tab.test.run_until_idle();
  REQUIRE(tab.app->save_state() == SaveState::saved);
  const std::vector<Notice> notices = tab.app->take_notices();
  REQUIRE_FALSE(notices.empty());
  CHECK(notices.back().recovers);
  tab.test.storage.fail_commits(ErrorCode::storage_full);
  tab.app->quick_add(lead, "Three");
  tab.test.run_until_idle();
  CHECK(told(tab, "no room"));
}

TEST_CASE("a tab that follows says what its files lack while the one that leads cannot save") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab one(browser);
  Tab two(browser);
  REQUIRE(two.app->leads());
  two.test.storage.fail_commits(ErrorCode::storage_full);
  one.app->quick_add(lead, "Asked of two");
  browser->loop.run_until_idle();
  CHECK(told(one, "wait until the other window"));
  one.app->save_copy();
  CHECK(told(one, "lacks what the other window"));
  one.app->save_database();
  CHECK(told(one, "lacks what the other window"));
  one.app->start_backup();
  CHECK(told(one, "make the backup there"));
  CHECK(one.app->backup_session() == nullptr);
  two.app->save_copy();
  CHECK_FALSE(told(two, "lacks"));
}

}  // namespace holdall::app
