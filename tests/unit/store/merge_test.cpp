#include <algorithm>

#include "change/causal_length.h"
#include "merge_fixture.h"
#include "store/change_log.h"
#include "store/import_batch.h"
#include "store/soundness.h"

namespace holdall::store::test {
namespace {

namespace deal_field = model::deal_field;
using change::CellValue;
using change::Change;
using model::RecordKind;

const DeviceName stranger = name_of(200);
constexpr DeviceNumber stranger_number = 77;

std::vector<std::string> titles_in_history(Peer& peer, RecordId deal) {
  std::vector<std::string> titles;
  for (const LoggedChange& logged :
       must(changes_of_record(peer.store->records(), RecordKind::deal, deal))) {
    for (const CellValue& cell : logged.change.cells) {
      if (cell.field == deal_field::title) titles.push_back(std::get<std::string>(cell.value));
    }
  }
  return titles;
}

Reversal undo_step(Peer& peer) {
  peer.clock.advance(1000);
  auto reversal = must(undo(*peer.store));
  REQUIRE(reversal.has_value());
  return *std::move(reversal);
}

Change edit_of(RecordId deal, std::int64_t ms, std::vector<CellValue> cells) {
  return {RecordKind::deal, deal, {ms, 0, stranger_number}, ms, std::move(cells)};
}

}  // namespace

TEST_CASE("what one device did another one has after a merge, rows, board and history") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.edit(deal, {{deal_field::stage, model::built_in::stage(2)}});
  anna.publish();
  ben.publish();  // the member that it is
  const MergeResult result = ben.merge(anna);
  CHECK(result.changes_total == 3);
  CHECK(result.changes_won == 3);
  REQUIRE(result.touched.size() == 2);
  CHECK(result.touched[0] == TouchedRecord{RecordKind::deal, deal});
  CHECK(result.touched[1].kind == RecordKind::member);
  CHECK(ben.title(deal) == "Acme");
  CHECK(ben.details(deal)->stage_since_ms == anna.details(deal)->stage_since_ms);
  const BoardList list{model::built_in::pipeline, model::OutcomeState::open,
                       model::built_in::stage(2)};
  CHECK(must(board_page(*ben.store, list, nullptr, 0, 10)).size() == 1);
  CHECK(dump_totals(*ben.store) == dump_totals(*anna.store));
  anna.merge(ben);
  CHECK(dump_records(*ben.store) == dump_records(*anna.store));
  CHECK(must(changes_of_record(ben.store->records(), RecordKind::deal, deal)).size() == 2);
  // Nobody's own steps.
  CHECK_FALSE(must(next_undo(*ben.store)).has_value());
  CHECK(ben.publish() == 1);
}

TEST_CASE(
    "edits of different cells both hold, of one cell the later, and the loser is in the history") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.exchange(ben);
  ben.clock.advance(10'000);
  anna.rename(deal, "By Anna");
  ben.rename(deal, "By Ben");
  ben.edit(deal, {{deal_field::product_name, std::string("Crane")}});
  anna.exchange(ben);
  CHECK(anna.title(deal) == "By Ben");
  CHECK(anna.details(deal)->deal.product_name == "Crane");
  CHECK(dump_records(*ben.store) == dump_records(*anna.store));
  const std::vector<std::string> expected = {"By Ben", "By Anna", "Acme"};
  CHECK(titles_in_history(anna, deal) == expected);
  CHECK(titles_in_history(ben, deal) == expected);
}

