#pragma once

#include <cstdint>
#include <vector>

#include "change/change.h"
#include "store/store.h"

namespace holdall::store {

// Writes one command: rows and their changes, in one transaction. Given up unless commit()
// succeeds.
class CommandWriter {
 public:
  // Starts a command of its own, which undo() will take back as one step.
  [[nodiscard]] static Result<CommandWriter> begin(Store& store, CommandName name);
  // Starts a command that stands outside the stack of undoable steps: an undo, a redo.
  [[nodiscard]] static Result<CommandWriter> begin_reversal(Store& store, CommandName name);
  // Starts a further transaction of a command that exists already: a slice of an import, whose
  // records stay hidden.
  [[nodiscard]] static Result<CommandWriter> begin_slice(Store& store, std::int64_t command,
                                                         std::int64_t import);

  // When the changes happened, for people; the device's clock unless set (demo data and imports
  // bring a past).
  void set_wall_ms(std::int64_t wall_ms) { wall_ms_ = wall_ms; }
  // The number of the change that what is written next takes back.
  void set_reverses(std::int64_t change_number) { reverses_ = change_number; }

  // Makes a record with these first values. `cells` in any order, without life_field; those of no
  // value are left out.
  [[nodiscard]] Result<RecordId> create(model::RecordKind kind,
                                        std::vector<change::CellValue> cells);
  // Gives cells new values; those that are equal already are left alone. not_found if the record
  // does not exist.
  [[nodiscard]] Status edit(model::RecordKind kind, RecordId id,
                            std::vector<change::CellValue> cells);
  // The same for what an undo gives back: a stage among the cells was had since then, in ms since
  // 1970 UTC.
  [[nodiscard]] Status edit_back(model::RecordKind kind, RecordId id,
                                 std::vector<change::CellValue> cells, std::int64_t stage_since_ms);
  // Gives a cell once more the value that it has: what others wrote of it beside that is settled by
  // it. `stage_since_ms` as in edit_back().
  [[nodiscard]] Status confirm(model::RecordKind kind, RecordId id, model::FieldNumber field,
                               std::int64_t stage_since_ms);
  // Moves the record to the bin, or out of it. Nothing happens if it is there already. Fails with
  // not_found if there is no such record, or only edits of it have arrived; with damaged if it has
  // turned as often as can be told (change/causal_length.h).
  [[nodiscard]] Status remove(model::RecordKind kind, RecordId id) {
    return set_existence(kind, id, false);
  }
  [[nodiscard]] Status restore(model::RecordKind kind, RecordId id) {
    return set_existence(kind, id, true);
  }

  // The same for a record whose row has just been read.
  [[nodiscard]] Status turn_existence(model::RecordKind kind, RecordId id, RowState row);

  // Makes it all durable-to-be; a command that changed nothing leaves no trace. Its number and what
  // it touched.
  [[nodiscard]] Result<CommandResult> commit();
  // As commit(), but also if it changed nothing: a slice, or an undo whose every cell was skipped.
  [[nodiscard]] Result<CommandResult> commit_always();

  [[nodiscard]] std::int64_t command() const { return result_.command; }

 private:
  CommandWriter(Store& store, Transaction transaction, std::int64_t command, std::int64_t import);
  [[nodiscard]] static Result<CommandWriter> begin_with(Store& store, CommandName name,
                                                        UndoState undo_state);
  [[nodiscard]] Status set_existence(model::RecordKind kind, RecordId id, bool exists);
  [[nodiscard]] Status write(model::RecordKind kind, RecordId id, RowState row,
                             std::vector<change::CellValue> cells, std::int64_t stage_since_ms);
  [[nodiscard]] Status record_change(change::Change change);

  Store* store_;
  Transaction transaction_;
  CommandResult result_;
  std::int64_t import_;
  std::int64_t wall_ms_;
  std::int64_t reverses_ = 0;
};

// A new step on top of those to undo, which consists of the changes of another command: an import
// that is complete. Its number. To be called within a transaction.
[[nodiscard]] Result<std::int64_t> insert_step(Store& store, CommandName name, std::int64_t effect);

}  // namespace holdall::store
