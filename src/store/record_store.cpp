#include "store/record_store.h"

#include <algorithm>
#include <string>
#include <utility>

#include "store/record_sql.h"

namespace holdall::store {
namespace {

using change::CellValue;
using model::FieldNumber;
using model::RecordKind;
using Cells = std::vector<CellValue>;

const CellValue* find_cell(std::span<const CellValue> cells, FieldNumber field) {
  const auto found = std::ranges::find(cells, field, &CellValue::field);
  return found == cells.end() ? nullptr : &*found;
}

bool has_place(const RecordTable* table, const CellValue& cell) {
  const FieldColumn* column = table == nullptr ? nullptr : table->find(cell.field);
  return column != nullptr && fits(*column, cell.value);
}

// The cells without a column after some are written, by ascending field, encoded: new values take
// the place of old ones, and a value that has a column after all leaves none behind.
Bytes unknown_after(const RecordTable* table, const Cells& unknown,
                    std::span<const CellValue> written) {
  const bool stays = unknown.empty() && std::ranges::all_of(written, [&](const CellValue& cell) {
                       return cell.field == model::life_field || has_place(table, cell);
                     });
  if (stays) return {};
  Cells after = unknown;
  for (const CellValue& cell : written) {
    if (cell.field == model::life_field) continue;
    std::erase_if(after, [&](const CellValue& old) { return old.field == cell.field; });
    const bool is_none = std::holds_alternative<model::NoValue>(cell.value);
    if (!is_none && !has_place(table, cell)) after.push_back(cell);
  }
  std::ranges::sort(after, {}, &CellValue::field);
  return change::encode_cells(after);
}

// Null in the column if there is nothing.
void bind_or_null(Statement& statement, int parameter, const Bytes& bytes) {
  if (bytes.empty()) {
    statement.bind_null(parameter);
  } else {
    statement.bind(parameter, ByteView(bytes));
  }
}

// What of a value stands in its columns: none if they cannot hold it.
const model::Value& value_for(const FieldColumn& column, const CellValue* cell) {
  static const model::Value none;
  return cell != nullptr && fits(column, cell->value) ? cell->value : none;
}

bool reaches_index(const RecordTable& table, std::span<const CellValue> cells) {
  return std::ranges::any_of(cells, [&](const CellValue& cell) {
    const FieldColumn* column = table.find(cell.field);
    return cell.field == model::life_field || (column != nullptr && column->indexed);
  });
}

bool has_field(std::span<const CellValue> cells, FieldNumber field) {
  return find_cell(cells, field) != nullptr;
}

// Of columns clock, life, import, unknown, batches.
Result<RowState> read_state(const Statement& row) {
  RowState state;
  Result<change::Clock> clock = change::Clock::decode(row.blob(0));
  if (!clock) return fail(std::move(clock.error()));
  Result<Cells> unknown = change::decode_cells(row.blob(3));
  if (!unknown) return fail(std::move(unknown.error()));
  state.clock = *std::move(clock);
  state.life = row.integer(1);
  state.import = row.integer(2);
  state.unknown = *std::move(unknown);
  const ByteView batches = row.blob(4);
  state.batches.assign(batches.begin(), batches.end());
  return state;
}

}  // namespace

Result<Statement*> RecordStore::statement(const RecordTable& table, Use use) {
  const StatementKey key{table.kind, use};
  const auto found = statements_.find(key);
  if (found != statements_.end()) return &found->second;
  std::string sql;
  switch (use) {
    case Use::read_state:
      sql = select_state_sql(table);
      break;
    case Use::read_cells:
      sql = select_cells_sql(table);
      break;
    case Use::insert:
      sql = insert_sql(table);
      break;
    case Use::update_unindexed:
      sql = update_sql(table, Reach::unindexed);
      break;
    case Use::update_all:
      sql = update_sql(table, Reach::all);
      break;
    case Use::erase:
      sql = std::string("DELETE FROM ") + table.name + " WHERE id = ?1";
      break;
  }
  Result<Statement> prepared = database_.prepare(sql);
  if (!prepared) return fail(std::move(prepared.error()));
  return &statements_.emplace(key, *std::move(prepared)).first->second;
}

Result<std::optional<RowState>> RecordStore::row(RecordKind kind, RecordId id) {
  const RecordTable* table = record_table(kind);
  const Result<Statement*> select =
      table != nullptr
          ? statement(*table, Use::read_state)
          : database_.cached(
                "SELECT clock, life, 0, unknown, batches FROM other_record WHERE id = ?1 AND kind "
                "= ?2");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  use->bind(1, id);
  if (table == nullptr) use->bind(2, static_cast<std::int64_t>(kind));
  const Result<bool> found = use->step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  Result<RowState> state = read_state(*use);
  if (!state) return fail(std::move(state.error()));
  return *std::move(state);
}

Result<model::Value> RecordStore::cell(RecordKind kind, RecordId id, FieldNumber field) {
  Result<Cells> all = cells(kind, id);
  if (!all) return fail(std::move(all.error()));
  const auto found = std::ranges::find(*all, field, &CellValue::field);
  return found == all->end() ? model::Value(model::NoValue{}) : std::move(found->value);
}

Result<Cells> RecordStore::cells(RecordKind kind, RecordId id) {
  const RecordTable* table = record_table(kind);
  if (table == nullptr) return other_cells(kind, id);
  const Result<Statement*> select = statement(*table, Use::read_cells);
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, id).step();
  if (!found) return fail(found.error());
  if (!*found) return Cells();
  Result<Cells> all = change::decode_cells(use->blob(0));
  if (!all) return all;
  const bool only_known = all->empty();
  int column = 1;
  for (const FieldColumn& field : table->fields) {
    model::Value value = read_value(*use, column, field);
    column += column_count(field);
    if (!std::holds_alternative<model::NoValue>(value))
      all->push_back({field.field, std::move(value)});
  }
  if (!only_known) std::ranges::sort(*all, {}, &CellValue::field);
  return all;
}

