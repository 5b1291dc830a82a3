#include "store/conflicts.h"
#include "merge_fixture.h"

namespace holdall::store::test {
namespace {

namespace deal_field = model::deal_field;
using model::RecordKind;

RecordConflicts conflicts(Peer& peer, RecordId deal) {
  return must(conflicts_of_record(*peer.store, RecordKind::deal, deal));
}
std::size_t pointed_at(Peer& peer) { return must(records_in_conflict(*peer.store)).size(); }

std::string title_of(const LoggedChange& logged) {
  return std::get<std::string>(logged.change.cells.front().value);
}

}  // namespace

TEST_CASE("of two names given at the same time both devices show the one that lost") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  const RecordId other = anna.add_deal("Other");
  anna.exchange(ben);
  CHECK(pointed_at(ben) == 0);
  ben.clock.advance(10'000);
  anna.rename(deal, "By Anna");
  ben.rename(deal, "By Ben");
  ben.rename(other, "Known to be");
  anna.exchange(ben);
  for (Peer* peer : {&anna, &ben}) {
    CHECK(must(records_in_conflict(*peer->store)) ==
          std::vector<TouchedRecord>{{RecordKind::deal, deal}});
    const RecordConflicts found = conflicts(*peer, deal);
    REQUIRE(found.cells.size() == 1);
    CHECK(found.cells[0].field == deal_field::title);
    CHECK(title_of(found.cells[0].winner) == "By Ben");
    REQUIRE(found.cells[0].losers.size() == 1);
    CHECK(title_of(found.cells[0].losers[0]) == "By Anna");
    CHECK(found.edits_in_bin.empty());
  }
  // Whoever knows both settles it by an edit, and so it is with the other when that arrives.
  ben.clock.advance(100'000);
  anna.clock.advance(200'000);
  anna.rename(deal, "By Anna");
  CHECK_FALSE(conflicts(anna, deal).any());
  CHECK(pointed_at(anna) == 0);
  CHECK(conflicts(ben, deal).any());
  anna.exchange(ben);
  CHECK_FALSE(conflicts(ben, deal).any());
  CHECK(pointed_at(ben) == 0);
}

TEST_CASE("edits one after the other, and of different cells, are in no conflict") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.exchange(ben);
  ben.rename(deal, "Second");
  anna.exchange(ben);
  anna.clock.advance(100'000);
  anna.rename(deal, "Third");
  ben.edit(deal, {{deal_field::product_name, std::string("Crane")}});
  anna.exchange(ben);
  CHECK(anna.title(deal) == "Third");
  for (Peer* peer : {&anna, &ben}) CHECK_FALSE(conflicts(*peer, deal).any());
}

TEST_CASE("an edit beside a deletion is shown in the bin until somebody restores the deal") {
  Peer anna(1);
  Peer ben(2);
  const RecordId deal = anna.add_deal("Acme");
  anna.exchange(ben);
  anna.remove(deal);
  ben.rename(deal, "Edited meanwhile");
  anna.exchange(ben);
  for (Peer* peer : {&anna, &ben}) {
    CHECK(pointed_at(*peer) == 1);
    const RecordConflicts found = conflicts(*peer, deal);
    CHECK(found.cells.empty());
    REQUIRE(found.edits_in_bin.size() == 1);
    CHECK(found.edits_in_bin[0].field == deal_field::title);
    CHECK(title_of(found.edits_in_bin[0].edit) == "Edited meanwhile");
  }
  CommandWriter writer = must(CommandWriter::begin(*ben.store, CommandName::edit_deal));
  must(writer.restore(RecordKind::deal, deal));
  must(writer.commit());
  anna.exchange(ben);
  for (Peer* peer : {&anna, &ben}) CHECK_FALSE(conflicts(*peer, deal).any());
}

TEST_CASE("a built-in name that two devices change is in conflict between them, not with itself") {
  Peer anna(1);
  Peer ben(2);
  const RecordId stage = model::built_in::stage(0);
  const auto rename = [&](Peer& peer, const std::string& name) {
    CommandWriter writer = must(CommandWriter::begin(*peer.store, CommandName::edit_deal));
    must(writer.edit(RecordKind::stage, stage, {{model::stage_field::name, name}}));
    must(writer.commit());
  };
  rename(anna, "Contact");
  anna.exchange(ben);
  CHECK_FALSE(must(conflicts_of_record(*ben.store, RecordKind::stage, stage)).any());
  Peer carl(3);
  carl.clock.advance(5000);
  rename(carl, "Kontakt");
  carl.publish();
  ben.merge(carl);
  const RecordConflicts found = must(conflicts_of_record(*ben.store, RecordKind::stage, stage));
  REQUIRE(found.cells.size() == 1);
  CHECK(title_of(found.cells[0].winner) == "Kontakt");
}

TEST_CASE("an edit is in conflict with another device's creation of the same derived record") {
  // Two devices make the record of one cause, and one of them goes on to edit it: whoever knew that
  // creation has not known the other one.
  const RecordId deal = RecordId::of(device_number_max + 1, 7);
  const auto creation = [&](std::int64_t ms, DeviceNumber device, const std::string& title) {
    change::Change change{
        RecordKind::deal, deal, {ms, 0, device}, ms, {{model::life_field, std::int64_t{1}}}};
    if (!title.empty()) change.cells.push_back({deal_field::title, title});
    return change;
  };
  const DeviceName ben = name_of(20);
  Peer anna(1);
  REQUIRE(try_merge(*anna.store, {publish_body(name_of(10), 1, body_of({creation(1, 10, "Ada's")})),
                                  publish_body(ben, 1, body_of({creation(2, 20, "")}))}));
  CHECK_FALSE(conflicts(anna, deal).any());
  const change::Change edit{
      RecordKind::deal, deal, {3, 0, 20}, 3, {{deal_field::title, std::string("Ben's")}}};
  REQUIRE(try_merge(*anna.store, {publish_body(ben, 2, body_of({edit}))}));
  CHECK(pointed_at(anna) == 1);
  CHECK(conflicts(anna, deal).cells.size() == 1);
}

}  // namespace holdall::store::test
