#include "app/app.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

#include "tab.h"

namespace holdall::app {

using test::lead;
using test::Tab;

TEST_CASE("an edit that was said to be saved is there after the tab is gone") {
  auto browser = std::make_shared<native::TestBrowser>();
  RecordId deal;
  {
    Tab tab(browser);
    REQUIRE(tab.app->phase() == Phase::working);
    CHECK(tab.app->quick_add(lead, "Ремонт для «Ґанок» 12k€"));
    CHECK(tab.app->save_state() == store::SaveState::saving);
    tab.test.run_until_idle();
    CHECK(tab.app->save_state() == store::SaveState::saved);
    deal = tab.first();
  }
  browser->loop.run_until_idle();
  Tab again(browser);
  REQUIRE(again.app->phase() == Phase::working);
  const store::DealDetails* card = again.app->workspace().board().card(deal);
  REQUIRE(card != nullptr);
  CHECK(card->deal.title == "Ремонт для «Ґанок»");
  CHECK(card->deal.value == model::Money{1'200'000, {{'E', 'U', 'R'}}});
  again.app->undo();
  CHECK(again.app->workspace().board().deal_count() == 0);
}

TEST_CASE("a second tab takes over and the first one follows, until it comes to the front again") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab one(browser);
  one.app->quick_add(lead, "From one");
  Tab two(browser);
  browser->loop.run_until_idle();
  CHECK_FALSE(one.app->leads());
  CHECK(two.app->leads());
  REQUIRE(two.app->phase() == Phase::working);
  CHECK(two.app->workspace().board().deal_count() == 1);
  two.app->quick_add(lead, "From two");
  browser->loop.run_until_idle();
  REQUIRE(one.app->phase() == Phase::working);
  CHECK(one.app->workspace().board().deal_count() == 2);
  one.show(true);
  REQUIRE(one.app->phase() == Phase::working);
  CHECK(one.app->leads());
  CHECK_FALSE(two.app->leads());
  CHECK(one.app->workspace().board().deal_count() == 2);
}

TEST_CASE("the demo keeps nothing") {
  auto browser = std::make_shared<native::TestBrowser>();
  {
    Tab demo(browser, AppOptions{.demo = true});
    REQUIRE(demo.app->phase() == Phase::working);
    CHECK(demo.app->workspace().board().deal_count() > 100);
    CHECK_FALSE(demo.app->workspace().can_undo());  // it would leave nothing to look at
    demo.app->quick_add(lead, "Only here");
    CHECK(demo.app->workspace().can_undo());
    demo.test.run_until_idle();
    CHECK(demo.app->save_state() == store::SaveState::saved);
  }
  Tab real(browser);
  REQUIRE(real.app->phase() == Phase::working);
  CHECK(real.app->workspace().board().deal_count() == 0);
}

TEST_CASE("the sample fills every column, has a history and is one step to undo") {
  Tab tab;
  tab.app->add_sample();
  for (const BoardColumn& column : tab.app->workspace().board().columns())
    CHECK(column.count() > 3);
  tab.app->show_deal(tab.first(6));
  const std::vector<HistoryEntry>& history = tab.app->history();
  REQUIRE(history.size() >= 2);
  CHECK(history.front().kind == HistoryKind::won);
  CHECK(history.back().kind == HistoryKind::created);
  CHECK(std::ranges::is_sorted(history, std::ranges::greater{}, &HistoryEntry::wall_ms));
  tab.app->undo();
  CHECK(tab.app->workspace().board().deal_count() == 0);
}

TEST_CASE("the history of a deal that was won, lost, deleted and taken back can be told") {
  Tab tab;
  tab.app->quick_add(lead, "Acme");
  const RecordId deal = tab.first();
  tab.app->show_deal(deal);
  tab.app->execute(MoveDeal{deal, {ColumnKind::won, {}}, 0, {}});
  tab.app->undo();
  REQUIRE(tab.app->history().size() == 3);
  CHECK(tab.app->history().front().kind == HistoryKind::reopened);
  tab.app->execute(DeleteDeal{deal});
  tab.app->undo();
  tab.app->show_deal(deal);
  REQUIRE(tab.app->history().size() == 5);
  CHECK(tab.app->history()[0].text == "Deal restored");
  CHECK(tab.app->history()[1].text == "Deal deleted");
}

