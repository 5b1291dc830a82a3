#include "store/record_sql.h"

#include <utility>
#include <vector>

namespace holdall::store {
namespace {

using model::RecordKind;

std::string parameter(int number) { return '?' + std::to_string(number); }

std::vector<std::string> column_names(const FieldColumn& field) {
  const std::string name = field.column;
  if (field.type == ColumnType::money) return {name + "_minor", name + "_currency"};
  if (field.type == ColumnType::outcome) return {"outcome", "outcome_reason", "closed_ms"};
  return {name};
}

std::string column_list(const FieldColumn& field) {
  std::string list;
  for (const std::string& name : column_names(field)) list += (list.empty() ? "" : ", ") + name;
  return list;
}

bool is_deals_stage(const RecordTable& table, const FieldColumn& field) {
  return table.kind == RecordKind::deal && field.field == model::deal_field::stage;
}

// A stage implies its pipeline: the deal's own column only repeats it for the board's index.
std::string pipeline_of_stage(int stage_parameter) {
  return "(SELECT pipeline FROM stage WHERE id = " + parameter(stage_parameter) + ")";
}

}  // namespace

std::string select_state_sql(const RecordTable& table) {
  return std::string("SELECT clock, life, import, unknown, batches FROM ") + table.name +
         " WHERE id = ?1";
}

std::string select_cells_sql(const RecordTable& table) {
  std::string sql = "SELECT unknown";
  for (const FieldColumn& field : table.fields) sql += ", " + column_list(field);
  return sql + " FROM " + table.name + " WHERE id = ?1";
}

std::string insert_sql(const RecordTable& table) {
  std::string columns = "id, clock, life, unknown, batches, import";
  std::string values = "?1, ?2, ?3, ?4, ?5, ?6";
  int next = row_parameter::first_cell;
  for (const FieldColumn& field : table.fields) {
    columns += ", " + column_list(field);
    if (is_deals_stage(table, field)) {
      columns += ", pipeline, stage_since_ms";
      values += ", " + parameter(next) + ", " + pipeline_of_stage(next) + ", " +
                parameter(row_parameter::stage_since_ms);
      ++next;
      continue;
    }
    for (int count = column_count(field); count > 0; --count) values += ", " + parameter(next++);
  }
  return std::string("INSERT INTO ") + table.name + " (" + columns + ") VALUES (" + values + ")";
}

std::string update_sql(const RecordTable& table, Reach reach) {
  std::string assignments = "clock = ?2, unknown = ?4, batches = ?5";
  if (reach == Reach::all) assignments += ", life = ?3";
  const auto assign = [&](std::size_t index, const std::string& column, const std::string& value) {
    const std::string bit = std::to_string(std::uint64_t{1} << index);
    assignments += ", " + column + " = iif(" + parameter(row_parameter::cells) + " & " + bit +
                   ", " + value + ", " + column + ")";
  };
  int next = row_parameter::first_cell;
  for (std::size_t index = 0; index < table.fields.size(); ++index) {
    const FieldColumn& field = table.fields[index];
    if (field.indexed && reach == Reach::unindexed) {
      next += column_count(field);
      continue;
    }
    if (is_deals_stage(table, field)) {
      assign(index, "pipeline", pipeline_of_stage(next));
      assign(index, "stage_since_ms", parameter(row_parameter::stage_since_ms));
    }
    for (const std::string& column : column_names(field)) assign(index, column, parameter(next++));
  }
  return std::string("UPDATE ") + table.name + " SET " + assignments + " WHERE id = ?1";
}

}  // namespace holdall::store
