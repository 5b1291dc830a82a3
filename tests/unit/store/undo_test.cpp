#include <random>

#include "record_fixture.h"
#include "store/import_batch.h"

namespace holdall::store::test {
namespace {

namespace deal_field = model::deal_field;

Reversal undo_step(Records& records) {
  records.clock.advance(1000);
  auto reversal = must(undo(*records.store));
  REQUIRE(reversal.has_value());
  return *std::move(reversal);
}

Reversal redo_step(Records& records) {
  records.clock.advance(1000);
  auto reversal = must(redo(*records.store));
  REQUIRE(reversal.has_value());
  return *std::move(reversal);
}

// Everything that a person sees of the deals.
std::string visible_state(Records& records) {
  Statement select = must(records.store->database().prepare(
      "SELECT id || title || coalesce(stage, '') || coalesce(value_minor, '') || outcome || "
      "coalesce(pipeline, '') FROM deal WHERE life % 2 = 1 ORDER BY id"));
  std::string state;
  while (must(select.step())) state += std::string(select.text(0)) + '\n';
  return state;
}

void random_command(Records& records, std::vector<RecordId>& deals, std::mt19937& random) {
  const auto roll = random() % 10;
  if (deals.empty() || roll < 2) {
    deals.push_back(records.add_deal("Deal " + std::to_string(deals.size())));
    return;
  }
  const RecordId deal = deals[random() % deals.size()];
  if (!records.details(deal)) return;
  if (roll < 5) {
    records.rename(deal, "Title " + std::to_string(random() % 3));
  } else if (roll < 7) {
    records.edit(
        deal,
        {{deal_field::stage, model::built_in::stage(static_cast<std::uint32_t>(random() % 6))},
         {deal_field::value,
          model::Money{static_cast<std::int64_t>(random() % 5), {{'U', 'S', 'D'}}}}});
  } else if (roll < 9) {
    records.edit(
        deal, {{deal_field::outcome, model::Outcome{static_cast<model::OutcomeState>(random() % 3),
                                                    {},
                                                    static_cast<std::int64_t>(random() % 3)}}});
  } else {
    records.remove(deal);
  }
}

}  // namespace

TEST_CASE("undo takes back the last step and redo does it again") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  records.rename(deal, "Beta");
  const Reversal undone = undo_step(records);
  CHECK(undone.name == CommandName::edit_deal);
  CHECK(undone.skipped.empty());
  CHECK(records.title(deal) == "Acme");
  redo_step(records);
  CHECK(records.title(deal) == "Beta");
  undo_step(records);
  undo_step(records);
  CHECK(records.title(deal) == "(gone)");
  CHECK_FALSE(must(undo(*records.store)).has_value());
  redo_step(records);
  CHECK(records.title(deal) == "Acme");
}

TEST_CASE("several edits of one cell are undone one after the other") {
  Records records;
  const RecordId deal = records.add_deal("one");
  records.rename(deal, "two");
  records.rename(deal, "three");
  records.rename(deal, "four");
  for (const char* expected : {"three", "two", "one"}) {
    CHECK(undo_step(records).skipped.empty());
    CHECK(records.title(deal) == expected);
  }
  for (const char* expected : {"two", "three", "four"}) {
    CHECK(redo_step(records).skipped.empty());
    CHECK(records.title(deal) == expected);
  }
}

TEST_CASE("a new step makes what was undone unreachable") {
  Records records;
  const RecordId deal = records.add_deal("one");
  records.rename(deal, "two");
  undo_step(records);
  records.rename(deal, "three");
  CHECK_FALSE(must(redo(*records.store)).has_value());
  undo_step(records);
  CHECK(records.title(deal) == "one");
}

TEST_CASE("what somebody else changed since is left alone and named") {
  Records records;
  const RecordId deal = records.add_deal("one");
  records.edit(deal, {{deal_field::title, std::string("mine")},
                      {deal_field::product_name, std::string("Thing")}});
  // A newer value of the title by another device, as a merge would write it: outside this device's
  // steps.
  auto row = must(records.store->records().row(model::RecordKind::deal, deal));
  row->clock.set(deal_field::title, {records.clock.wall_ms() + 5, 0, 99});
  must(records.store->records().update(model::RecordKind::deal, deal, *row,
                                       {{{deal_field::title, std::string("theirs")}}}, 0));
  const Reversal undone = undo_step(records);
  REQUIRE(undone.skipped.size() == 1);
  CHECK(undone.skipped[0].record == deal);
  CHECK(undone.skipped[0].field == deal_field::title);
  CHECK(records.title(deal) == "theirs");
  CHECK(records.details(deal)->deal.product_name.empty());
}

TEST_CASE("a deal that an undo moved back has the age in its stage that it had") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  const std::int64_t since_ms = records.details(deal)->stage_since_ms;
  CHECK(since_ms == records.clock.wall_ms());
  records.clock.advance(86'400'000);
  records.edit(deal, {{deal_field::stage, model::built_in::stage(3)}});
  const std::int64_t moved_ms = records.details(deal)->stage_since_ms;
  CHECK(moved_ms > since_ms);
  records.clock.advance(86'400'000);
  undo_step(records);
  CHECK(records.details(deal)->stage_since_ms == since_ms);
  redo_step(records);
  CHECK(records.details(deal)->stage_since_ms == moved_ms);
  undo_step(records);
  CHECK(records.details(deal)->stage_since_ms == since_ms);
}

TEST_CASE("undo works across a restart") {
  Records records;
  const RecordId deal = records.add_deal("one");
  records.rename(deal, "two");
  records.store.reset();
  records.store = must(Store::open(*records.image, records.clock, records.randomness));
  CHECK(must(next_undo(*records.store)) == CommandName::edit_deal);
  undo_step(records);
  CHECK(records.title(deal) == "one");
  CHECK(must(next_redo(*records.store)) == CommandName::edit_deal);
}

TEST_CASE("any walk of undo and redo over random commands finds each state again") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int run = 0; run < 12; ++run) {
    Records records(static_cast<std::uint64_t>(run));
    std::vector<RecordId> deals;
    std::vector<std::string> states = {visible_state(records)};
    std::int64_t steps = 0;
    while (states.size() < 30) {
      random_command(records, deals, random);
      const std::int64_t now = records.integer("SELECT count(*) FROM command");
      if (now != steps) states.push_back(visible_state(records));
      steps = now;
    }
    std::size_t at = states.size() - 1;
    for (int move = 0; move < 80; ++move) {
      const bool back = random() % 2 == 0;
      if (back && at > 0) {
        CHECK(undo_step(records).skipped.empty());
        --at;
      } else if (!back && at + 1 < states.size()) {
        CHECK(redo_step(records).skipped.empty());
        ++at;
      }
      REQUIRE(visible_state(records) == states[at]);
    }
  }
}

}  // namespace holdall::store::test
