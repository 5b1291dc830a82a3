#include "app/board.h"

#include <doctest/doctest.h>

#include <limits>
#include <map>
#include <random>

#include "app/deal_history.h"
#include "app/workspace.h"
#include "native/test_platform.h"

namespace holdall::app {
namespace {

template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : result.error().detail));
  return *std::move(result);
}

constexpr model::Currency euro{{'E', 'U', 'R'}};
constexpr model::Currency dollar{{'U', 'S', 'D'}};

struct Desk {
  Desk()
      : image(store::DurableImage::in_memory()),
        workspace(must(Workspace::open(image, platform, i18n::Locale()))) {}

  RecordId add(const std::string& title, std::uint32_t stage = 0,
               std::optional<model::Money> value = model::Money{100, euro}) {
    test.browser->clock.advance(1000);
    const Executed executed =
        must(workspace->execute(AddDeal{stage_column(stage), title, value, {}}));
    return executed.deal;
  }
  void move(RecordId deal, ColumnId column, std::size_t index = 0) {
    test.browser->clock.advance(1000);
    must(workspace->execute(MoveDeal{deal, column, index, {}}));
  }
  static ColumnId stage_column(std::uint32_t stage) {
    return {ColumnKind::stage, model::built_in::stage(stage)};
  }
  static ColumnId won() { return {ColumnKind::won, {}}; }
  static ColumnId lost() { return {ColumnKind::lost, {}}; }

  std::vector<std::string> titles(std::size_t column) {
    std::vector<std::string> titles;
    const BoardColumn& shown = workspace->board().columns()[column];
    for (std::size_t index = 0; index < shown.count(); ++index) {
      titles.push_back(workspace->board().card(shown.deal(index))->deal.title);
    }
    return titles;
  }

  native::TestPlatform test;
  platform::Platform platform = test.platform();
  std::unique_ptr<store::DurableImage> image;
  std::unique_ptr<Workspace> workspace;
};