TEST_CASE("what could not be stored is kept when another tab asks") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab one(browser);
  one.test.storage.fail_commits(ErrorCode::storage_full);
  one.app->quick_add(lead, "Only here");
  one.test.run_until_idle();
  CHECK(one.app->save_state() == store::SaveState::not_saved);
  native::TestPlatform other(browser);
  App second(other.platform(), AppOptions{});
  second.start();
  other.run_until_idle();
  REQUIRE(one.app->phase() == Phase::working);
  CHECK(one.app->workspace().board().deal_count() == 1);
}

TEST_CASE("a tab that is opened in the background leaves the role where it is") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab one(browser);
  native::TestPlatform background(browser);
  background.window.look.visible = false;
  App app(background.platform(), AppOptions{});
  app.start();
  background.run_until_idle();
  CHECK(app.phase() == Phase::working);
  CHECK_FALSE(app.leads());
  CHECK(one.app->leads());
}

TEST_CASE("a change that the screen cannot follow is no failed change") {
  Tab tab;
  // What the views need goes with the change itself.
  REQUIRE(tab.app->workspace().store().database().execute(
      "CREATE TEMP TRIGGER gone AFTER UPDATE ON member BEGIN "
      "DELETE FROM setting WHERE name = 'me'; END"));
  CHECK(tab.app->execute(RenameMe{"Olena"}));
  const std::vector<Notice> notices = tab.app->take_notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].text.starts_with("The change is kept"));
  CHECK(tab.app->workspace().store().database().integer(
            "SELECT count(*) FROM member WHERE name = 'Olena'") == 1);
}

TEST_CASE("a deal has a URL, and back closes it") {
  Tab tab;
  tab.app->quick_add(lead, "Acme");
  const RecordId deal = tab.first();
  tab.app->show_deal(deal);
  CHECK(tab.test.window.fragment() == "/deal/" + to_text(deal));
  const platform::Event back = platform::NavigationEvent{"/"};
  tab.app->handle({&back, 1});
  CHECK_FALSE(tab.app->open_deal());
  const platform::Event gone = platform::NavigationEvent{"/deal/12345"};
  tab.app->handle({&gone, 1});
  CHECK_FALSE(tab.app->open_deal());
  const std::vector<Notice> notices = tab.app->take_notices();
  REQUIRE_FALSE(notices.empty());
}

TEST_CASE("deleting the open deal closes it and offers to undo") {
  Tab tab;
  tab.app->quick_add(lead, "Acme");
  const RecordId deal = tab.first();
  tab.app->show_deal(deal);
  static_cast<void>(tab.app->take_notices());
  CHECK(tab.app->execute(DeleteDeal{deal}));
  CHECK_FALSE(tab.app->open_deal());
  const std::vector<Notice> notices = tab.app->take_notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].offers_undo);
  tab.app->undo();
  CHECK(tab.app->workspace().board().find(deal));
}

TEST_CASE(
    "damage is told, what is readable can be saved, and an empty workspace can be begun beside "
    "it") {
  auto browser = std::make_shared<native::TestBrowser>();
  {
    Tab tab(browser);
    // Enough for a checkpoint to write chunks.
    for (int round = 0; round < 8; ++round) tab.app->add_sample();
    tab.test.run_until_idle();
    tab.app->workspace().image().checkpoint();
    tab.test.run_until_idle();
  }
  browser->loop.run_until_idle();
  REQUIRE_FALSE(browser->disk->chunks.empty());
  const auto last = std::prev(browser->disk->chunks.end());
  last->second[last->second.size() / 2] ^= 1;
  Tab again(browser);
  REQUIRE(again.app->phase() == Phase::damaged);
  CHECK(again.app->damage().chunks ==
        std::vector<std::uint32_t>{static_cast<std::uint32_t>(last->first)});
  again.app->save_readable();
  REQUIRE(again.test.files.saved().size() == 1);
  const std::string csv(again.test.files.saved()[0].bytes.begin(),
                        again.test.files.saved()[0].bytes.end());
  const std::vector<Notice> notices = again.app->take_notices();
  REQUIRE(notices.size() == 1);
  const auto saved = std::ranges::count(csv, '\n') - 1;
  CHECK(notices[0].text.starts_with(again.app->locale().integer(saved) + " deals were saved"));
  again.app->save_raw();
  REQUIRE(again.test.files.saved().size() == 2);
  CHECK(again.test.files.saved()[1].bytes.size() > 100'000);
  again.app->start_afresh();
  CHECK(again.test.window.setting("space").starts_with("default-"));
}

}  // namespace holdall::app