Result<Cells> RecordStore::other_cells(RecordKind kind, RecordId id) {
  Result<std::optional<RowState>> state = row(kind, id);
  if (!state) return fail(std::move(state.error()));
  return *state ? std::move((*state)->unknown) : Cells();
}

Status RecordStore::insert(RecordKind kind, RecordId id, const RowState& state,
                           std::span<const CellValue> cells, std::int64_t stage_since_ms) {
  const RecordTable* table = record_table(kind);
  const Bytes unknown = unknown_after(table, state.unknown, cells);
  if (table == nullptr) return write_other(kind, id, state, unknown);
  const Result<Statement*> insert = statement(*table, Use::insert);
  if (!insert) return fail(insert.error());
  const Bytes clock = state.clock.encode();
  StatementUse use(**insert);
  use->bind(row_parameter::id, id)
      .bind(row_parameter::clock, ByteView(clock))
      .bind(row_parameter::life, state.life)
      .bind(row_parameter::import, state.import);
  bind_or_null(*use, row_parameter::unknown, unknown);
  bind_or_null(*use, row_parameter::batches, state.batches);
  const bool has_stage = has_field(cells, model::deal_field::stage);
  if (kind == RecordKind::deal)
    use->bind(row_parameter::stage_since_ms, has_stage ? stage_since_ms : 0);
  int parameter = row_parameter::first_cell;
  for (const FieldColumn& field : table->fields) {
    bind_value(*use, parameter, field, value_for(field, find_cell(cells, field.field)));
    parameter += column_count(field);
  }
  if (Status inserted = use->run(); !inserted) return inserted;
  return kind == RecordKind::stage ? take_pipeline_over(id) : Status{};
}

Status RecordStore::update(RecordKind kind, RecordId id, const RowState& state,
                           std::span<const CellValue> cells, std::int64_t stage_since_ms) {
  const RecordTable* table = record_table(kind);
  const Bytes unknown = unknown_after(table, state.unknown, cells);
  if (table == nullptr) return write_other(kind, id, state, unknown);
  const bool all = reaches_index(*table, cells);
  const Result<Statement*> update =
      statement(*table, all ? Use::update_all : Use::update_unindexed);
  if (!update) return fail(update.error());
  const Bytes clock = state.clock.encode();
  StatementUse use(**update);
  use->bind(row_parameter::id, id).bind(row_parameter::clock, ByteView(clock));
  if (all) use->bind(row_parameter::life, state.life);
  bind_or_null(*use, row_parameter::unknown, unknown);
  bind_or_null(*use, row_parameter::batches, state.batches);
  std::int64_t written = 0;
  int parameter = row_parameter::first_cell;
  for (std::size_t index = 0; index < table->fields.size(); ++index) {
    const FieldColumn& field = table->fields[index];
    const CellValue* cell = find_cell(cells, field.field);
    if (cell != nullptr) {
      written |= std::int64_t{1} << index;
      bind_value(*use, parameter, field, value_for(field, cell));
    }
    parameter += column_count(field);
  }
  use->bind(row_parameter::cells, written);
  if (all && kind == RecordKind::deal) use->bind(row_parameter::stage_since_ms, stage_since_ms);
  if (Status updated = use->run(); !updated) return updated;
  const bool moved = kind == RecordKind::stage && has_field(cells, model::stage_field::pipeline);
  return moved ? take_pipeline_over(id) : Status{};
}

Status RecordStore::write_other(RecordKind kind, RecordId id, const RowState& state,
                                const Bytes& unknown) {
  const Result<Statement*> write = database_.cached(
      "INSERT INTO other_record (kind, id, clock, life, unknown, batches) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET clock = excluded.clock, "
      "life = excluded.life, unknown = excluded.unknown, batches = excluded.batches");
  if (!write) return fail(write.error());
  const Bytes clock = state.clock.encode();
  StatementUse use(**write);
  use->bind(1, static_cast<std::int64_t>(kind))
      .bind(2, id)
      .bind(3, ByteView(clock))
      .bind(4, state.life);
  bind_or_null(*use, 5, unknown);
  bind_or_null(*use, 6, state.batches);
  return use->run();
}

Status RecordStore::erase(RecordKind kind, RecordId id) {
  const RecordTable* table = record_table(kind);
  const Result<Statement*> erase =
      table != nullptr ? statement(*table, Use::erase)
                       : database_.cached("DELETE FROM other_record WHERE id = ?1 AND kind = ?2");
  if (!erase) return fail(erase.error());
  StatementUse use(**erase);
  use->bind(1, id);
  if (table == nullptr) use->bind(2, static_cast<std::int64_t>(kind));
  return use->run();
}

// Keeps the deals' repetition of their stage's pipeline true, whichever of the two records is
// written first.
Status RecordStore::take_pipeline_over(RecordId stage) {
  const Result<Statement*> update = database_.cached(
      "UPDATE deal SET pipeline = (SELECT pipeline FROM stage WHERE id = ?1) WHERE stage = ?1");
  if (!update) return fail(update.error());
  return (*update)->bind(1, stage).run();
}

}  // namespace holdall::store
