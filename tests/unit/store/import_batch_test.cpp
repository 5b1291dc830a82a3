#include "store/import_batch.h"

#include "record_fixture.h"

namespace holdall::store::test {
namespace {

using model::RecordKind;

RecordId import_slice(Records& records, const Import& import, int count) {
  CommandWriter writer = must(begin_import_slice(*records.store, import));
  RecordId last;
  for (int index = 0; index < count; ++index) {
    last = must(
        writer.create(RecordKind::deal, {{model::deal_field::title, std::string("Imported")},
                                         {model::deal_field::stage, model::built_in::stage(1)}}));
  }
  must(writer.commit_always());
  return last;
}

std::size_t on_board(Records& records) {
  std::int64_t count = 0;
  for (const BoardTotal& total : must(board_totals(*records.store, model::built_in::pipeline))) {
    count += total.deals;
  }
  return static_cast<std::size_t>(count);
}

}  // namespace

TEST_CASE("an import shows nothing until it is revealed, and then everything as one step") {
  Records records;
  const RecordId own = records.add_deal("Own");
  const Import import = must(begin_import(*records.store, CommandName::import_file, "deals.csv"));
  const RecordId hidden = import_slice(records, import, 40);
  records.rename(own, "Edited beside it");
  import_slice(records, import, 2);
  CHECK(on_board(records) == 1);
  CHECK_FALSE(records.details(hidden));
  must(reveal_import(*records.store, import));
  CHECK(on_board(records) == 43);
  CHECK(records.details(hidden));
  CHECK(must(unfinished_imports(*records.store)).empty());
}

TEST_CASE("the undo of an import takes away all of it, and redo brings it back") {
  Records records;
  const Import import = must(begin_import(*records.store, CommandName::import_file, "deals.csv"));
  import_slice(records, import, 30);
  must(reveal_import(*records.store, import));
  records.clock.advance(10);
  CHECK(must(undo(*records.store))->name == CommandName::import_file);
  CHECK(on_board(records) == 0);
  records.clock.advance(10);
  CHECK(must(redo(*records.store))->name == CommandName::import_file);
  CHECK(on_board(records) == 30);
}

TEST_CASE("an import is the newest step when it is revealed, whatever was done beside it") {
  Records records;
  const RecordId own = records.add_deal("Own");
  const Import import = must(begin_import(*records.store, CommandName::import_file, "deals.csv"));
  import_slice(records, import, 5);
  records.rename(own, "Edited beside it");
  records.rename(own, "Edited again");
  must(undo(*records.store));
  must(reveal_import(*records.store, import));
  CHECK_FALSE(must(next_redo(*records.store)));
  records.clock.advance(10);
  REQUIRE(must(undo(*records.store))->name == CommandName::import_file);
  CHECK(on_board(records) == 1);
  CHECK(records.title(own) == "Edited beside it");
  records.clock.advance(10);
  REQUIRE(must(undo(*records.store))->name == CommandName::edit_deal);
  CHECK(records.title(own) == "Own");
  records.clock.advance(10);
  must(redo(*records.store));
  records.clock.advance(10);
  CHECK(must(redo(*records.store))->name == CommandName::import_file);
  CHECK(on_board(records) == 6);
}

TEST_CASE("a cancelled import leaves nothing behind, and what the person did meanwhile stays") {
  Records records;
  const RecordId own = records.add_deal("Own");
  const std::int64_t changes = records.integer("SELECT count(*) FROM change");
  const Import import = must(begin_import(*records.store, CommandName::import_file, "deals.csv"));
  import_slice(records, import, 100);
  const RecordId meanwhile = records.add_deal("Meanwhile");
  import_slice(records, import, 100);
  int slices = 1;
  while (!must(remove_import_slice(*records.store, import, 50))) ++slices;
  CHECK(slices >= 8);
  CHECK(records.integer("SELECT count(*) FROM deal") == 2);
  CHECK(records.integer("SELECT count(*) FROM change") == changes + 1);
  CHECK(records.integer("SELECT count(*) FROM import") == 0);
  CHECK(records.title(own) == "Own");
  CHECK(records.title(meanwhile) == "Meanwhile");
  CHECK(must(next_undo(*records.store)) == CommandName::add_deal);
}

TEST_CASE("an import that a crash cut off is found at the next start") {
  Records records;
  const Import import = must(begin_import(*records.store, CommandName::import_file, "deals.csv"));
  import_slice(records, import, 5);
  records.store.reset();
  records.store = must(Store::open(*records.image, records.clock, records.randomness));
  const auto found = must(unfinished_imports(*records.store));
  REQUIRE(found.size() == 1);
  CHECK(found[0].import.number == import.number);
  CHECK(found[0].import.command == import.command);
  CHECK(found[0].file_name == "deals.csv");
  CHECK_FALSE(found[0].removing);
  CHECK_FALSE(must(remove_import_slice(*records.store, found[0].import, 3)));
  CHECK(must(unfinished_imports(*records.store)).front().removing);
  while (!must(remove_import_slice(*records.store, found[0].import, 3))) {
  }
  CHECK(must(unfinished_imports(*records.store)).empty());
  CHECK(records.integer("SELECT count(*) FROM deal") == 0);
}

}  // namespace holdall::store::test