TEST_CASE("a batch that is not the next of its stream, or an own one, changes nothing") {
  Peer anna(1);
  Peer ben(2);
  anna.add_deal("One");
  anna.publish();
  anna.add_deal("Two");
  anna.publish();
  const std::string before = dump_records(*ben.store);
  const auto refused = [&](const std::vector<Published>& batches) {
    const Result<MergeResult> result = try_merge(*ben.store, batches);
    return !result && result.error().code == ErrorCode::invalid_argument;
  };
  CHECK(refused({anna.published[1]}));
  CHECK(refused({anna.published[1], anna.published[0]}));
  CHECK(refused({anna.published[0], anna.published[0]}));
  CHECK(refused({publish_body(ben.name, 1, body_of({}))}));
  CHECK(dump_records(*ben.store) == before);
  CHECK(ben.integer("SELECT count(*) FROM batch") == 0);
  CHECK(must(merged_vector(*ben.store)).entries().empty());
  must(try_merge(*ben.store, {anna.published[0], anna.published[1]}));
  CHECK(refused({anna.published[1]}));
  CHECK(must(merged_vector(*ben.store)).sequence(anna.name) == 2);
  CHECK(must(try_merge(*ben.store, {})).touched.empty());
}

TEST_CASE("a malformed change gives its batch up with all that came with it") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.publish();
  const Published bad = publish_body(
      stranger, 1, body_of({edit_of(deal, 5, {{model::life_field, std::string("x")}})}));
  const Result<MergeResult> result = try_merge(*ben.store, {anna.published[0], bad});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::damaged);
  CHECK(ben.integer("SELECT count(*) FROM deal") == 0);
  CHECK_FALSE(ben.store->database().in_transaction());
  ben.merge(anna);
  CHECK(ben.title(deal) == "Acme");
}

TEST_CASE("edits that come before their record wait for it, in no view") {
  Peer ben(2);
  const RecordId deal = RecordId::of(stranger_number, 9);
  const std::int64_t now_ms = ben.clock.wall_ms();
  const Published edit = publish_body(
      stranger, 1,
      body_of({edit_of(deal, now_ms + 5, {{deal_field::title, std::string("Later")}}),
               edit_of(deal, now_ms + 6, {{deal_field::stage, model::built_in::stage(1)}})}));
  must(try_merge(*ben.store, {edit}));
  CHECK_FALSE(ben.details(deal));
  CHECK(ben.integer("SELECT life FROM deal") == 0);
  CHECK(dump_totals(*ben.store).empty());
  {
    CommandWriter writer = must(CommandWriter::begin(*ben.store, CommandName::delete_deal));
    CHECK(writer.restore(RecordKind::deal, deal).error().code == ErrorCode::not_found);
    CHECK(
        writer.edit(RecordKind::deal, deal, {{deal_field::title, std::string("x")}}).error().code ==
        ErrorCode::not_found);
  }
  const Published creation =
      publish_body(name_of(201), 1,
                   body_of({edit_of(deal, now_ms,
                                    {{model::life_field, std::int64_t{1}},
                                     {deal_field::title, std::string("First")},
                                     {deal_field::stage, model::built_in::stage(0)}})}));
  must(try_merge(*ben.store, {creation}));
  REQUIRE(ben.details(deal));
  CHECK(ben.title(deal) == "Later");
  CHECK(ben.details(deal)->deal.stage == model::built_in::stage(1));
  CHECK(ben.details(deal)->stage_since_ms == now_ms + 6);
}

TEST_CASE("a deal comes into the pipeline of its stage, whichever arrives first") {
  Peer anna(1);
  Peer ben(2);
  CommandWriter writer = must(CommandWriter::begin(*anna.store, CommandName::import_file));
  const RecordId pipeline = must(
      writer.create(RecordKind::pipeline, {{model::pipeline_field::name, std::string("Visits")}}));
  const RecordId stage =
      must(writer.create(RecordKind::stage, {{model::stage_field::name, std::string("Approach")},
                                             {model::stage_field::pipeline, pipeline}}));
  must(writer.commit());
  anna.publish();
  const RecordId deal = RecordId::of(stranger_number, 1);
  const Published made = publish_body(
      stranger, 1,
      body_of(
          {edit_of(deal, 5, {{model::life_field, std::int64_t{1}}, {deal_field::stage, stage}})}));
  must(try_merge(*ben.store, {made}));
  CHECK(ben.integer("SELECT count(*) FROM deal WHERE pipeline IS NULL") == 1);
  ben.merge(anna);
  CHECK(ben.details(deal)->deal.pipeline == pipeline);
  must(try_merge(*anna.store, {made}));
  CHECK(anna.details(deal)->deal.pipeline == pipeline);
  CHECK(dump_totals(*ben.store) == dump_totals(*anna.store));
}

