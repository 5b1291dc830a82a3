#include "store/board_queries.h"

#include <algorithm>
#include <map>
#include <random>

#include "record_fixture.h"
#include "store/import_batch.h"

namespace holdall::store::test {
namespace {

using model::OutcomeState;

constexpr model::Currency euro{{'E', 'U', 'R'}};
constexpr model::Currency dollar{{'U', 'S', 'D'}};

const BoardList first_stage{model::built_in::pipeline, OutcomeState::open,
                            model::built_in::stage(0)};
const BoardList won{model::built_in::pipeline, OutcomeState::won, {}};

// What the table of totals must hold, added up from the deals.
std::string totals_added_up(Records& records) {
  Result<Statement> select = records.store->database().prepare(
      "SELECT group_concat(line, ';') FROM (SELECT outcome || ' ' || iif(outcome = 0, stage, 0) || "
      "' ' || ifnull(value_currency, '') || ' ' || count(*) || ' ' || ifnull(sum(value_minor), 0) "
      "AS line FROM deal WHERE life % 2 = 1 GROUP BY outcome, iif(outcome = 0, stage, 0), "
      "ifnull(value_currency, '') ORDER BY 1)");
  Statement statement = must(std::move(select));
  REQUIRE(must(statement.step()));
  return std::string(statement.text(0));
}

std::string totals_kept(Records& records) {
  std::map<std::string, bool> lines;
  for (const BoardTotal& total : must(board_totals(*records.store, model::built_in::pipeline))) {
    const std::string currency = total.has_value ? std::string(total.currency.code()) : "";
    lines[std::to_string(static_cast<int>(total.list.outcome)) + " " + to_text(total.list.stage) +
          " " + currency + " " + std::to_string(total.deals) + " " + std::to_string(total.minor)] =
        true;
  }
  std::string text;
  for (const auto& [line, seen] : lines) text += (text.empty() ? "" : ";") + line;
  return text;
}

std::vector<RecordId> ids(const std::vector<BoardKey>& keys) {
  std::vector<RecordId> found;
  for (const BoardKey& key : keys) found.push_back(key.deal);
  return found;
}

}  // namespace

TEST_CASE("pages put together are the whole list in its order, and ranks count into it") {
  Records records;
  for (int index = 0; index < 40; ++index) {
    const RecordId deal = records.add_deal("Deal");
    // Equal positions and moments too: then the id decides.
    const auto place = static_cast<std::uint8_t>(1 + index * 7 % 11);
    if (index % 2 == 0) {
      records.edit(deal, {{model::deal_field::position, model::OrderKey{{place, 9}}}});
    } else {
      records.edit(deal, {{model::deal_field::outcome,
                           model::Outcome{OutcomeState::won, {}, 1000 + index * 7 % 11}}});
    }
  }
  for (const BoardList& list : {first_stage, won}) {
    const std::vector<BoardKey> all = must(board_page(*records.store, list, nullptr, 0, 100));
    REQUIRE(all.size() == 20);
    CHECK(std::ranges::is_sorted(all, [](const BoardKey& left, const BoardKey& right) {
      return left.stands_before(right);
    }));
    for (std::size_t begin = 0; begin < all.size(); begin += 3) {
      const BoardKey* after = begin == 0 ? nullptr : &all[begin - 1];
      const std::vector<BoardKey> page = must(board_page(*records.store, list, after, 0, 3));
      const std::vector<RecordId> expected = ids(all);
      for (std::size_t index = 0; index < page.size(); ++index)
        CHECK(page[index].deal == expected[begin + index]);
      CHECK(must(board_page(*records.store, list, nullptr, begin, 1)).at(0).deal ==
            expected[begin]);
      CHECK(must(board_rank(*records.store, list, all[begin])) == begin);
    }
  }
}

TEST_CASE("totals are those of the deals, whatever happened to them") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Records records;
  std::vector<RecordId> deals;
  for (int round = 0; round < 300; ++round) {
    const auto roll = random() % 10;
    if (deals.empty() || roll < 2) {
      deals.push_back(records.add_deal("Deal"));
      continue;
    }
    const RecordId deal = deals[random() % deals.size()];
    if (roll >= 8) {
      must(roll == 8 ? undo(*records.store) : redo(*records.store));
    } else if (!records.details(deal)) {
      continue;
    } else if (roll < 4) {
      const auto minor = static_cast<std::int64_t>(random()) * 1000 - 2'000'000'000'000;
      records.edit(deal, {{model::deal_field::value,
                           model::Money{minor, random() % 2 == 0 ? euro : dollar}}});
    } else if (roll == 4) {
      records.edit(deal, {{model::deal_field::value, model::NoValue{}}});
    } else if (roll == 5) {
      records.edit(deal, {{model::deal_field::stage, model::built_in::stage(random() % 6)}});
    } else if (roll == 6) {
      const auto state = static_cast<OutcomeState>(random() % 3);
      records.edit(deal, {{model::deal_field::outcome, model::Outcome{state, {}, 5}}});
    } else {
      records.remove(deal);
    }
    REQUIRE(totals_kept(records) == totals_added_up(records));
  }
}

TEST_CASE("a sum that 64 bits do not hold is the nearest that they do, and nothing breaks") {
  Records records;
  std::vector<RecordId> deals;
  for (int index = 0; index < 3; ++index) {
    deals.push_back(records.add_deal("Huge"));
    records.edit(deals.back(), {{model::deal_field::value, model::Money{INT64_MAX - 1, euro}}});
  }
  CHECK(must(board_totals(*records.store, model::built_in::pipeline)).at(0).minor == INT64_MAX);
  records.remove(deals[0]);
  records.remove(deals[1]);
  CHECK(must(board_totals(*records.store, model::built_in::pipeline)).at(0).minor == INT64_MAX - 1);
  records.edit(deals[2], {{model::deal_field::value, model::Money{INT64_MIN, euro}}});
  CHECK(must(board_totals(*records.store, model::built_in::pipeline)).at(0).minor == INT64_MIN);
}

TEST_CASE("deals of an import count when it is revealed") {
  Records records;
  records.add_deal("Own");
  const Import import = must(begin_import(*records.store, CommandName::import_file, "deals.csv"));
  CommandWriter writer = must(begin_import_slice(*records.store, import));
  must(writer.create(model::RecordKind::deal,
                     {{model::deal_field::stage, model::built_in::stage(0)}}));
  must(writer.commit_always());
  const auto count = [&] {
    std::int64_t deals = 0;
    for (const BoardTotal& total : must(board_totals(*records.store, first_stage.pipeline)))
      deals += total.deals;
    return deals;
  };
  CHECK(count() == 1);
  CHECK(must(board_page(*records.store, first_stage, nullptr, 0, 9)).size() == 1);
  must(reveal_import(*records.store, import));
  CHECK(count() == 2);
  CHECK(must(board_page(*records.store, first_stage, nullptr, 0, 9)).size() == 2);
}

}  // namespace holdall::store::test