// The whole board, to compare one that was kept up to date with one that was loaded.
std::string picture(const Board& board) {
  std::string text;
  for (const BoardColumn& column : board.columns()) {
    text += column.name() + ":";
    for (std::size_t index = 0; index < column.count(); ++index)
      text += " " + to_text(column.deal(index));
    for (const CurrencyTotal& total : column.totals()) {
      text += " [" + std::to_string(total.minor) + std::string(total.currency.code()) + "]";
    }
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the board has a column for each stage and the closing columns") {
  Desk desk;
  const auto columns = desk.workspace->board().columns();
  REQUIRE(columns.size() == 8);
  CHECK(columns[0].name() == "Lead");
  CHECK(columns[6].id() == Desk::won());
  CHECK(columns[7].id() == Desk::lost());
}

TEST_CASE("a new deal stands on top of its column and belongs to me") {
  Desk desk;
  desk.add("First");
  const RecordId second = desk.add("  Second  ");
  CHECK(desk.titles(0) == std::vector<std::string>{"Second", "First"});
  CHECK(desk.workspace->board().card(second)->deal.owner == desk.workspace->me().id);
  CHECK(desk.workspace->execute(AddDeal{Desk::stage_column(0), "   ", {}, {}}).error().code ==
        ErrorCode::invalid_argument);
}

TEST_CASE("sums are exact, per currency, the most used one first") {
  Desk desk;
  desk.add("A", 0, model::Money{100, euro});
  desk.add("B", 0, model::Money{250, euro});
  const RecordId in_dollars = desk.add("C", 0, model::Money{999, dollar});
  desk.add("D", 0, std::nullopt);
  const auto totals = [&] { return desk.workspace->board().columns()[0].totals(); };
  CHECK(totals() == std::vector<CurrencyTotal>{{euro, 350}, {dollar, 999}});
  desk.move(in_dollars, Desk::won());
  CHECK(totals() == std::vector<CurrencyTotal>{{euro, 350}});
  CHECK(desk.workspace->board().columns()[6].totals() == std::vector<CurrencyTotal>{{dollar, 999}});
}

TEST_CASE("a deal is moved to where it is dropped") {
  Desk desk;
  const RecordId a = desk.add("a");
  desk.add("b");
  desk.add("c");
  CHECK(desk.titles(0) == std::vector<std::string>{"c", "b", "a"});
  desk.move(a, Desk::stage_column(0), 1);
  CHECK(desk.titles(0) == std::vector<std::string>{"c", "a", "b"});
  desk.move(a, Desk::stage_column(3), 0);
  CHECK(desk.titles(0) == std::vector<std::string>{"c", "b"});
  CHECK(desk.titles(3) == std::vector<std::string>{"a"});
}

TEST_CASE("a deal dropped where it was lifted changes nothing") {
  Desk desk;
  const RecordId a = desk.add("a");
  desk.add("b");
  const Executed executed =
      must(desk.workspace->execute(MoveDeal{a, Desk::stage_column(0), 1, {}}));
  CHECK_FALSE(executed.changed);
}

TEST_CASE(
    "won and lost are an outcome: the stage is kept, the latest stands first, and a deal can be "
    "reopened") {
  Desk desk;
  const RecordId a = desk.add("a", 2);
  const RecordId b = desk.add("b", 4);
  desk.move(a, Desk::won());
  desk.move(b, Desk::won());
  CHECK(desk.titles(6) == std::vector<std::string>{"b", "a"});
  CHECK(desk.workspace->board().card(a)->deal.stage == model::built_in::stage(2));
  desk.move(a, Desk::lost());
  CHECK(desk.titles(7) == std::vector<std::string>{"a"});
  desk.move(a, Desk::stage_column(1));
  CHECK(desk.workspace->board().card(a)->deal.outcome == model::Outcome{});
  CHECK(must(desk.workspace->undo())->name == store::CommandName::reopen_deal);
  CHECK(desk.titles(7) == std::vector<std::string>{"a"});
}

TEST_CASE("organisations are linked by name and made only once") {
  Desk desk;
  const RecordId a = desk.add("a");
  const RecordId b = desk.add("b");
  must(desk.workspace->execute(SetDealOrganisation{a, "Ґанок і Ко"}));
  must(desk.workspace->execute(SetDealOrganisation{b, " Ґанок і Ко "}));
  CHECK(desk.workspace->board().card(a)->organisation_name == "Ґанок і Ко");
  CHECK(desk.workspace->board().card(a)->deal.organisation ==
        desk.workspace->board().card(b)->deal.organisation);
  must(desk.workspace->execute(SetDealOrganisation{b, ""}));
  CHECK(desk.workspace->board().card(b)->organisation_name.empty());
  CHECK(must(desk.workspace->undo())->name == store::CommandName::edit_deal);
  CHECK(desk.workspace->board().card(b)->organisation_name == "Ґанок і Ко");
}

TEST_CASE("the name of 'me' appears on the cards") {
  Desk desk;
  const RecordId deal = desk.add("a");
  CHECK(desk.workspace->board().card(deal)->owner_name.empty());
  must(desk.workspace->execute(RenameMe{"Олена"}));
  CHECK(desk.workspace->me().name == "Олена");
  CHECK(desk.workspace->board().card(deal)->owner_name == "Олена");
}

TEST_CASE("a board that was kept up to date equals one that is loaded") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Desk desk;
  std::vector<RecordId> deals;
  for (int round = 0; round < 400; ++round) {
    const auto roll = random() % 12;
    const ColumnId columns[] = {Desk::stage_column(0), Desk::stage_column(1), Desk::stage_column(5),
                                Desk::won(), Desk::lost()};
    const ColumnId column = columns[random() % 5];
    const model::Money money{static_cast<std::int64_t>(random() % 1000),
                             random() % 3 == 0 ? euro : dollar};
    if (deals.empty() || roll < 3) {
      deals.push_back(must(desk.workspace->execute(AddDeal{column, "Deal", money, {}})).deal);
    } else if (roll == 3) {
      must(desk.workspace->undo());
    } else if (roll == 4) {
      must(desk.workspace->redo());
    } else {
      const RecordId deal = deals[random() % deals.size()];
      if (!desk.workspace->board().find(deal)) continue;
      if (roll < 9) desk.move(deal, column, random() % 4);
      if (roll == 9) must(desk.workspace->execute(SetDealValue{deal, money}));
      if (roll == 10) must(desk.workspace->execute(SetDealValue{deal, {}}));
      if (roll == 11) must(desk.workspace->execute(DeleteDeal{deal}));
    }
    const Board loaded =
        must(Board::load(desk.workspace->store(), model::built_in::pipeline, i18n::Locale()));
    REQUIRE(picture(desk.workspace->board()) == picture(loaded));
  }
}

