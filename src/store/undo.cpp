#include "store/undo.h"

#include <utility>

#include "store/cell_history.h"
#include "store/change_log.h"
#include "store/command_writer.h"

namespace holdall::store {
namespace {

using change::CellValue;

struct Step {
  std::int64_t number = 0;
  CommandName name = CommandName::none;
  std::int64_t effect = 0;  // the command whose changes are what the step now consists of
};

// The last step done, or the last one undone, which is the earliest of those.
Result<std::optional<Step>> find_step(Store& store, UndoState state) {
  const Result<Statement*> select = store.database().cached(
      "SELECT number, name, effect FROM command WHERE undo_state = ?1 AND undo_state < 2 "
      "ORDER BY CASE WHEN undo_state = 0 THEN -number ELSE number END LIMIT 1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, static_cast<std::int64_t>(state)).step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return Step{use->integer(0), static_cast<CommandName>(use->integer(1)), use->integer(2)};
}

Status save_step(Store& store, const Step& step, UndoState state) {
  const Result<Statement*> update =
      store.database().cached("UPDATE command SET undo_state = ?2, effect = ?3 WHERE number = ?1");
  if (!update) return fail(update.error());
  return (*update)
      ->bind(1, step.number)
      .bind(2, static_cast<std::int64_t>(state))
      .bind(3, step.effect)
      .run();
}

// Takes back one change after the other.
class Reverser {
 public:
  Reverser(Store& store, CommandWriter& writer, std::vector<SkippedCell>& skipped)
      : store_(store), writer_(writer), skipped_(skipped) {}

  Status reverse(const LoggedChange& logged) {
    const change::Change& change = logged.change;
    const Result<std::optional<RowState>> row = store_.records().row(change.kind, change.record);
    if (!row) return fail(row.error());
    if (!*row) return fail(ErrorCode::damaged, "a change without its record");
    const Result<CellHistory> history = CellHistory::load(store_.database(), change.record);
    if (!history) return fail(history.error());
    writer_.set_reverses(logged.number);
    // A creation sets life and more; to take it back is to delete, whatever else it set.
    const bool is_existence = change.cells.front().field == model::life_field;
    return is_existence ? reverse_existence(logged, **row, *history)
                        : reverse_cells(logged, **row, *history);
  }

 private:
  Status reverse_existence(const LoggedChange& logged, const RowState& row,
                           const CellHistory& history) {
    const change::Change& change = logged.change;
    if (!history.is_current(model::life_field, logged, row.clock.stamp(model::life_field))) {
      skip(change, model::life_field);
      return {};
    }
    return row.exists() ? writer_.remove(change.kind, change.record)
                        : writer_.restore(change.kind, change.record);
  }

  Status reverse_cells(const LoggedChange& logged, const RowState& row,
                       const CellHistory& history) {
    const change::Change& change = logged.change;
    std::vector<CellValue> restored;
    for (const CellValue& cell : change.cells) {
      if (row.exists() && history.is_current(cell.field, logged, row.clock.stamp(cell.field))) {
        restored.push_back({cell.field, value_before(history, cell.field, logged)});
      } else {
        skip(change, cell.field);
      }
    }
    return restored.empty() ? Status{}
                            : writer_.edit(change.kind, change.record, std::move(restored));
  }

  // An outcome that was never written is open: its type has no value for none.
  static model::Value value_before(const CellHistory& history, model::FieldNumber field,
                                   const LoggedChange& logged) {
    model::Value value = history.value_before(field, logged);
    const RecordTable* table = record_table(logged.change.kind);
    const FieldColumn* column = table == nullptr ? nullptr : table->find(field);
    const bool is_outcome = column != nullptr && column->type == ColumnType::outcome;
    if (is_outcome && std::holds_alternative<model::NoValue>(value)) return model::Outcome{};
    return value;
  }

  void skip(const change::Change& change, model::FieldNumber field) {
    skipped_.push_back({change.kind, change.record, field});
  }

  Store& store_;
  CommandWriter& writer_;
  std::vector<SkippedCell>& skipped_;
};

Result<std::optional<Reversal>> reverse_step(Store& store, UndoState from, CommandName as) {
  const Result<std::optional<Step>> found = find_step(store, from);
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  Step step = **found;
  Result<CommandWriter> writer = CommandWriter::begin_reversal(store, as);
  if (!writer) return fail(std::move(writer.error()));
  Reversal reversal;
  reversal.name = step.name;
  Reverser reverser(store, *writer, reversal.skipped);
  const Status reversed = visit_changes_of_command(
      store.database(), step.effect,
      [&](const LoggedChange& logged) { return reverser.reverse(logged); });
  if (!reversed) return fail(reversed.error());
  step.effect = writer->command();
  const UndoState to = from == UndoState::done ? UndoState::undone : UndoState::done;
  if (Status saved = save_step(store, step, to); !saved) return fail(saved.error());
  Result<CommandResult> result = writer->commit_always();
  if (!result) return fail(std::move(result.error()));
  reversal.result = *std::move(result);
  return reversal;
}

Result<std::optional<CommandName>> name_of(Result<std::optional<Step>> step) {
  if (!step) return fail(std::move(step.error()));
  if (!*step) return std::nullopt;
  return (*step)->name;
}

}  // namespace

Result<std::optional<CommandName>> next_undo(Store& store) {
  return name_of(find_step(store, UndoState::done));
}

Result<std::optional<CommandName>> next_redo(Store& store) {
  return name_of(find_step(store, UndoState::undone));
}

Result<std::optional<Reversal>> undo(Store& store) {
  return reverse_step(store, UndoState::done, CommandName::undo);
}

Result<std::optional<Reversal>> redo(Store& store) {
  return reverse_step(store, UndoState::undone, CommandName::redo);
}

}  // namespace holdall::store
