#include <memory>
#include <random>

#include "record_fixture.h"
#include "seed_count.h"
#include "store/board_queries.h"
#include "store/import_batch.h"
#include "store_fixture.h"

// Undo and redo of an import in slices: all of it is seen or nothing, whatever comes between.
namespace holdall::store::test {
namespace {

using model::RecordKind;

constexpr std::int64_t imported_deals = 60;

void import_deals(Store& store) {
  const Import import = must(begin_import(store, CommandName::import_file, "deals.csv"));
  CommandWriter writer = must(begin_import_slice(store, import));
  for (std::int64_t index = 0; index < imported_deals; ++index) {
    must(writer.create(RecordKind::deal, {{model::deal_field::title, std::string("Imported")},
                                          {model::deal_field::stage, model::built_in::stage(1)}}));
  }
  must(writer.commit_always());
  must(reveal_import(store, import));
}

std::int64_t on_board(Store& store) {
  std::int64_t count = 0;
  for (const BoardTotal& total : must(board_totals(store, model::built_in::pipeline)))
    count += total.deals;
  return count;
}

// A slice of so many changes.
SliceOver slice_of(int changes) {
  return [left = changes]() mutable { return --left <= 0; };
}

}  // namespace

TEST_CASE("an import that is taken back in slices is gone with the first and stays gone") {
  Records records;
  const RecordId own = records.add_deal("Own");
  import_deals(*records.store);
  records.clock.advance(10);
  Reversal reversal = *must(undo(*records.store, slice_of(7)));
  CHECK_FALSE(reversal.finished);
  CHECK(reversal.changes_done == 7);
  CHECK(reversal.changes_total == imported_deals);
  int slices = 1;
  while (!reversal.finished) {
    CHECK(on_board(*records.store) == 1);
    CHECK_FALSE(must(next_undo(*records.store)));
    CHECK_FALSE(must(next_redo(*records.store)));
    CHECK_FALSE(must(undo(*records.store)));
    must(continue_reversal(*records.store, reversal, slice_of(7)));
    ++slices;
  }
  CHECK(slices == 9);
  CHECK(on_board(*records.store) == 1);
  CHECK(records.title(own) == "Own");
  CHECK(records.integer("SELECT count(*) FROM deal WHERE life = 2") == imported_deals);

  records.clock.advance(10);
  reversal = *must(redo(*records.store, slice_of(25)));
  while (!reversal.finished) {
    CHECK(on_board(*records.store) == 1);
    must(continue_reversal(*records.store, reversal, slice_of(25)));
  }
  CHECK(on_board(*records.store) == imported_deals + 1);
  CHECK(must(next_undo(*records.store)) == CommandName::import_file);
}

TEST_CASE("what is edited beside an undo in slices is a step of its own and ends the redo") {
  Records records;
  const RecordId own = records.add_deal("Own");
  import_deals(*records.store);
  records.clock.advance(10);
  Reversal reversal = *must(undo(*records.store, slice_of(7)));
  records.rename(own, "Edited beside it");
  while (!reversal.finished) must(continue_reversal(*records.store, reversal, slice_of(20)));
  CHECK(on_board(*records.store) == 1);
  CHECK_FALSE(must(next_redo(*records.store)));
  records.clock.advance(10);
  CHECK(must(undo(*records.store))->name == CommandName::edit_deal);
  CHECK(records.title(own) == "Own");
}

TEST_CASE("a deal that was put into the bin by hand stays there, and others are not touched") {
  Records records;
  import_deals(*records.store);
  const RecordId one{records.integer("SELECT min(id) FROM deal")};
  auto row = must(records.store->records().row(RecordKind::deal, one));
  // A newer life by another device, as a merge would write it.
  row->clock.set(model::life_field, {records.clock.wall_ms() + 5, 0, 99});
  row->life = 3;
  must(records.store->records().update(RecordKind::deal, one, *row,
                                       {{{model::life_field, row->life}}}, 0));
  records.clock.advance(10);
  Reversal reversal = *must(undo(*records.store, slice_of(9)));
  while (!reversal.finished) must(continue_reversal(*records.store, reversal, slice_of(9)));
  REQUIRE(reversal.skipped.size() == 1);
  CHECK(reversal.skipped[0].record == one);
  CHECK(on_board(*records.store) == 1);
}

namespace {

// One database in one tab after another, each killed at a random moment.
class Lives {
 public:
  explicit Lives(std::uint64_t seed) : random_(static_cast<std::uint32_t>(seed)) {}

  void live() {
    Tab tab(disk_);
    must(tab.load());
    REQUIRE_FALSE(tab.damage.any());
    native::SeededRandomness randomness(7);
    ++lives_;
    tab.clock.advance(static_cast<double>(lives_) * 1e6);
    const std::unique_ptr<Store> store = must(Store::open(*tab.image, tab.clock, randomness));
    if (lives_ == 1) {
      import_deals(*store);
      tab.settle();
    }
    check_found(*store);
    if (random_() % 5 != 0) {
      tab.storage.crash_at(random_() % 12, random_() % 2 == 0
                                               ? native::MemoryStorage::CrashPoint::before_commit
                                               : native::MemoryStorage::CrashPoint::after_commit);
    }
    for (auto steps = random_() % 30; steps > 0 && !tab.storage.crashed(); --steps) {
      tab.clock.advance(10);
      random_() % 3 == 0 ? void(tab.loop.run_one()) : step(*store);
    }
    if (!tab.storage.crashed() && random_() % 3 == 0) tab.settle();
  }

 private:
  // All or nothing, and every life as the number of finished reversals says.
  void check_found(Store& store) {
    const std::int64_t seen = on_board(store);
    REQUIRE((seen == 0 || seen == imported_deals));
    reversal_ = must(unfinished_reversal(store));
    if (reversal_) {
      REQUIRE(seen == 0);
      return;
    }
    const auto count = [&](const char* sql) { return must(store.database().integer(sql)); };
    REQUIRE(count("SELECT count(*) FROM deal WHERE life % 2 = 1") == seen);
    REQUIRE(count("SELECT count(DISTINCT life) FROM deal") == 1);
    REQUIRE(must(next_undo(store)).has_value() == (seen > 0));
    REQUIRE(must(next_redo(store)).has_value() == (seen == 0));
    REQUIRE(count("SELECT count(*) FROM change WHERE record IN (SELECT id FROM deal)") ==
            imported_deals * count("SELECT max(life) FROM deal"));
  }

  void step(Store& store) {
    const SliceOver over = slice_of(1 + static_cast<int>(random_() % 30));
    if (!reversal_) {
      const bool seen = on_board(store) > 0;
      reversal_ = seen ? must(undo(store, over)) : must(redo(store, over));
      REQUIRE(reversal_);
    } else {
      must(continue_reversal(store, *reversal_, over));
    }
    if (reversal_->finished) {
      reversal_.reset();
      check_found(store);
    }
  }

  std::shared_ptr<native::MemoryDisk> disk_ = std::make_shared<native::MemoryDisk>();
  std::mt19937 random_;
  std::optional<Reversal> reversal_;
  std::int64_t lives_ = 0;
};

}  // namespace

TEST_CASE("a kill at any moment of a sliced undo or redo shows all of the import or nothing") {
  const std::uint64_t first = std::random_device{}();
  for (std::uint64_t seed = first; seed < first + seed_count(12); ++seed) {
    CAPTURE(seed);
    Lives lives(seed);
    for (int life = 0; life < 8; ++life) lives.live();
  }
}

}  // namespace holdall::store::test
