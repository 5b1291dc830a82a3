#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/tab_messages.h"
#include "native/randomness.h"
#include "native/test_tab_channel.h"
#include "tab.h"

// Several tabs of one browser: one leads, the others follow.
namespace holdall::app {

using store::SaveState;
using test::lead;
using test::Tab;

namespace {

struct Browser {
  std::shared_ptr<native::TestBrowser> shared = std::make_shared<native::TestBrowser>();

  std::unique_ptr<Tab> open() { return std::make_unique<Tab>(shared); }
  void run() { shared->loop.run_until_idle(); }
  // Until nobody waits for anybody any more.
  void settle() {
    for (int turn = 0; turn < 40; ++turn) {
      shared->loop.advance(200);
      run();
    }
  }
};

std::string last_notice(Tab& tab) {
  const std::vector<Notice> notices = tab.app->take_notices();
  return notices.empty() ? std::string() : notices.back().text;
}

std::string title(Tab& tab) { return tab.app->workspace().board().card(tab.first())->deal.title; }

}  // namespace

TEST_CASE("an edit in a tab that follows is done by the one that leads, and seen in all") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  const auto three = browser.open();
  REQUIRE(three->app->leads());
  CHECK(one->app->quick_add(lead, "Acme 12k€"));
  CHECK(one->app->save_state() == SaveState::saving);
  CHECK(one->test.window.warns());
  browser.run();
  CHECK(one->app->save_state() == SaveState::saved);
  CHECK_FALSE(one->test.window.warns());
  for (Tab* tab : {one.get(), two.get(), three.get()}) {
    REQUIRE(tab->app->workspace().board().deal_count() == 1);
    CHECK(title(*tab) == "Acme");
    CHECK(tab->app->workspace().can_undo());
  }
  static_cast<void>(one->app->take_notices());
  one->app->execute(MoveDeal{one->first(), {ColumnKind::won, {}}, 0, {}});
  browser.run();
  CHECK(last_notice(*one).find("Acme") != std::string::npos);
  CHECK(last_notice(*two).empty());
  CHECK(last_notice(*three).empty());
  two->app->undo();
  browser.run();
  CHECK(last_notice(*two) == "Undone");
  CHECK(title(*three) == "Acme");
  two->app->redo();
  browser.run();
  CHECK(last_notice(*two) == "Done again");
  CHECK(three->app->workspace().board().columns()[0].count() == 0);
  CHECK(one->app->workspace().board().columns()[0].count() == 0);
  CHECK_FALSE(one->app->leads());
}

TEST_CASE(
    "what the tab that leads does is followed: edits, undo, an import's end, a new pipeline") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  two->app->add_sample();
  browser.run();
  CHECK(one->app->workspace().board().deal_count() == two->app->workspace().board().deal_count());
  two->app->undo();
  browser.run();
  CHECK(one->app->workspace().board().deal_count() == 0);
  two->app->execute(RenameMe{"Olena"});
  browser.run();
  CHECK(one->app->workspace().me().name == "Olena");
  one->app->show_deal(RecordId{1});
  CHECK(one->app->phase() == Phase::working);
}

TEST_CASE("a tab that comes to lead has not read anything again, and can write at once") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  two->app->quick_add(lead, "From two");
  browser.run();
  one->test.storage.fail_loads(ErrorCode::storage_failed);
  // Its header is read all the same: a failure there is one to be told.
  one->test.storage.fail_loads(std::nullopt);
  one->show(true);
  REQUIRE(one->app->leads());
  one->app->quick_add(lead, "From one");
  browser.run();
  CHECK(one->app->save_state() == SaveState::saved);
  CHECK(two->app->workspace().board().deal_count() == 2);
}

TEST_CASE("an edit that nobody answers is done by the tab itself, once it leads") {
  Browser browser;
  const auto one = browser.open();
  auto two = browser.open();
  REQUIRE(two->app->leads());
  two->test.tab_channel.set_deaf(true);
  two->test.writer_role.set_silent(true);
  one->app->quick_add(lead, "Acme");
  browser.settle();
  CHECK(one->app->leads());
  CHECK(one->app->save_state() == SaveState::saved);
  CHECK(one->app->workspace().board().deal_count() == 1);
}

