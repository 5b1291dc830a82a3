// Every version that a database has had opens and is brought up to the present one. The backup of
// each (schema_1.holdall, schema_2.holdall) is in tests/fixtures/schema: the sample in English,
// one more deal by hand, 'Save a backup', made by the last commit that wrote this version.
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>

#include "change/merge.h"
#include "csv_test_support.h"
#include "exchange/backup_file.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "store/change_log.h"
#include "store/foreign_database.h"
#include "store/queries.h"
#include "store/schema.h"

namespace holdall::exchange {
namespace {

std::unique_ptr<store::DurableImage> restored(std::uint32_t version) {
  auto file = test::read_file(std::string(HOLDALL_SOURCE_DIR) + "/tests/fixtures/schema/schema_" +
                              std::to_string(version) + ".holdall");
  REQUIRE_MESSAGE(file.has_value(), "a version without its fixture");
  std::unique_ptr<store::DurableImage> image = store::DurableImage::in_memory();
  BackupReader reader(std::move(*file));
  REQUIRE(reader.begin(image->image()).has_value());
  CHECK(reader.head().schema_version == version);
  while (!reader.finished()) REQUIRE(reader.step(image->image()).has_value());
  return image;
}

}  // namespace

TEST_CASE("databases of every version open, hold what they held, and become those of today") {
  native::SettableClock clock;
  native::SeededRandomness randomness(1);
  for (std::uint32_t version = 1; version <= store::schema_version; ++version) {
    CAPTURE(version);
    const std::unique_ptr<store::DurableImage> image = restored(version);
    const Result<std::unique_ptr<store::Store>> store =
        store::Store::open(*image, clock, randomness);
    REQUIRE(store.has_value());
    CHECK_FALSE((*store)->read_only());
    const Result<store::DatabaseSummary> summary = store::summarise(**store);
    REQUIRE(summary.has_value());
    CHECK(summary->open_deals == 75);
    CHECK(summary->won_deals == 41);
    CHECK(summary->lost_deals == 28);
    CHECK(summary->organisations == 28);
    CHECK(summary->people == 55);
    CHECK(summary->last_command == 2);
    store::Database& database = (*store)->database();
    // The sample was drawn on another day.
    const std::int64_t changes = version == 1 ? 689 : 684;
    CHECK(database.integer("SELECT count(*) FROM change").value_or(0) == changes);
    CHECK(database
              .integer("SELECT value_minor FROM deal WHERE title LIKE 'Ґрунт, їжа, é%' AND "
                       "value_currency = 'UAH'")
              .value_or(0) == 123'456);
    // What version 2 has beside: when a deal came into its stage is in the history of each.
    CHECK(
        database.integer("SELECT count(*) FROM deal WHERE batches IS NULL AND merged_into IS NULL")
            .value_or(0) == 144);
    CHECK(
        database
            .integer("SELECT stage_since_ms - (SELECT wall_ms FROM command WHERE number = 2) FROM "
                     "deal WHERE title LIKE 'Ґрунт, їжа, é%'")
            .value_or(-1) == 0);
    CHECK(database
              .integer("SELECT count(*) FROM deal WHERE stage_since_ms = (SELECT max(wall_ms) FROM "
                       "change WHERE record = deal.id AND outcome = 0) AND stage_since_ms > 0")
              .value_or(0) > 20);
    CHECK(database.integer("SELECT count(*) FROM stream").value_or(-1) == 0);
  }
}

TEST_CASE("an upgraded database is what the merge makes of its changes") {
  native::SettableClock clock;
  native::SeededRandomness randomness(1);
  for (std::uint32_t version = 1; version <= store::schema_version; ++version) {
    CAPTURE(version);
    const std::unique_ptr<store::DurableImage> image = restored(version);
    const auto opened = store::Store::open(*image, clock, randomness);
    REQUIRE(opened.has_value());
    store::RecordStore& records = (*opened)->records();
    std::map<std::pair<model::RecordKind, RecordId>, change::RecordState> states;
    REQUIRE(store::visit_changes((*opened)->database(), 0, INT64_MAX,
                                 [&](const store::LoggedChange& logged, std::size_t) {
                                   change::MergeReport report;
                                   const change::Change& change = logged.change;
                                   auto& state = states[{change.kind, change.record}];
                                   REQUIRE(change::merge_change(state, change, report).has_value());
                                   return Result<bool>(true);
                                 })
                .has_value());
    CHECK(states.size() > 200);
    for (const auto& [record, state] : states) {
      const auto row = records.row(record.first, record.second);
      REQUIRE((row.has_value() && row->has_value()));
      CHECK((*row)->clock == state.clock);
      CHECK((*row)->life == state.life);
      CHECK(records.cells(record.first, record.second) == state.cells);
    }
  }
}

// What a database became is told from one that is made today, table by table.
TEST_CASE("an upgraded database has the tables of a new one, and is sound") {
  native::SettableClock clock;
  native::SeededRandomness randomness(1);
  for (std::uint32_t version = 1; version <= store::schema_version; ++version) {
    CAPTURE(version);
    const std::unique_ptr<store::DurableImage> image = restored(version);
    CHECK(store::check_foreign_database(*image).has_value());  // as it is, with its own tables
    REQUIRE(store::Store::open(*image, clock, randomness).has_value());
    const Status checked = store::check_foreign_database(*image);
    CHECK_MESSAGE(checked.has_value(), (checked ? std::string() : checked.error().detail));
  }
}

}  // namespace holdall::exchange
