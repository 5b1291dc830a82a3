#include "store/record_store.h"

#include <algorithm>
#include <string>

#include "base/assert.h"

namespace holdall::store {
namespace {

using change::CellValue;
using model::FieldNumber;
using model::RecordKind;

// Parameters of an insert: id, clock, life, import, then the cells in the order of the fields.
constexpr int first_cell_parameter = 5;

std::string parameters(int first, int count) {
  std::string text;
  for (int index = 0; index < count; ++index) {
    if (index > 0) text += ", ";
    text += '?' + std::to_string(first + index);
  }
  return text;
}

// A stage implies its pipeline: the deal's own column only repeats it for the board's index.
std::string insert_sql(const RecordTable& table) {
  std::string columns = "id, clock, life, import";
  std::string derived;
  int next = first_cell_parameter;
  for (const FieldColumn& field : table.fields) {
    columns += ", " + column_list(field);
    if (table.kind == RecordKind::deal && field.field == model::deal_field::stage) {
      derived = ", (SELECT pipeline FROM stage WHERE id = ?" + std::to_string(next) + ")";
    }
    next += column_count(field);
  }
  if (!derived.empty()) columns += ", pipeline";
  return std::string("INSERT INTO ") + table.name + " (" + columns + ") VALUES (" +
         parameters(1, next - 1) + derived + ")";
}

// "(a, b) = (?2, ?3)": a cell of several columns is assigned as one.
std::string write_cell_sql(const RecordTable& table, const FieldColumn& field) {
  return std::string("UPDATE ") + table.name + " SET (" + column_list(field) + ") = (" +
         parameters(2, column_count(field)) + ") WHERE id = ?1";
}

const CellValue* find_cell(std::span<const CellValue> cells, FieldNumber field) {
  const auto found = std::ranges::find(cells, field, &CellValue::field);
  return found == cells.end() ? nullptr : &*found;
}

}  // namespace

Result<Statement*> RecordStore::statement(RecordKind kind, FieldNumber field, Use use) {
  const StatementKey key{(static_cast<std::uint32_t>(kind) << 16) | field, use};
  const auto found = statements_.find(key);
  if (found != statements_.end()) return &found->second;
  const RecordTable* table = record_table(kind);
  HOLDALL_ASSERT(table != nullptr);
  const std::string name = table->name;
  std::string sql;
  switch (use) {
    case Use::read_state:
      sql = "SELECT clock, life, import FROM " + name + " WHERE id = ?1";
      break;
    case Use::read_cell:
      sql = "SELECT " + column_list(*table->find(field)) + " FROM " + name + " WHERE id = ?1";
      break;
    case Use::insert:
      sql = insert_sql(*table);
      break;
    case Use::write_state:
      sql = "UPDATE " + name + " SET clock = ?2, life = ?3 WHERE id = ?1";
      break;
    case Use::write_cell:
      sql = write_cell_sql(*table, *table->find(field));
      break;
  }
  Result<Statement> prepared = database_.prepare(sql);
  if (!prepared) return fail(std::move(prepared.error()));
  return &statements_.emplace(key, *std::move(prepared)).first->second;
}

Result<std::optional<RowState>> RecordStore::row(RecordKind kind, RecordId id) {
  const Result<Statement*> select = statement(kind, 0, Use::read_state);
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, id).step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  Result<change::Clock> clock = change::Clock::decode(use->blob(0));
  if (!clock) return fail(clock.error());
  return RowState{*std::move(clock), use->integer(1), use->integer(2)};
}

Result<model::Value> RecordStore::cell(RecordKind kind, RecordId id, FieldNumber field) {
  const Result<Statement*> select = statement(kind, field, Use::read_cell);
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, id).step();
  if (!found) return fail(found.error());
  if (!*found) return model::NoValue{};
  return read_value(*use, 0, *record_table(kind)->find(field));
}

Status RecordStore::insert(RecordKind kind, RecordId id, const RowState& state,
                           std::span<const CellValue> cells) {
  const Result<Statement*> insert = statement(kind, 0, Use::insert);
  if (!insert) return fail(insert.error());
  const Bytes clock = state.clock.encode();
  StatementUse use(**insert);
  use->bind(1, id).bind(2, ByteView(clock)).bind(3, state.life).bind(4, state.import);
  static const model::Value no_value;
  int parameter = first_cell_parameter;
  for (const FieldColumn& field : record_table(kind)->fields) {
    const CellValue* cell = find_cell(cells, field.field);
    bind_value(*use, parameter, field, cell == nullptr ? no_value : cell->value);
    parameter += column_count(field);
  }
  if (Status inserted = use->run(); !inserted) return inserted;
  return kind == RecordKind::stage ? derive(kind, id, model::stage_field::pipeline) : Status{};
}

Status RecordStore::update(RecordKind kind, RecordId id, const RowState& state,
                           std::span<const CellValue> cells) {
  const Result<Statement*> write_state = statement(kind, 0, Use::write_state);
  if (!write_state) return fail(write_state.error());
  const Bytes clock = state.clock.encode();
  if (Status written =
          (*write_state)->bind(1, id).bind(2, ByteView(clock)).bind(3, state.life).run();
      !written) {
    return written;
  }
  for (const CellValue& cell : cells) {
    if (cell.field == model::life_field) continue;
    const Result<Statement*> write = statement(kind, cell.field, Use::write_cell);
    if (!write) return fail(write.error());
    (*write)->bind(1, id);
    bind_value(**write, 2, *record_table(kind)->find(cell.field), cell.value);
    if (Status written = (*write)->run(); !written) return written;
    if (Status derived = derive(kind, id, cell.field); !derived) return derived;
  }
  return {};
}

// Keeps the deals' repetition of their stage's pipeline true, whichever of the two records is
// written first.
Status RecordStore::derive(RecordKind kind, RecordId id, FieldNumber field) {
  const char* sql = nullptr;
  if (kind == RecordKind::deal && field == model::deal_field::stage) {
    sql =
        "UPDATE deal SET pipeline = (SELECT pipeline FROM stage WHERE stage.id = deal.stage) WHERE "
        "id = ?1";
  } else if (kind == RecordKind::stage && field == model::stage_field::pipeline) {
    sql = "UPDATE deal SET pipeline = (SELECT pipeline FROM stage WHERE id = ?1) WHERE stage = ?1";
  }
  if (sql == nullptr) return {};
  const Result<Statement*> update = database_.cached(sql);
  if (!update) return fail(update.error());
  return (*update)->bind(1, id).run();
}

}  // namespace holdall::store