TEST_CASE("an edit whose answer was lost is not done twice") {
  Browser browser;
  const auto one = browser.open();
  auto two = browser.open();
  REQUIRE(two->app->leads());
  one->test.tab_channel.set_deaf(true);  // neither answers nor steps
  one->app->quick_add(lead, "Acme");
  browser.run();
  CHECK(two->app->workspace().board().deal_count() == 1);
  one->test.tab_channel.set_deaf(false);
  browser.settle();
  REQUIRE(one->app->leads());
  CHECK(one->app->workspace().board().deal_count() == 1);
  CHECK(one->app->save_state() == SaveState::saved);
  CHECK_FALSE(one->test.window.warns());
}

TEST_CASE("an edit and the note that it was done are stored together") {
  Browser browser;
  const auto one = browser.open();
  auto two = browser.open();
  two->test.storage.crash_at(two->test.storage.commits_started(),
                             native::MemoryStorage::CrashPoint::after_commit);
  one->app->quick_add(lead, "Acme");
  browser.run();
  two.reset();
  browser.settle();
  REQUIRE(one->app->leads());
  CHECK(one->app->workspace().board().deal_count() == 1);
}

TEST_CASE("a tab that can be seen takes the place of the one that leads when that one goes") {
  Browser browser;
  const auto one = browser.open();
  auto two = browser.open();
  two->app->quick_add(lead, "Acme");
  browser.run();
  two.reset();
  browser.run();
  CHECK(one->app->leads());
  CHECK(one->app->workspace().board().deal_count() == 1);
}

TEST_CASE("a tab that is robbed of the role with everything stored stays as it is and follows") {
  Browser browser;
  const auto one = browser.open();
  one->app->quick_add(lead, "Acme");
  browser.run();
  one->app->set_typing(true);
  one->test.writer_role.set_silent(true);
  const auto two = browser.open();
  browser.shared->loop.advance(native::TestWriterRole::silence_ms + 1);
  CHECK(one->app->phase() == Phase::working);
  browser.run();
  REQUIRE(two->app->leads());
  CHECK(one->app->phase() == Phase::working);
  one->test.writer_role.set_silent(false);
  two->app->quick_add(lead, "From two");
  browser.settle();
  CHECK(one->app->workspace().board().deal_count() == 2);
}

TEST_CASE("the last step that was missed is noticed without another one") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  one->test.tab_channel.set_deaf(true);
  two->app->quick_add(lead, "Missed");
  browser.run();
  one->test.tab_channel.set_deaf(false);
  const auto three = browser.open();  // whoever comes to lead says what is stored
  browser.settle();
  CHECK(one->app->workspace().board().deal_count() == 1);
}

TEST_CASE("an edit is done in the pipeline that the person sees, wherever the leading tab is") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  REQUIRE(two->app->leads());
  RecordId pipeline;
  RecordId stage;
  {
    auto writer =
        store::CommandWriter::begin(two->app->workspace().store(), store::CommandName::import_file);
    REQUIRE(writer);
    const auto made = writer->create(model::RecordKind::pipeline,
                                     {{model::pipeline_field::name, std::string("Partners")}});
    REQUIRE(made);
    pipeline = *made;
    const auto first =
        writer->create(model::RecordKind::stage, {{model::stage_field::pipeline, pipeline}});
    REQUIRE(first);
    stage = *first;
    REQUIRE(writer->commit());
  }
  browser.settle();
  one->app->show_pipeline(pipeline);
  REQUIRE(one->app->workspace().board().pipeline() == pipeline);
  one->app->quick_add({ColumnKind::stage, stage}, "For partners");
  one->app->quick_add({ColumnKind::won, {}}, "Won from partners");
  browser.run();
  CHECK(one->app->workspace().board().deal_count() == 2);
  CHECK(two->app->workspace().board().deal_count() == 0);
  // What the leading tab turns to is not what the other one sees.
  two->app->show_pipeline(pipeline);
  two->app->show_pipeline(model::built_in::pipeline);
  two->app->add_sample();
  browser.settle();
  CHECK(one->app->workspace().board().pipeline() == pipeline);
}

TEST_CASE("a tab in rescue does nothing for others, and leaves the role to them") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  two->app->quick_add(lead, "Before");
  browser.run();
  test::spoil_pages(*two);
  test::read_afresh(*two);
  browser.run();
  REQUIRE(two->app->phase() == Phase::damaged);
  one->app->quick_add(lead, "After");
  browser.settle();
  CHECK(one->app->leads());
  CHECK(one->app->workspace().board().deal_count() == 2);
}

