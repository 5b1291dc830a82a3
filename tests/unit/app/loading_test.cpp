// The board is there before all of the database is; what is done meanwhile happens a moment later.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tab.h"

namespace holdall::app {
namespace {

using test::lead;
using test::Tab;

// A browser with a database of more chunks than are read at once, whose board was seen once.
struct Example {
  Example() {
    Tab tab(browser);
    // The sample is long enough to be worth early pages only with something beside it.
    store::Database& database = tab.app->workspace().store().database();
    REQUIRE(database.execute("CREATE TABLE filler(x BLOB) STRICT").has_value());
    tab.app->add_sample();
    REQUIRE(database
                .execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                         "WHERE i < 40) INSERT INTO filler SELECT randomblob(100000) FROM n")
                .has_value());
    look_at_board(*tab.app);
    tab.app->frame_drawn();
    tab.test.run_until_idle();
    REQUIRE_FALSE(browser->disk->early_pages.empty());
  }

  static std::size_t look_at_board(App& app) {
    Board& board = app.workspace().board();
    std::size_t cards = 0;
    for (const BoardColumn& column : board.columns()) {
      for (std::size_t index = 0; index < std::min<std::size_t>(column.count(), 6); ++index)
        cards += board.card(column.deal(index)) != nullptr ? 1 : 0;
    }
    return cards;
  }

  std::shared_ptr<native::TestBrowser> browser = std::make_shared<native::TestBrowser>();
};

// A tab of which only the first part has come.
struct PartialTab {
  explicit PartialTab(Example& example) : test(example.browser) {
    test.storage.load_in_parts(1);
    app = std::make_unique<App>(test.platform(), AppOptions{});
    app->start();
    while (app->phase() == Phase::starting && example.browser->loop.run_one()) {
    }
    REQUIRE(app->phase() == Phase::working);
    REQUIRE_FALSE(app->workspace().image().is_loaded());
  }

  native::TestPlatform test;
  std::unique_ptr<App> app;
};

}  // namespace

TEST_CASE("the board and its cards are there before the chunks; an edit made then is kept") {
  Example example;
  std::size_t deals = 0;
  {
    PartialTab tab(example);
    Board& board = tab.app->workspace().board();
    deals = board.deal_count();
    CHECK(deals > 50);
    const RecordId first = board.columns()[0].deal(0);
    REQUIRE(board.card(first) != nullptr);
    CHECK(tab.app->quick_add(lead, "Added while loading"));
    CHECK(tab.app->execute(RenameDeal{first, "Renamed while loading"}));
    CHECK(board.deal_count() == deals);
    tab.test.run_until_idle();
    CHECK(tab.app->workspace().board().deal_count() == deals + 1);
    CHECK(tab.app->workspace().board().card(first)->deal.title == "Renamed while loading");
    CHECK(tab.app->save_state() == store::SaveState::saved);
    tab.app->undo();
    tab.test.run_until_idle();
  }
  Tab again(example.browser);
  CHECK(again.app->workspace().board().deal_count() == deals + 1);
}

TEST_CASE("the language can be chosen before the chunks are there") {
  Example example;
  PartialTab tab(example);
  tab.app->set_language(i18n::Language::ukrainian);
  CHECK(tab.app->take_notices().empty());
  tab.test.run_until_idle();
  CHECK(tab.app->take_notices().empty());
  CHECK(tab.app->locale().language() == i18n::Language::ukrainian);
  CHECK(Example::look_at_board(*tab.app) > 0);
}

TEST_CASE("a database whose first screen is not there early opens when the rest has come") {
  Example example;
  example.browser->disk->early_pages.clear();
  native::TestPlatform test(example.browser);
  test.storage.load_in_parts(2);
  App app(test.platform(), {});
  app.start();
  test.run_until_idle();
  CHECK(app.phase() == Phase::working);
  CHECK(app.workspace().image().is_loaded());
}

TEST_CASE("a chunk found damaged behind the first screen leads to the rescue") {
  Example example;
  example.browser->disk->chunks.rbegin()->second[7] ^= 1;
  PartialTab tab(example);
  tab.test.run_until_idle();
  CHECK(tab.app->phase() == Phase::damaged);
  CHECK(tab.app->damage().any());
}

TEST_CASE("a database of which the rest cannot be read says so") {
  Example example;
  PartialTab tab(example);
  tab.test.storage.fail_loads(ErrorCode::storage_failed);
  tab.test.run_until_idle();
  CHECK(tab.app->phase() == Phase::failed);
  CHECK(tab.app->error().code == ErrorCode::storage_failed);
}

TEST_CASE("a reading that is void is done again, and what was asked for meanwhile is kept") {
  for (const ErrorCode code : {ErrorCode::storage_fenced, ErrorCode::storage_closed}) {
    Example example;
    PartialTab tab(example);
    const std::size_t deals = tab.app->workspace().board().deal_count();
    tab.app->quick_add(lead, "Added while loading");
    CHECK(tab.app->save_state() == store::SaveState::saving);
    CHECK(tab.test.window.warns());
    tab.test.storage.fail_loads(code);
    while (!tab.app->workspace().image().load_error() && example.browser->loop.run_one()) {
    }
    tab.test.storage.fail_loads({});
    // What is shown stays all the while: a key that is pressed now must not be lost.
    do {
      REQUIRE(tab.app->phase() == Phase::working);
      CHECK(tab.app->workspace().board().deal_count() >= deals);
    } while (example.browser->loop.run_one());
    CHECK(tab.app->workspace().image().is_loaded());
    CHECK(tab.app->workspace().board().deal_count() == deals + 1);
    CHECK(tab.app->save_state() == store::SaveState::saved);
    CHECK_FALSE(tab.test.window.warns());
  }
}

TEST_CASE("what cannot be done any more is told") {
  Example example;
  PartialTab tab(example);
  tab.app->quick_add(lead, "Added while loading");
  tab.test.storage.fail_loads(ErrorCode::storage_failed);
  tab.test.run_until_idle();
  CHECK(tab.app->phase() == Phase::failed);
  const std::vector<Notice> notices = tab.app->take_notices();
  CHECK(std::ranges::any_of(notices, [](const Notice& notice) {
    return notice.text.find("could not be kept") != std::string::npos;
  }));
  CHECK_FALSE(tab.test.window.warns());
}

TEST_CASE("a tab that is asked for its role before anything is shown gives it away") {
  Example example;
  example.browser->disk->early_pages.clear();
  native::TestPlatform test(example.browser);
  test.storage.load_in_parts(1);
  App app(test.platform(), {});
  app.start();
  example.browser->loop.run_one();
  Tab other(example.browser);
  CHECK_FALSE(app.leads());
  CHECK(other.app->leads());
}

TEST_CASE("a tab that is asked for its role while it loads hands over with what was asked of it") {
  Example example;
  PartialTab tab(example);
  const std::size_t deals = tab.app->workspace().board().deal_count();
  CHECK(tab.app->execute(AddDeal{lead, "Early", {}, {}}));
  Tab other(example.browser);
  CHECK_FALSE(tab.app->leads());
  REQUIRE(other.app->leads());
  CHECK(other.app->workspace().board().deal_count() == deals + 1);
}

}  // namespace holdall::app
