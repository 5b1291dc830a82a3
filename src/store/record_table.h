#pragma once

#include <cstdint>
#include <span>

#include "model/fields.h"
#include "model/value.h"
#include "store/statement.h"

namespace holdall::store {

// How a cell lies in its table. Money and outcome take several columns, and are still one cell.
enum class ColumnType : std::uint8_t { integer, text, money, outcome, record, date, order_key };

struct FieldColumn {
  model::FieldNumber field;
  ColumnType type;
  const char* column;  // of money: the prefix of _minor and _currency
  // An index or the board's totals depend on it, so that to write it costs more than its bytes.
  bool indexed = false;
};

// The table of one kind of record. All kinds are written and read by the same code, from this
// description.
struct RecordTable {
  model::RecordKind kind;
  const char* name;
  std::span<const FieldColumn> fields;  // by ascending field number

  // Nothing for a field that this version does not know.
  [[nodiscard]] const FieldColumn* find(model::FieldNumber field) const;
};

// Of every kind that this version knows.
[[nodiscard]] std::span<const RecordTable> all_record_tables();

// Nothing for a kind that this version does not know.
[[nodiscard]] const RecordTable* record_table(model::RecordKind kind);

// Of a cell.
[[nodiscard]] int column_count(const FieldColumn& field);

// True if the value can stand in this column so that read_value() gives back the same one. NoValue
// always can; an outcome that says nothing, a record of id 0 and an order key without bytes cannot:
// the columns that they would make are those of no value.
[[nodiscard]] bool fits(const FieldColumn& field, const model::Value& value);

// Binds the value to column_count() parameters from `parameter` on. The value must fit, and outlive
// the statement's run.
void bind_value(Statement& statement, int parameter, const FieldColumn& field,
                const model::Value& value);

// Reads a cell from column_count() columns from `column` on.
[[nodiscard]] model::Value read_value(const Statement& statement, int column,
                                      const FieldColumn& field);

}  // namespace holdall::store