TEST_CASE("a tab that follows is at rest while the one that leads is in rescue") {
  Browser browser;
  const auto one = browser.open();
  one->app->quick_add(lead, "Before");
  browser.run();
  test::spoil_pages(*one);
  test::read_afresh(*one);
  browser.run();
  REQUIRE(one->app->phase() == Phase::damaged);
  native::TestPlatform background(browser.shared);
  background.window.look.visible = false;
  App app(background.platform(), AppOptions{});
  app.start();
  CHECK(browser.shared->loop.run_until_idle(10'000) < 10'000);
  CHECK(app.phase() == Phase::working);
}

TEST_CASE("what a tab shows stays while it reads again what it has missed") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  one->test.tab_channel.set_deaf(true);
  two->app->quick_add(lead, "Missed");
  browser.run();
  one->test.tab_channel.set_deaf(false);
  two->app->quick_add(lead, "Heard");
  bool stayed = true;
  do {
    stayed = stayed && one->app->phase() == Phase::working;
  } while (browser.shared->loop.run_one());
  CHECK(stayed);
  CHECK(one->app->workspace().board().deal_count() == 2);
}

TEST_CASE("a tab that learns that another one has written refuses nothing of those who ask it") {
  for (int turns = 0; turns < 12; ++turns) {
    CAPTURE(turns);
    Browser browser;
    const auto three = browser.open();
    const auto one = browser.open();
    browser.shared->roles->holder = nullptr;  // both write
    const auto two = browser.open();
    REQUIRE(one->app->leads());
    REQUIRE(two->app->leads());
    one->test.tab_channel.set_deaf(true);
    two->app->quick_add(lead, "From two");
    browser.run();
    one->test.tab_channel.set_deaf(false);
    two->test.tab_channel.set_deaf(true);
    one->app->quick_add(lead, "Too late");
    for (int turn = 0; turn < turns; ++turn) browser.shared->loop.run_one();
    three->app->quick_add(lead, "From three");
    for (int turn = 0; turn < turns; ++turn) browser.shared->loop.run_one();
    two->test.tab_channel.set_deaf(false);
    browser.settle();
    CHECK(last_notice(*three).empty());
    CHECK(three->app->save_state() == SaveState::saved);
    CHECK(three->app->workspace().board().deal_count() == 2);
  }
}

TEST_CASE("a tab that leads no more and does what another asked of it has nothing to show for it") {
  Browser browser;
  const auto three = browser.open();
  const auto one = browser.open();
  browser.shared->roles->holder = nullptr;  // as if `one` had been suspended: both write
  const auto two = browser.open();
  one->test.tab_channel.set_deaf(true);
  two->app->quick_add(lead, "From two");
  browser.run();
  one->test.tab_channel.set_deaf(false);
  REQUIRE(one->app->leads());
  three->app->quick_add(lead, "From three");
  browser.settle();
  for (Tab* tab : {one.get(), two.get(), three.get()}) {
    REQUIRE(tab->app->phase() == Phase::working);
    CHECK(tab->app->workspace().board().deal_count() == 2);
  }
}

TEST_CASE("what cannot be saved keeps the role, and every tab says so") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  REQUIRE(two->app->leads());
  two->test.storage.fail_commits(ErrorCode::storage_full);
  two->app->quick_add(lead, "Only in two");
  browser.run();
  REQUIRE(two->app->save_state() == SaveState::not_saved);
  CHECK(one->app->save_state() == SaveState::not_saved);
  CHECK(one->app->save_error().starts_with(two->app->save_error()));
  one->show(true);
  for (int turn = 0; turn < 100; ++turn) {
    browser.shared->loop.advance(200);
    browser.run();
  }
  CHECK_FALSE(one->app->leads());
  CHECK(two->app->phase() == Phase::working);
  one->app->quick_add(lead, "Asked of two");
  browser.settle();
  CHECK(two->app->workspace().board().deal_count() == 2);
  const auto three = browser.open();
  CHECK(three->app->save_state() == SaveState::not_saved);
  two->test.storage.fail_commits(std::nullopt);
  // By whoever the person sees: the tab that leads is the one to try.
  one->app->retry_save();
  browser.run();
  CHECK(two->app->save_state() == SaveState::saved);
  browser.settle();
  CHECK(three->app->leads());
  for (const Tab* tab : {one.get(), two.get(), three.get()}) {
    CHECK(tab->app->save_state() == SaveState::saved);
    CHECK(tab->app->workspace().board().deal_count() == 2);
  }
}

