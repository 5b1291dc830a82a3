#include "store/record_store.h"

#include <algorithm>
#include <string>

#include "base/assert.h"

namespace holdall::store {
namespace {

using change::CellValue;
using model::FieldNumber;
using model::RecordKind;

// Parameters of an insert: id, clock, life, import, unknown, then the cells in the order of the
// fields.
constexpr int first_cell_parameter = 6;

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
  std::string columns = "id, clock, life, import, unknown";
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

bool has_place(const RecordTable& table, const CellValue& cell) {
  const FieldColumn* column = table.find(cell.field);
  return column != nullptr && fits(*column, cell.value);
}

// The cells without a column after some are written, by ascending field: new values take the place
// of old ones, and a value that has a column after all leaves none behind.
void put_unknown(const RecordTable& table, std::vector<CellValue>& unknown,
                 std::span<const CellValue> written) {
  for (const CellValue& cell : written) {
    if (cell.field == model::life_field) continue;
    std::erase_if(unknown, [&](const CellValue& old) { return old.field == cell.field; });
    const bool is_none = std::holds_alternative<model::NoValue>(cell.value);
    if (!is_none && !has_place(table, cell)) unknown.push_back(cell);
  }
  std::ranges::sort(unknown, {}, &CellValue::field);
}

// Null in the column if there are none.
void bind_unknown(Statement& statement, int parameter, const Bytes& encoded) {
  if (encoded.empty()) {
    statement.bind_null(parameter);
  } else {
    statement.bind(parameter, ByteView(encoded));
  }
}

Result<model::Value> read_unknown(const Statement& row, int column, FieldNumber field) {
  const Result<std::vector<CellValue>> cells = change::decode_cells(row.blob(column));
  if (!cells) return fail(cells.error());
  const CellValue* cell = find_cell(*cells, field);
  return cell == nullptr ? model::Value(model::NoValue{}) : cell->value;
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
      sql = "SELECT clock, life, import, unknown FROM " + name + " WHERE id = ?1";
      break;
    case Use::read_cell:
      sql = "SELECT unknown, " + column_list(*table->find(field)) + " FROM " + name +
            " WHERE id = ?1";
      break;
    case Use::read_unknown:
      sql = "SELECT unknown FROM " + name + " WHERE id = ?1";
      break;
    case Use::insert:
      sql = insert_sql(*table);
      break;
    case Use::write_state:
      sql = "UPDATE " + name + " SET clock = ?2, life = ?3, unknown = ?4 WHERE id = ?1";
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
  Result<std::vector<CellValue>> unknown = change::decode_cells(use->blob(3));
  if (!unknown) return fail(std::move(unknown.error()));
  return RowState{*std::move(clock), use->integer(1), use->integer(2), *std::move(unknown)};
}

Result<model::Value> RecordStore::cell(RecordKind kind, RecordId id, FieldNumber field) {
  const FieldColumn* column = record_table(kind)->find(field);
  const bool known = column != nullptr;
  const Result<Statement*> select =
      known ? statement(kind, field, Use::read_cell) : statement(kind, 0, Use::read_unknown);
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, id).step();
  if (!found) return fail(found.error());
  if (!*found) return model::NoValue{};
  if (!use->is_null(0)) {
    Result<model::Value> unknown = read_unknown(*use, 0, field);
    const bool is_there = unknown && !std::holds_alternative<model::NoValue>(*unknown);
    if (!unknown || is_there) return unknown;
  }
  if (!known) return model::NoValue{};
  return read_value(*use, 1, *column);
}

Status RecordStore::insert(RecordKind kind, RecordId id, const RowState& state,
                           std::span<const CellValue> cells) {
  const Result<Statement*> insert = statement(kind, 0, Use::insert);
  if (!insert) return fail(insert.error());
  const RecordTable& table = *record_table(kind);
  const Bytes clock = state.clock.encode();
  std::vector<CellValue> unknown = state.unknown;
  put_unknown(table, unknown, cells);
  const Bytes encoded_unknown = change::encode_cells(unknown);
  StatementUse use(**insert);
  use->bind(1, id).bind(2, ByteView(clock)).bind(3, state.life).bind(4, state.import);
  bind_unknown(*use, 5, encoded_unknown);
  static const model::Value no_value;
  int parameter = first_cell_parameter;
  for (const FieldColumn& field : table.fields) {
    const CellValue* cell = find_cell(cells, field.field);
    const bool has_value = cell != nullptr && fits(field, cell->value);
    bind_value(*use, parameter, field, has_value ? cell->value : no_value);
    parameter += column_count(field);
  }
  if (Status inserted = use->run(); !inserted) return inserted;
  return kind == RecordKind::stage ? derive(kind, id, model::stage_field::pipeline) : Status{};
}

Status RecordStore::update(RecordKind kind, RecordId id, const RowState& state,
                           std::span<const CellValue> cells) {
  const Result<Statement*> write_state = statement(kind, 0, Use::write_state);
  if (!write_state) return fail(write_state.error());
  const RecordTable& table = *record_table(kind);
  const Bytes clock = state.clock.encode();
  std::vector<CellValue> unknown = state.unknown;
  put_unknown(table, unknown, cells);
  const Bytes encoded_unknown = change::encode_cells(unknown);
  (*write_state)->bind(1, id).bind(2, ByteView(clock)).bind(3, state.life);
  bind_unknown(**write_state, 4, encoded_unknown);
  if (Status written = (*write_state)->run(); !written) return written;
  for (const CellValue& cell : cells) {
    const FieldColumn* column = table.find(cell.field);
    if (cell.field == model::life_field || column == nullptr) continue;
    if (Status written = write_cell(kind, id, *column, cell); !written) return written;
    if (Status derived = derive(kind, id, cell.field); !derived) return derived;
  }
  return {};
}

// A value that the column cannot hold leaves it empty.
Status RecordStore::write_cell(RecordKind kind, RecordId id, const FieldColumn& column,
                               const CellValue& cell) {
  const Result<Statement*> write = statement(kind, cell.field, Use::write_cell);
  if (!write) return fail(write.error());
  static const model::Value no_value;
  (*write)->bind(1, id);
  bind_value(**write, 2, column, fits(column, cell.value) ? cell.value : no_value);
  return (*write)->run();
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
