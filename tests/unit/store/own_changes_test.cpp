#include "merge_fixture.h"
#include "store/import_batch.h"

namespace holdall::store::test {
namespace {

using model::RecordKind;

std::size_t waiting(Peer& peer) {
  return must(unpublished_changes(*peer.store, 1000)).body.changes.size();
}

}  // namespace

TEST_CASE("the first batch has the member that the device stands for, and no built-in record") {
  Peer anna(1);
  const OwnChanges own = must(unpublished_changes(*anna.store, 1000));
  REQUIRE(own.body.changes.size() == 1);
  CHECK(own.body.changes[0].change.kind == RecordKind::member);
  REQUIRE(own.body.commands.size() == 1);
  CHECK(own.body.commands[0].name == 0);
  CHECK(own.sequence == 1);
}

TEST_CASE("changes are published in their order with their commands, at most so many at a time") {
  Peer anna(1);
  const RecordId deal = anna.add_deal("one");
  anna.rename(deal, "two");
  anna.rename(deal, "three");
  const OwnChanges own = must(unpublished_changes(*anna.store, 3));
  REQUIRE(own.body.changes.size() == 3);
  REQUIRE(own.body.commands.size() == 3);
  CHECK(own.body.commands[1].name == static_cast<std::uint16_t>(CommandName::add_deal));
  CHECK(own.body.commands[2].name == static_cast<std::uint16_t>(CommandName::edit_deal));
  CHECK(own.body.commands[2].wall_ms == own.body.changes[2].change.wall_ms);
  CHECK(own.body.changes[2].command == 2);
  CHECK(anna.publish(3) == 2);
  CHECK(waiting(anna) == 0);
  Peer ben(2);
  ben.merge(anna);
  CHECK(ben.title(deal) == "three");
}

TEST_CASE("a body is cut before it is too long for a batch, but never before its first change") {
  Peer anna(1);
  const RecordId deal = anna.add_deal("one");
  anna.publish();
  for (char letter = 'a'; letter < 'e'; ++letter) anna.rename(deal, std::string(300'000, letter));
  anna.rename(deal, std::string(2'000'000, 'x'));
  CHECK(must(unpublished_changes(*anna.store, 1000)).body.changes.size() == 3);
  CHECK(anna.publish() == 4);
}

TEST_CASE("only the next batch can be noted, under the stream's one name") {
  Peer anna(1);
  const OwnChanges own = must(unpublished_changes(*anna.store, 1000));
  OwnChanges wrong = own;
  wrong.sequence = 2;
  CHECK(note_published(*anna.store, wrong, {}).error().code == ErrorCode::invalid_argument);
  must(note_published(*anna.store, own, {}));
  CHECK(note_published(*anna.store, own, {}).error().code == ErrorCode::invalid_argument);
  must(name_own_stream(*anna.store, anna.name));
  CHECK(name_own_stream(*anna.store, name_of(9)).error().code == ErrorCode::invalid_argument);
  CHECK(must(merged_vector(*anna.store)).entries().empty());

  Records unnamed(3);
  const OwnChanges its = must(unpublished_changes(*unnamed.store, 1000));
  CHECK(note_published(*unnamed.store, its, {}).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("an import is held back until it is revealed, and what came behind it with it") {
  Peer anna(1);
  anna.publish();
  const RecordId before = anna.add_deal("Before");
  const Import import = must(begin_import(*anna.store, CommandName::import_file, "deals.csv"));
  CommandWriter slice = must(begin_import_slice(*anna.store, import));
  const RecordId imported =
      must(slice.create(RecordKind::deal, {{model::deal_field::title, std::string("Imported")},
                                           {model::deal_field::stage, model::built_in::stage(0)}}));
  must(slice.commit());
  const RecordId beside = anna.add_deal("Beside");
  CHECK(waiting(anna) == 1);
  Peer ben(2);
  anna.publish();
  ben.merge(anna);
  CHECK(ben.title(before) == "Before");
  must(reveal_import(*anna.store, import));
  CHECK(waiting(anna) == 2);
  anna.publish();
  ben.merge(anna);
  CHECK(ben.title(imported) == "Imported");
  CHECK(ben.title(beside) == "Beside");
}

TEST_CASE("an import that is removed was never there; one whose undoing is under way waits") {
  Peer anna(1);
  Peer ben(2);
  anna.publish();
  const auto import_deals = [&](int count) {
    const Import import = must(begin_import(*anna.store, CommandName::import_file, "deals.csv"));
    CommandWriter slice = must(begin_import_slice(*anna.store, import));
    for (int number = 0; number < count; ++number) {
      must(slice.create(RecordKind::deal, {{model::deal_field::title, std::string("Imported")}}));
    }
    must(slice.commit());
    return import;
  };
  const Import removed = import_deals(3);
  anna.add_deal("Beside");
  CHECK(waiting(anna) == 0);
  CHECK(must(remove_import_slice(*anna.store, removed, 100)));
  CHECK(waiting(anna) == 1);
  must(reveal_import(*anna.store, import_deals(4)));
  CHECK(waiting(anna) == 5);
  Reversal reversal = *must(undo(*anna.store, [] { return true; }));
  REQUIRE_FALSE(reversal.finished);
  CHECK(waiting(anna) == 1);
  while (!reversal.finished) must(continue_reversal(*anna.store, reversal, [] { return true; }));
  CHECK(waiting(anna) == 9);
  anna.publish();
  ben.merge(anna);
  CHECK(ben.integer("SELECT count(*) FROM deal WHERE life = 2") == 4);
  CHECK(ben.integer("SELECT count(*) FROM deal WHERE life = 1") == 1);
}

}  // namespace holdall::store::test