TEST_CASE("what a tab has asked for and cannot be stored holds up an update, and is told") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  REQUIRE(two->app->leads());
  two->test.storage.fail_commits(ErrorCode::storage_full);
  one->app->quick_add(lead, "Asked of two");
  browser.run();
  const auto three = browser.open();
  static_cast<void>(three->app->take_notices());
  three->app->install_update();
  browser.run();
  CHECK(three->test.window.updates() == 0);
  CHECK(last_notice(*three).find("no room") != std::string::npos);
  // A newer version is let in all the same, elsewhere: what was asked for is not dropped.
  one->test.window.replace();
  browser.run();
  CHECK(one->app->phase() == Phase::working);
  two->test.storage.fail_commits(std::nullopt);
  two->app->retry_save();
  browser.run();
  CHECK(one->app->phase() == Phase::elsewhere);
  CHECK(two->app->workspace().board().deal_count() == 1);
}

TEST_CASE("a tab comes to lead where there is no room, and keeps what it cannot save") {
  Browser browser;
  const auto one = browser.open();
  one->app->quick_add(lead, "Before");
  browser.run();
  const auto two = browser.open();
  one->test.storage.fail_commits(ErrorCode::storage_full);
  two->test.storage.fail_commits(ErrorCode::storage_full);
  one->show(true);
  REQUIRE(one->app->leads());
  one->app->quick_add(lead, "In memory");
  browser.run();
  CHECK(one->app->workspace().board().deal_count() == 2);
  CHECK(one->app->save_state() == SaveState::not_saved);
}

TEST_CASE("an older version that is given the role does not take it up") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  REQUIRE(two->app->leads());
  one->test.window.replace();
  browser.run();
  CHECK(one->app->phase() == Phase::elsewhere);
  two->test.writer_role.release();
  browser.settle();
  CHECK_FALSE(one->app->leads());
  CHECK_FALSE(one->test.writer_role.holds());
}

TEST_CASE("steps that were missed are made up for") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  one->test.tab_channel.set_deaf(true);
  two->app->quick_add(lead, "Missed");
  browser.run();
  CHECK(one->app->workspace().board().deal_count() == 0);
  one->test.tab_channel.set_deaf(false);
  two->app->quick_add(lead, "Heard");
  browser.settle();
  REQUIRE(one->app->phase() == Phase::working);
  CHECK(one->app->workspace().board().deal_count() == 2);
  CHECK_FALSE(one->app->leads());
}

TEST_CASE("what only the leading tab can do waits for the role") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  one->app->add_sample();
  browser.run();
  CHECK(one->app->leads());
  CHECK(one->app->workspace().board().deal_count() > 100);
  CHECK(two->app->workspace().board().deal_count() > 100);
}

TEST_CASE("a tab in the background follows, and opens a new database only when it is seen") {
  Browser browser;
  native::TestPlatform background(browser.shared);
  background.window.look.visible = false;
  App app(background.platform(), AppOptions{});
  app.start();
  browser.run();
  CHECK(app.phase() == Phase::starting);
  const auto one = browser.open();
  browser.run();
  REQUIRE(app.phase() == Phase::working);
  one->app->quick_add(lead, "Acme");
  browser.run();
  CHECK(app.workspace().board().deal_count() == 1);
  CHECK_FALSE(app.leads());
}

TEST_CASE("where tabs do not hear one another the one that does not lead waits") {
  Browser browser;
  const auto one = browser.open();
  one->test.tab_channel.set_available(false);
  one->app->quick_add(lead, "Acme");
  const auto two = browser.open();
  CHECK(one->app->phase() == Phase::elsewhere);
  REQUIRE(two->app->leads());
  one->show(true);
  REQUIRE(one->app->leads());
  CHECK(one->app->workspace().board().deal_count() == 1);
}