TEST_CASE("kinds, fields and values that this version does not know are kept and merge on") {
  Peer ben(2);
  const auto kind = static_cast<RecordKind>(4711);
  const RecordId id = RecordId::of(stranger_number, 3);
  const auto change = [&](std::int64_t ms, std::vector<CellValue> cells) {
    return Change{kind, id, {ms, 0, stranger_number}, ms, std::move(cells)};
  };
  const MergeResult result = must(try_merge(
      *ben.store, {publish_body(stranger, 1,
                                body_of({change(10, {{model::life_field, std::int64_t{1}},
                                                     {7, std::string("kept")},
                                                     {9, model::UnknownValue{90, {1, 2}}}})}))}));
  CHECK(result.touched == std::vector<TouchedRecord>{{kind, id}});
  must(try_merge(*ben.store, {publish_body(stranger, 2,
                                           body_of({change(12, {{7, model::NoValue{}}}),
                                                    change(11, {{7, std::string("lost")}})}))}));
  const auto row = must(ben.store->records().row(kind, id));
  REQUIRE(row.has_value());
  CHECK(row->exists());
  const std::vector<CellValue> expected = {{9, model::UnknownValue{90, {1, 2}}}};
  CHECK(must(ben.store->records().cells(kind, id)) == expected);
  CHECK(must(ben.store->records().cell(kind, id, 9)) == expected[0].value);
  CHECK(must(changes_of_record(ben.store->records(), kind, id)).size() == 3);
}

TEST_CASE("undo after a merge leaves alone and names what a colleague has changed since") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.edit(deal, {{deal_field::title, std::string("Mine")},
                   {deal_field::product_name, std::string("Thing")}});
  anna.exchange(ben);
  ben.clock.advance(5000);
  ben.rename(deal, "Theirs");
  anna.exchange(ben);
  anna.clock.advance(60'000);
  const Reversal undone = undo_step(anna);
  REQUIRE(undone.skipped.size() == 1);
  CHECK(undone.skipped[0].record == deal);
  CHECK(undone.skipped[0].field == deal_field::title);
  CHECK(anna.title(deal) == "Theirs");
  CHECK(anna.details(deal)->deal.product_name.empty());
  anna.exchange(ben);
  CHECK(dump_records(*ben.store) == dump_records(*anna.store));
}

TEST_CASE(
    "undo gives back what was there before by its stamps, be it a colleague's that came late") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.exchange(ben);
  ben.clock.advance(2000);
  ben.rename(deal, "Between");
  anna.clock.advance(60'000);
  anna.rename(deal, "Last");
  anna.exchange(ben);
  CHECK(anna.title(deal) == "Last");
  CHECK(undo_step(anna).skipped.empty());
  CHECK(anna.title(deal) == "Between");
}

TEST_CASE("a deal in the bin takes a colleague's edits, and a restoration brings them") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.exchange(ben);
  anna.remove(deal);
  ben.rename(deal, "Edited meanwhile");
  anna.exchange(ben);
  CHECK_FALSE(anna.details(deal));
  CHECK_FALSE(ben.details(deal));
  CHECK(dump_totals(*ben.store).empty());
  CHECK(undo_step(ben).skipped.size() == 1);  // it is in the bin
  undo_step(anna);
  CHECK(anna.title(deal) == "Edited meanwhile");
  anna.exchange(ben);
  CHECK(ben.title(deal) == "Edited meanwhile");
}