// Longer columns than are read at once, of which only stretches are looked at.
TEST_CASE("what was read of a long column stays right through edits far and near") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Desk desk;
  std::vector<RecordId> deals;
  for (int index = 0; index < 700; ++index)
    deals.push_back(desk.add("Deal", index % 7 == 0 ? 1 : 0));
  Board& board = desk.workspace->board();
  for (int round = 0; round < 300; ++round) {
    const std::size_t column = random() % 2;
    const std::size_t count = board.columns()[column].count();
    // A stretch is looked at, as by scrolling.
    const std::size_t from = random() % count;
    for (std::size_t index = from; index < std::min(count, from + 20); ++index)
      REQUIRE(board.columns()[column].deal(index));
    const RecordId deal =
        random() % 2 == 0 ? deals[random() % deals.size()] : board.columns()[column].deal(from);
    if (board.find(deal)) {
      const auto to = static_cast<std::uint32_t>(random() % 2);
      const std::size_t index = random() % (board.columns()[to].count() + 1);
      if (random() % 8 == 0) {
        must(desk.workspace->execute(DeleteDeal{deal}));
      } else if (random() % 8 == 0) {
        desk.move(deal, Desk::won());
      } else {
        desk.move(deal, Desk::stage_column(to), index);
        const auto place = board.find(deal);
        REQUIRE(place);
        CHECK(place->column == to);
        CHECK(place->index == std::min(index, board.columns()[to].count() - 1));
      }
    }
    if (random() % 10 == 0) must(desk.workspace->undo());
    const Board loaded =
        must(Board::load(desk.workspace->store(), model::built_in::pipeline, i18n::Locale()));
    for (int look = 0; look < 30; ++look) {
      const std::size_t seen = random() % 2;
      const std::size_t index = random() % board.columns()[seen].count();
      REQUIRE(board.columns()[seen].deal(index) == loaded.columns()[seen].deal(index));
      REQUIRE(board.find(loaded.columns()[seen].deal(index)) == BoardPlace{seen, index});
    }
    if (round % 50 == 0) REQUIRE(picture(board) == picture(loaded));
  }
}

TEST_CASE("a deal that is put between two with equal keys comes to stand there") {
  Desk desk;
  std::vector<RecordId> deals;
  for (const char* title : {"d", "c", "b", "a"}) deals.push_back(desk.add(title));
  const RecordId moved = desk.add("moved", 1);
  // b and c as two devices may have made them at one moment.
  store::Store& store = desk.workspace->store();
  const model::Value key =
      must(store.records().cell(model::RecordKind::deal, deals[2], model::deal_field::position));
  {
    auto writer = must(store::CommandWriter::begin(store, store::CommandName::move_deal));
    REQUIRE(writer.edit(model::RecordKind::deal, deals[1], {{model::deal_field::position, key}}));
    must(writer.commit());
  }
  REQUIRE(desk.workspace->reload());
  const std::vector<std::string> before = desk.titles(0);
  REQUIRE(before.front() == "a");
  desk.move(moved, Desk::stage_column(0), 2);
  std::vector<std::string> expected = before;
  expected.insert(expected.begin() + 2, "moved");
  CHECK(desk.titles(0) == expected);
  REQUIRE(desk.workspace->reload());
  CHECK(desk.titles(0) == expected);
  must(desk.workspace->undo());
  CHECK(desk.titles(0) == before);
}

