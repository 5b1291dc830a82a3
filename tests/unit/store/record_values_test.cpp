#include <algorithm>
#include <map>

#include "../support/random_body.h"
#include "record_fixture.h"
#include "seed_count.h"
#include "store/record_table.h"

// Whatever value is written into whatever cell is read back as it was.
namespace holdall::store::test {
namespace {

using change::CellValue;
using model::FieldNumber;
using model::RecordKind;

// Values of all types and of all their odd sorts, by a seed.
std::vector<model::Value> some_values(std::uint32_t seed) {
  std::vector<model::Value> values = {
      model::NoValue{},  RecordId{},
      model::OrderKey{}, model::Outcome{},
      std::string(),     std::string("a\0b", 3),
      std::int64_t{0},   model::Money{0, {}},
      model::Date{0},    model::Outcome{model::OutcomeState::open, {}, 5}};
  for (const change::BatchChange& entry : change::random_body(seed, 40).changes) {
    for (const CellValue& cell : entry.change.cells) values.push_back(cell.value);
  }
  return values;
}

std::vector<FieldNumber> fields_of(RecordKind kind) {
  std::vector<FieldNumber> fields = {900, 0x8001};
  if (const RecordTable* table = record_table(kind)) {
    for (const FieldColumn& field : table->fields) fields.push_back(field.field);
  }
  return fields;
}

using Row = std::map<FieldNumber, model::Value>;

void check_row(Records& records, RecordKind kind, RecordId id, const Row& expected) {
  std::vector<CellValue> cells;
  for (const auto& [field, value] : expected) {
    if (!std::holds_alternative<model::NoValue>(value)) cells.push_back({field, value});
    REQUIRE(must(records.store->records().cell(kind, id, field)) == value);
  }
  REQUIRE(must(records.store->records().cells(kind, id)) == cells);
}

void check_kind(Records& records, RecordKind kind, std::uint32_t seed) {
  native::SeededRandomness random(seed);
  const std::vector<model::Value> values = some_values(seed);
  const RecordId id = RecordId::of(5, seed);
  Row row;
  const auto draw = [&](std::uint64_t once_in) {
    std::vector<CellValue> cells;
    for (const FieldNumber field : fields_of(kind)) {
      if (random.below(once_in) != 0) continue;
      cells.push_back({field, values[static_cast<std::size_t>(random.below(values.size()))]});
    }
    for (const CellValue& cell : cells) row[cell.field] = cell.value;
    return cells;
  };
  RowState state{.clock = change::Clock({5, 0, 5}), .life = 1};
  must(records.store->records().insert(kind, id, state, draw(2), 0));
  check_row(records, kind, id, row);
  for (int edit = 0; edit < 6; ++edit) {
    state = *must(records.store->records().row(kind, id));
    state.clock.set(900, {6 + edit, 0, 5});
    state.batches.push_back(static_cast<std::uint8_t>(1 + edit));
    must(records.store->records().update(kind, id, state, draw(3), 0));
    check_row(records, kind, id, row);
    const RowState read = *must(records.store->records().row(kind, id));
    REQUIRE(read.clock == state.clock);
    REQUIRE(read.batches == state.batches);
  }
}

}  // namespace

TEST_CASE("every value is read back as it was written, be it in its column or beside it") {
  Records records;
  const auto unknown_kind = static_cast<RecordKind>(4711);
  for (std::uint32_t seed = 1; seed <= seed_count(40); ++seed) {
    CAPTURE(seed);
    for (const RecordKind kind :
         {RecordKind::pipeline, RecordKind::stage, RecordKind::deal, RecordKind::organisation,
          RecordKind::person, RecordKind::member, unknown_kind}) {
      CAPTURE(static_cast<int>(kind));
      check_kind(records, kind, seed);
    }
  }
}

}  // namespace holdall::store::test
