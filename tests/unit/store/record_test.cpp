#include "record_fixture.h"
#include "store/change_log.h"

namespace holdall::store::test {

namespace deal_field = model::deal_field;
using model::RecordKind;

TEST_CASE(
    "a new database has the default pipeline, its stages and 'me', the same on every device") {
  Records one(1);
  Records other(2);
  CHECK(one.store->device() != other.store->device());
  for (Records* records : {&one, &other}) {
    const auto all = must(pipelines(*records->store));
    REQUIRE(all.size() == 1);
    CHECK(all[0].id == model::built_in::pipeline);
    CHECK(all[0].name_is_key);
    const auto found = must(stages(*records->store, model::built_in::pipeline));
    REQUIRE(found.size() == model::built_in::stage_count);
    CHECK(found[0].name == "stage.lead");
    CHECK(found[5].name == "stage.closing");
    CHECK(must(me(*records->store)).name.empty());
  }
  const char* state = "SELECT group_concat(hex(position) || hex(clock) || name, '') FROM stage";
  Statement left = must(one.store->database().prepare(state));
  Statement right = must(other.store->database().prepare(state));
  REQUIRE(must(left.step()));
  REQUIRE(must(right.step()));
  CHECK(left.text(0) == right.text(0));
}

TEST_CASE("creating a record is one change with its first values") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  CHECK(deal.device() == records.store->device());
  const auto changes = must(changes_of_record(records.store->records(), RecordKind::deal, deal));
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].change.cells[0] == change::CellValue{model::life_field, std::int64_t{1}});
  CHECK(changes[0].change.cells.size() == 4);
  CHECK(changes[0].change.wall_ms == records.clock.wall_ms());
  const auto found = records.details(deal);
  REQUIRE(found);
  CHECK(found->deal.value == model::Money{100'00, {{'E', 'U', 'R'}}});
  CHECK(found->deal.pipeline == model::built_in::pipeline);
}

TEST_CASE("an edit writes only the cells that differ, each under its own next stamp") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  const std::int64_t before = records.integer("SELECT count(*) FROM change");
  records.edit(deal, {{deal_field::title, std::string("Acme")},
                      {deal_field::stage, model::built_in::stage(2)}});
  const auto changes = must(changes_of_record(records.store->records(), RecordKind::deal, deal));
  REQUIRE(changes.size() == 2);
  REQUIRE(changes[0].change.cells.size() == 1);
  CHECK(changes[0].change.cells[0].field == deal_field::stage);
  const CommandResult nothing = records.rename(deal, "Acme");
  CHECK(nothing.command == 0);
  CHECK(records.integer("SELECT count(*) FROM change") == before + 1);
  CHECK(records.integer("SELECT count(*) FROM command") == 2);
}

TEST_CASE("a wrong clock hurts only the cells that it touched, and no edit is refused") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  const std::int64_t now_ms = records.clock.wall_ms();
  records.clock.set_wall_ms(now_ms + 400LL * model::day_ms);
  records.rename(deal, "In the future");
  records.clock.set_wall_ms(now_ms);
  records.edit(deal, {{deal_field::title, std::string("Now")},
                      {deal_field::product_name, std::string("Thing")}});
  CHECK(records.title(deal) == "Now");
  const auto row = must(records.store->records().row(RecordKind::deal, deal));
  CHECK(row->clock.stamp(deal_field::title).milliseconds > now_ms + 399LL * model::day_ms);
  CHECK(row->clock.stamp(deal_field::product_name).milliseconds <= now_ms + 1000);
}

TEST_CASE("a deal follows its stage into the pipeline") {
  Records records;
  CommandWriter writer = must(CommandWriter::begin(*records.store, CommandName::import_file));
  const RecordId pipeline = must(
      writer.create(RecordKind::pipeline, {{model::pipeline_field::name, std::string("Visits")}}));
  const RecordId stage =
      must(writer.create(RecordKind::stage, {{model::stage_field::name, std::string("Approach")},
                                             {model::stage_field::pipeline, pipeline}}));
  must(writer.commit());
  const RecordId deal = records.add_deal("Acme");
  records.edit(deal, {{deal_field::stage, stage}});
  CHECK(records.details(deal)->deal.pipeline == pipeline);
  const std::vector<BoardKey> seen = must(
      board_page(*records.store, {pipeline, model::OutcomeState::open, stage}, nullptr, 0, 10));
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].deal == deal);
}