TEST_CASE("a pipeline chosen in a tab that follows stays chosen when it comes to lead") {
  Browser browser;
  const auto one = browser.open();
  const auto two = browser.open();
  REQUIRE(one->app->workspace().store().set_setting("currency", "CHF"));
  CHECK(two->app->workspace().store().setting("currency") == std::string());
  one->show(true);
  REQUIRE(one->app->leads());
  browser.run();
  CHECK(two->app->workspace().store().setting("currency") == std::string("CHF"));
}

// Tabs that are opened, looked at, closed, killed, deaf or silent at random: every edit that was
// seen as saved is there, none twice.
TEST_CASE("whatever happens to the tabs, each edit is done once") {
  int whole = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    native::SeededRandomness random(seed);
    Browser browser;
    std::vector<std::unique_ptr<Tab>> tabs;
    for (int count = 0; count < 3; ++count) tabs.push_back(browser.open());
    int asked = 0;
    bool overtaken = false;
    for (int step = 0; step < 120; ++step) {
      const auto index = static_cast<std::size_t>(random.below(tabs.size()));
      Tab& tab = *tabs[index];
      overtaken = overtaken || tab.app->phase() == Phase::overtaken;
      switch (random.below(10)) {
        case 0:
          tab.show(true);
          break;
        case 1:
          tab.test.tab_channel.set_deaf(random.below(2) == 0);
          break;
        case 2:
          tab.test.writer_role.set_silent(random.below(3) == 0);
          break;
        case 3:
          browser.shared->loop.advance(static_cast<double>(random.below(700)));
          break;
        case 4:
          browser.run();
          break;
        default:
          if (tab.app->phase() == Phase::working) {
            ++asked;
            // Whatever is going on, an edit is never refused.
            CHECK(tab.app->quick_add(lead, "Deal " + std::to_string(asked)));
          } else if (tab.app->phase() == Phase::overtaken) {
            tab.app->go_on();
          }
          for (int turn = static_cast<int>(random.below(6)); turn > 0; --turn) {
            browser.shared->loop.run_one();
          }
      }
    }
    for (const auto& tab : tabs) {
      overtaken = overtaken || tab->app->phase() == Phase::overtaken;
      tab->test.tab_channel.set_deaf(false);
      tab->test.writer_role.set_silent(false);
    }
    browser.settle();
    tabs[0]->show(true);
    browser.settle();
    REQUIRE(tabs[0]->app->leads());
    Tab fresh(browser.shared);
    browser.settle();
    REQUIRE(fresh.app->phase() == Phase::working);
    std::vector<std::string> titles;
    const BoardColumn& column = fresh.app->workspace().board().columns()[0];
    for (std::size_t place = 0; place < column.count(); ++place) {
      titles.push_back(fresh.app->workspace().board().card(column.deal(place))->deal.title);
    }
    std::ranges::sort(titles);
    CHECK(std::ranges::adjacent_find(titles) == titles.end());
    // What was unsaved in a tab whose role was stolen is the person's to keep.
    if (!overtaken) CHECK(titles.size() == static_cast<std::size_t>(asked));
    CHECK(titles.size() <= static_cast<std::size_t>(asked));
    whole += overtaken ? 0 : 1;
  }
  CHECK(whole > 3);
}

TEST_CASE("a tab that was closed is not told of steps for ever, one that follows is") {
  Browser browser;
  native::TestTabChannel listener(browser.shared->loop, browser.shared->channels);
  int steps = 0;
  listener.on_message([&](const Bytes& bytes) {
    const std::optional<SentMessage> sent = decode_tab_message(bytes);
    if (sent && std::holds_alternative<StepMessage>(sent->message)) ++steps;
  });
  auto one = browser.open();
  const auto two = browser.open();
  REQUIRE(two->app->leads());
  const auto steps_of_an_edit = [&] {
    steps = 0;
    REQUIRE(two->app->quick_add(lead, "Acme"));
    browser.settle();
    return steps;
  };
  CHECK(steps_of_an_edit() > 0);
  for (int minute = 0; minute < 3; ++minute) {
    browser.shared->loop.advance(61'000);
    CHECK(steps_of_an_edit() > 0);
    CHECK(one->app->workspace().board().deal_count() == two->app->workspace().board().deal_count());
  }
  one.reset();  // killed: it says nothing
  browser.shared->loop.advance(61'000);
  CHECK(steps_of_an_edit() > 0);  // with it the others are asked
  CHECK(steps_of_an_edit() == 0);
}

}  // namespace holdall::app