TEST_CASE("a deletion that a colleague has made as well is not undone by one of them") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.exchange(ben);
  anna.remove(deal);
  ben.clock.advance(9000);
  ben.remove(deal);
  anna.exchange(ben);
  const Reversal undone = undo_step(anna);
  REQUIRE(undone.skipped.size() == 1);
  CHECK(undone.skipped[0].field == model::life_field);
  undo_step(ben);
  anna.exchange(ben);
  CHECK(anna.title(deal) == "Acme");
}

TEST_CASE("a deal shows the name of what its organisation was merged into, on every device") {
  Peer anna(1);
  Peer ben(2);
  CommandWriter writer = must(CommandWriter::begin(*anna.store, CommandName::add_deal));
  std::vector<RecordId> companies;
  for (const char* name : {"Acme", "ACME", "Acme Ltd"}) {
    companies.push_back(must(writer.create(
        RecordKind::organisation, {{model::organisation_field::name, std::string(name)}})));
  }
  must(writer.commit());
  const RecordId deal = anna.add_deal("Crane");
  anna.edit(deal, {{deal_field::organisation, companies[0]}});
  anna.exchange(ben);
  CHECK(ben.details(deal)->organisation_name == "Acme");
  const auto merge_into = [&](Peer& peer, std::size_t from, std::size_t into) {
    peer.clock.advance(1000);
    CommandWriter edit = must(CommandWriter::begin(*peer.store, CommandName::edit_deal));
    must(edit.edit(RecordKind::organisation, companies[from],
                   {{model::merged_into_field, companies[into]}}));
    must(edit.commit());
  };
  merge_into(ben, 0, 1);
  merge_into(ben, 1, 2);
  anna.exchange(ben);
  CHECK(anna.details(deal)->organisation_name == "Acme Ltd");
  // In a cycle, which two devices can make, the smallest id stands for all.
  merge_into(anna, 2, 0);
  anna.exchange(ben);
  CHECK(anna.details(deal)->organisation_name == "Acme");
  CHECK(ben.details(deal)->organisation_name == "Acme");
  CommandWriter remove = must(CommandWriter::begin(*ben.store, CommandName::delete_deal));
  must(remove.remove(RecordKind::organisation, companies[0]));
  must(remove.commit());
  CHECK(ben.details(deal)->organisation_name.empty());
}

TEST_CASE("a record that has turned as often as can be told turns no more, and is not overflowed") {
  Peer anna(1);
  const RecordId deal = anna.add_deal("Acme");
  anna.remove(deal);
  must(try_merge(*anna.store,
                 {publish_body(stranger, 1,
                               body_of({edit_of(
                                   deal, 5, {{model::life_field, change::causal_length_max}})}))}));
  CHECK_FALSE(anna.details(deal));
  {
    CommandWriter writer = must(CommandWriter::begin(*anna.store, CommandName::delete_deal));
    CHECK(writer.restore(RecordKind::deal, deal).error().code == ErrorCode::damaged);
  }
  CHECK(undo_step(anna).skipped.size() == 1);
  CHECK(anna.integer("SELECT life FROM deal") == change::causal_length_max);
}

TEST_CASE("an outcome that is told to be open is no less told than any other") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  const auto outcome = [&](Peer& peer) {
    return must(peer.store->records().cell(RecordKind::deal, deal, deal_field::outcome));
  };
  CHECK(outcome(anna) == model::Value(model::NoValue{}));
  anna.edit(deal, {{deal_field::outcome, model::Outcome{model::OutcomeState::won, {}, 7}}});
  anna.edit(deal, {{deal_field::outcome, model::Outcome{}}});
  CHECK(outcome(anna) == model::Value(model::Outcome{}));
  anna.exchange(ben);
  CHECK(outcome(ben) == model::Value(model::Outcome{}));
  undo_step(anna);
  undo_step(anna);
  CHECK(outcome(anna) == model::Value(model::NoValue{}));
  CHECK(anna.details(deal)->deal.outcome.state == model::OutcomeState::open);
  anna.exchange(ben);
  CHECK(dump_records(*ben.store) == dump_records(*anna.store));
}

