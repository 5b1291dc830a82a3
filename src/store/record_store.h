#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "change/change.h"
#include "change/clock.h"
#include "store/database.h"
#include "store/record_table.h"

namespace holdall::store {

// What every row has beside its cells.
struct RowState {
  change::Clock clock;
  std::int64_t life = 0;
  std::int64_t import = 0;
  // Cells that no column holds: of fields, or with values, that this version does not know.
  std::vector<change::CellValue> unknown;

  [[nodiscard]] bool exists() const { return life % 2 == 1; }
};

// Rows of records of any kind, read and written cell by cell. Knows nothing of commands: it writes
// what it is told.
class RecordStore {
 public:
  explicit RecordStore(Database& database) : database_(database) {}

  // Nothing if there is no such row.
  [[nodiscard]] Result<std::optional<RowState>> row(model::RecordKind kind, RecordId id);
  // The value of a cell; NoValue if there is no such row, or no such cell in it.
  [[nodiscard]] Result<model::Value> cell(model::RecordKind kind, RecordId id,
                                          model::FieldNumber field);

  // Inserts a row with first values. Those that no column can hold go where unknown cells are kept.
  [[nodiscard]] Status insert(model::RecordKind kind, RecordId id, const RowState& state,
                              std::span<const change::CellValue> cells);
  // Writes values and the row's state, as row() has read it. life_field among the cells is ignored:
  // it stands in `state`.
  [[nodiscard]] Status update(model::RecordKind kind, RecordId id, const RowState& state,
                              std::span<const change::CellValue> cells);

 private:
  enum class Use : std::uint8_t {
    read_state,
    read_cell,
    read_unknown,
    insert,
    write_state,
    write_cell
  };
  using StatementKey = std::pair<std::uint32_t, Use>;

  [[nodiscard]] Result<Statement*> statement(model::RecordKind kind, model::FieldNumber field,
                                             Use use);
  [[nodiscard]] Status write_cell(model::RecordKind kind, RecordId id, const FieldColumn& column,
                                  const change::CellValue& cell);
  [[nodiscard]] Status derive(model::RecordKind kind, RecordId id, model::FieldNumber field);

  Database& database_;
  std::map<StatementKey, Statement> statements_;
};

}  // namespace holdall::store