TEST_CASE("a deleted record is in no view and comes back whole") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  records.remove(deal);
  CHECK_FALSE(records.details(deal));
  CHECK(records.integer("SELECT count(*) FROM deal WHERE life % 2 = 1") == 0);
  CommandWriter edit = must(CommandWriter::begin(*records.store, CommandName::edit_deal));
  CHECK(edit.edit(RecordKind::deal, deal, {{deal_field::title, std::string("x")}}).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("a command that is given up leaves no trace") {
  Records records;
  {
    CommandWriter writer = must(CommandWriter::begin(*records.store, CommandName::add_deal));
    must(writer.create(RecordKind::deal, {{deal_field::title, std::string("Never")}}));
  }
  CHECK(records.integer("SELECT count(*) FROM deal") == 0);
  CHECK(records.integer("SELECT count(*) FROM command") == 0);
  records.add_deal("Acme");
  CHECK(records.integer("SELECT count(*) FROM deal WHERE life % 2 = 1") == 1);
}

TEST_CASE("a database of a newer version is read and not touched") {
  Records records;
  records.add_deal("Acme");
  must(records.store->database().execute("PRAGMA user_version = 99"));
  records.store.reset();
  const std::uint64_t commits = records.image->published_commits();
  records.store = must(Store::open(*records.image, records.clock, records.randomness));
  CHECK(records.store->read_only());
  CHECK(records.integer("SELECT count(*) FROM deal WHERE life % 2 = 1") == 1);
  const Result<Transaction> refused = Transaction::begin(records.store->database());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::newer_format);
  CHECK_FALSE(records.store->database().execute("DELETE FROM deal").has_value());
  must(records.store->set_setting("pipeline", "7"));
  CHECK(must(records.store->setting("pipeline")) == "7");
  CHECK(records.image->published_commits() == commits);
}

TEST_CASE("ids go on where they were after a restart") {
  Records records;
  const RecordId first = records.add_deal("One");
  const DeviceNumber device = records.store->device();
  records.store.reset();
  records.store = must(Store::open(*records.image, records.clock, records.randomness));
  CHECK(records.store->device() == device);
  CHECK(records.add_deal("Two").value > first.value);
}

namespace {

constexpr model::FieldNumber later_field = 900;
const model::Value later_value = model::UnknownValue{99, {1, 2, 3}};
const model::Value later_outcome = model::UnknownValue{4, {3, 0, 0}};

model::Value cell(Records& records, RecordId deal, model::FieldNumber field) {
  return must(records.store->records().cell(RecordKind::deal, deal, field));
}

}  // namespace

TEST_CASE("what a later version has written is kept through edits, deletion, undo and restart") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  CHECK(records.integer("SELECT count(*) FROM deal WHERE unknown IS NOT NULL") == 0);
  records.edit(deal, {{deal_field::outcome, model::Outcome{model::OutcomeState::won, {}, 5}}});
  records.edit(deal, {{deal_field::outcome, later_outcome}, {later_field, later_value}});
  // An outcome that is not known shows as none.
  CHECK(records.details(deal)->deal.outcome == model::Outcome{});
  records.rename(deal, "Beta");
  records.remove(deal);
  must(undo(*records.store));
  records.store.reset();
  records.store = must(Store::open(*records.image, records.clock, records.randomness));
  CHECK(cell(records, deal, deal_field::outcome) == later_outcome);
  CHECK(cell(records, deal, later_field) == later_value);
  CHECK(records.title(deal) == "Beta");

  records.edit(deal, {{later_field, model::Value(std::int64_t{7})}});
  CHECK(cell(records, deal, later_field) == model::Value(std::int64_t{7}));
  must(undo(*records.store));
  CHECK(cell(records, deal, later_field) == later_value);
  must(undo(*records.store));  // the name
  must(undo(*records.store));  // what the later version wrote
  CHECK(cell(records, deal, later_field) == model::Value(model::NoValue{}));
  CHECK(records.details(deal)->deal.outcome.state == model::OutcomeState::won);
  CHECK(records.integer("SELECT count(*) FROM deal WHERE unknown IS NOT NULL") == 0);
  must(redo(*records.store));
  CHECK(cell(records, deal, deal_field::outcome) == later_outcome);
  CHECK(cell(records, deal, later_field) == later_value);
}

TEST_CASE("a known value takes the place of one that was not known") {
  Records records;
  const RecordId deal = records.add_deal("Acme");
  records.edit(deal, {{deal_field::value, model::UnknownValue{3, {'E', 'U', 'R', 2, 9}}}});
  CHECK_FALSE(records.details(deal)->deal.value);
  const model::Money money{700, {{'U', 'S', 'D'}}};
  records.edit(deal, {{deal_field::value, money}});
  CHECK(records.details(deal)->deal.value == money);
  CHECK(records.integer("SELECT count(*) FROM deal WHERE unknown IS NOT NULL") == 0);
}

TEST_CASE("a record is made with what a later version knows of it") {
  Records records;
  CommandWriter writer = must(CommandWriter::begin(*records.store, CommandName::import_file));
  const RecordId deal =
      must(writer.create(RecordKind::deal, {{later_field, later_value},
                                            {deal_field::title, model::UnknownValue{2, {0xFF}}},
                                            {deal_field::stage, model::built_in::stage(0)}}));
  must(writer.commit());
  CHECK(cell(records, deal, later_field) == later_value);
  CHECK(cell(records, deal, deal_field::title) == model::Value(model::UnknownValue{2, {0xFF}}));
  CHECK(records.title(deal).empty());
}

}  // namespace holdall::store::test