// Only whoever forges sends such records, or a device that has drawn the same number.
TEST_CASE("ids that others have sent under this device's number are not given again") {
  Peer ben(2);
  const RecordId before = ben.add_deal("Before");
  const auto taken = [&](std::uint32_t counter) {
    const RecordId id = RecordId::of(ben.store->device(), counter);
    return Change{RecordKind::deal,
                  id,
                  {9'000'000, 0, stranger_number},
                  9'000'000,
                  {{model::life_field, std::int64_t{1}}, {deal_field::title, "Taken"}}};
  };
  const std::uint32_t next = before.counter() + 1;
  must(try_merge(
      *ben.store,
      {publish_body(stranger, 1,
                    body_of({taken(next), taken(next + 1), taken(next + 3), taken(UINT32_MAX)}))}));
  CHECK(ben.add_deal("First").counter() == next + 2);
  CHECK(ben.add_deal("Second").counter() == next + 4);
  CHECK(ben.title(RecordId::of(ben.store->device(), next)) == "Taken");
  ben.store.reset();
  ben.store = must(Store::open(*ben.image, ben.clock, ben.randomness));
  must(try_merge(*ben.store, {publish_body(stranger, 2, body_of({taken(next + 5)}))}));
  CHECK(ben.add_deal("Third").counter() == next + 6);
  CHECK(must(find_problems(ben.store->database())).empty());
}

TEST_CASE(
    "the board's totals are right when a merge writes most of the deals, and after one fails") {
  constexpr std::uint32_t many = 300;
  Peer anna(1);
  Peer ben(2);
  for (std::uint32_t number = 0; number < many; ++number)
    anna.add_deal("Acme " + std::to_string(number), model::built_in::stage(number % 3));
  anna.exchange(ben);
  CHECK(dump_totals(*ben.store) == dump_totals(*anna.store));

  // Of these some lose, some are put into the bin, and some stay where they are.
  Statement deals = must(anna.store->database().prepare("SELECT id FROM deal ORDER BY id"));
  std::vector<RecordId> ids;
  while (must(deals.step())) ids.push_back(deals.record(0));
  deals.reset();
  for (std::size_t index = 0; index < ids.size(); ++index) {
    const auto minor = static_cast<std::int64_t>(index) * 1'000'000'007 - 9'000'000'000;
    anna.edit(ids[index], {{deal_field::value, model::Money{minor, {{'U', 'S', 'D'}}}},
                           {deal_field::stage, model::built_in::stage(index % 5)}});
    if (index % 7 == 0) anna.remove(ids[index]);
    if (index % 11 == 0) ben.edit(ids[index], {{deal_field::stage, model::built_in::stage(4)}});
  }
  anna.publish();
  const std::string before = dump_totals(*ben.store);
  std::vector<ReceivedBatch> received;
  for (std::size_t index = 0; index < anna.published.size(); ++index) {
    if (anna.published[index].sequence > must(merged_vector(*ben.store)).sequence(anna.name))
      received.push_back(receive(anna.published[index]));
  }
  const Result<MergeResult> failed =
      merge_batches(*ben.store, received, [] { return fail(ErrorCode::storage_full); });
  CHECK_FALSE(failed.has_value());
  CHECK(dump_totals(*ben.store) == before);
  ben.edit(ids[1], {{deal_field::stage, model::built_in::stage(3)}});
  CHECK(dump_totals(*ben.store) != before);

  anna.exchange(ben);
  CHECK(dump_totals(*ben.store) == dump_totals(*anna.store));
  ben.edit(ids[2], {{deal_field::value, model::Money{77, {{'G', 'B', 'P'}}}}});
  CHECK(dump_totals(*ben.store).find("GBP 1 0 77") != std::string::npos);
}

}  // namespace holdall::store::test
