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
  std::int64_t life = 0;    // 0: only edits of it have arrived, and no view shows it
  std::int64_t import = 0;  // 0 of what others have made
  // Cells that no column holds: of fields, or with values, that this version does not know.
  std::vector<change::CellValue> unknown;
  Bytes batches;  // a list of batches (store/batch_list.h) with changes of it

  [[nodiscard]] bool exists() const { return life % 2 == 1; }
};

// Rows of records of any kind, read and written cell by cell. Knows nothing of commands: it writes
// what it is told. Every value that is written is read back as it was. Records of kinds that this
// version does not know lie in a table of their own.
class RecordStore {
 public:
  explicit RecordStore(Database& database) : database_(database) {}

  [[nodiscard]] Database& database() { return database_; }

  // Nothing if there is no such row.
  [[nodiscard]] Result<std::optional<RowState>> row(model::RecordKind kind, RecordId id);
  // The value of a cell; NoValue if there is no such row, or no such cell in it.
  [[nodiscard]] Result<model::Value> cell(model::RecordKind kind, RecordId id,
                                          model::FieldNumber field);
  // All cells that hold a value, by ascending field.
  [[nodiscard]] Result<std::vector<change::CellValue>> cells(model::RecordKind kind, RecordId id);

  // Inserts a row with first values. Those that no column can hold go where unknown cells are kept.
  // `stage_since_ms`: of a deal, when it came into the stage that is among the cells.
  [[nodiscard]] Status insert(model::RecordKind kind, RecordId id, const RowState& state,
                              std::span<const change::CellValue> cells,
                              std::int64_t stage_since_ms);
  // Writes values and the row's state, as row() has read it, in one statement. The value of
  // life_field stands in `state`; the field is among the cells if it is a new one.
  [[nodiscard]] Status update(model::RecordKind kind, RecordId id, const RowState& state,
                              std::span<const change::CellValue> cells,
                              std::int64_t stage_since_ms);
  // Takes the row out of its table, which no edit does: what stands in it is then to be made anew.
  [[nodiscard]] Status erase(model::RecordKind kind, RecordId id);

 private:
  enum class Use : std::uint8_t {
    read_state,
    read_cells,
    insert,
    update_unindexed,
    update_all,
    erase
  };
  using StatementKey = std::pair<model::RecordKind, Use>;

  [[nodiscard]] Result<Statement*> statement(const RecordTable& table, Use use);
  [[nodiscard]] Result<std::vector<change::CellValue>> other_cells(model::RecordKind kind,
                                                                   RecordId id);
  [[nodiscard]] Status write_other(model::RecordKind kind, RecordId id, const RowState& state,
                                   const Bytes& unknown);
  [[nodiscard]] Status take_pipeline_over(RecordId stage);

  Database& database_;
  std::map<StatementKey, Statement> statements_;
};

}  // namespace holdall::store
