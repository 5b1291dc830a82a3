#pragma once

#include <vector>

#include "store/change_log.h"

namespace holdall::store {

// All changes of one record, asked cell by cell. What came before what is told by stamps, not by
// the order in which this device learnt of it.
class CellHistory {
 public:
  // All of them, as changes_of_record() gives them.
  explicit CellHistory(std::vector<LoggedChange> changes) : changes_(std::move(changes)) {}
  [[nodiscard]] static Result<CellHistory> load(RecordStore& records, model::RecordKind kind,
                                                RecordId record);

  // True if the cell holds what `change` gave it: the row's stamp is that change's, or the changes
  // after it have all been taken back. (Undoing the last of two renames must leave the first one
  // undoable.)
  [[nodiscard]] bool is_current(model::FieldNumber field, const LoggedChange& change,
                                change::Stamp row_stamp) const;
  // The change that gave the cell the value which it has with this stamp: of a value that an undo
  // restored, the one that set it first. Null if it is not known.
  [[nodiscard]] const LoggedChange* source(model::FieldNumber field, change::Stamp stamp) const {
    return origin(field, with_stamp(field, stamp));
  }
  // The value that the change with this stamp gave the cell; NoValue if it is not known.
  [[nodiscard]] model::Value value_with(model::FieldNumber field, change::Stamp stamp) const;
  // The value that the cell had before `change`; NoValue if it had none.
  [[nodiscard]] model::Value value_before(model::FieldNumber field,
                                          const LoggedChange& change) const;
  // The change that gave the cell that value, as source(). Null if it had none.
  [[nodiscard]] const LoggedChange* source_before(model::FieldNumber field,
                                                  const LoggedChange& change) const {
    return origin(field, previous(field, change.change.stamp));
  }

 private:
  [[nodiscard]] const LoggedChange* with_stamp(model::FieldNumber field, change::Stamp stamp) const;
  [[nodiscard]] const LoggedChange* previous(model::FieldNumber field, change::Stamp stamp) const;
  [[nodiscard]] const LoggedChange* origin(model::FieldNumber field,
                                           const LoggedChange* change) const;

  std::vector<LoggedChange> changes_;
};

}  // namespace holdall::store