TEST_CASE("deals of a pipeline whose stages are all gone are still found, open and closed") {
  Desk desk;
  store::Store& store = desk.workspace->store();
  RecordId pipeline;
  std::vector<RecordId> deals;
  {
    auto writer = must(store::CommandWriter::begin(store, store::CommandName::import_file));
    pipeline = must(writer.create(model::RecordKind::pipeline,
                                  {{model::pipeline_field::name, std::string("Gone")}}));
    const RecordId stage =
        must(writer.create(model::RecordKind::stage, {{model::stage_field::pipeline, pipeline}}));
    for (int index = 0; index < 40; ++index) {
      const bool won = index % 2 == 0;
      const model::Outcome outcome{won ? model::OutcomeState::won : model::OutcomeState::open,
                                   {},
                                   won ? 1000 * (index % 7) : 0};
      const auto key = static_cast<std::uint8_t>(1 + (index * 13) % 5);
      deals.push_back(must(writer.create(model::RecordKind::deal,
                                         {{model::deal_field::stage, stage},
                                          {model::deal_field::position, model::OrderKey{{key}}},
                                          {model::deal_field::outcome, outcome}})));
    }
    REQUIRE(writer.remove(model::RecordKind::stage, stage));
    must(writer.commit());
  }
  REQUIRE(desk.workspace->show_pipeline(pipeline));
  for (const RecordId deal : deals) CHECK(desk.workspace->board().find(deal));
}

TEST_CASE("the day of closing can be put right: the card moves, the history tells, undo works") {
  Desk desk;
  const RecordId first = desk.add("First");
  const RecordId second = desk.add("Second");
  CHECK_FALSE(desk.workspace->execute(SetClosedOn{first, desk.workspace->today()}).has_value());
  desk.move(first, Desk::won());
  desk.move(second, Desk::won());
  REQUIRE(desk.titles(6) == std::vector<std::string>{"Second", "First"});
  const model::Date day{desk.workspace->today().days - 40};
  CHECK(must(desk.workspace->execute(SetClosedOn{second, day})).changed);
  CHECK(desk.titles(6) == std::vector<std::string>{"First", "Second"});
  const auto outcome = [&] { return desk.workspace->board().card(second)->deal.outcome; };
  CHECK(outcome().state == model::OutcomeState::won);
  const auto offset = desk.test.browser->clock.utc_offset_minutes(outcome().closed_ms);
  CHECK(model::date_at(outcome().closed_ms, offset) == day);
  const i18n::Locale english;
  const auto told = [&] {
    return must(deal_history(desk.workspace->store(), second, english)).front().text;
  };
  CHECK(told() == "Closed on: " + english.date(day.days));
  REQUIRE(desk.workspace->undo());
  CHECK(desk.titles(6) == std::vector<std::string>{"Second", "First"});
  CHECK(told().starts_with("Closed on: "));
  must(desk.workspace->execute(SetClosedOn{second, {}}));
  CHECK(outcome().closed_ms == 0);
  CHECK(told() == "Closed on cleared");
  const auto early =
      desk.workspace->execute(SetClosedOn{second, model::Date{model::first_date.days - 1}});
  REQUIRE_FALSE(early.has_value());
  CHECK(early.error().code == ErrorCode::early_date);
}

TEST_CASE("the last currency of a deal is known after its value is cleared") {
  Desk desk;
  const RecordId deal = desk.add("Acme", 0, model::Money{100, dollar});
  must(desk.workspace->execute(SetDealValue{deal, {}}));
  CHECK(last_currency(desk.workspace->store(), deal) == dollar);
  CHECK_FALSE(last_currency(desk.workspace->store(), desk.add("Bare", 0, {})));
}

TEST_CASE("amounts below nothing and dates of long ago are refused and say why") {
  Desk desk;
  const RecordId deal = desk.add("Acme");
  const model::Date early{model::first_date.days - 1};
  const auto code = [&](const Command& command) {
    const Result<Executed> executed = desk.workspace->execute(command);
    return executed ? ErrorCode::cancelled : executed.error().code;
  };
  const ColumnId lead = Desk::stage_column(0);
  CHECK(code(AddDeal{lead, "x", model::Money{-1, euro}, {}}) == ErrorCode::negative_amount);
  CHECK(code(AddDeal{lead, "x", {}, early}) == ErrorCode::early_date);
  CHECK(code(SetDealValue{deal, model::Money{-1, euro}}) == ErrorCode::negative_amount);
  CHECK(code(SetExpectedClose{deal, early}) == ErrorCode::early_date);
  CHECK(code(SetExpectedClose{deal, model::first_date}) == ErrorCode::cancelled);
  CHECK(desk.titles(0) == std::vector<std::string>{"Acme"});
}

}  // namespace holdall::app
