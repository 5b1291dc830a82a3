#include "store/undo.h"

#include <limits>
#include <utility>

#include "change/causal_length.h"
#include "store/cell_history.h"
#include "store/change_log.h"
#include "store/command_writer.h"
#include "store/import_batch.h"

namespace holdall::store {
namespace {

using change::CellValue;

struct Step {
  std::int64_t number = 0;
  CommandName name = CommandName::none;
  std::int64_t effect = 0;  // the command whose changes are what the step now consists of
};

// Of a row of number, name and effect.
Step read_step(const Statement& row) {
  return {row.integer(0), static_cast<CommandName>(row.integer(1)), row.integer(2)};
}

// The last step done, or the last one undone, which is the earliest of those. None while a
// reversal is under way.
Result<std::optional<Step>> find_step(Store& store, UndoState state) {
  // Two statements, each of which reads one row of the index: this runs after every command. The
  // index is used only with its own condition.
  const Result<Statement*> select = store.database().cached(
      state == UndoState::done
          ? "SELECT number, name, effect FROM command INDEXED BY command_undo "
            "WHERE undo_state = 0 AND undo_state < 2 "
            "AND NOT EXISTS (SELECT 1 FROM import WHERE state = 3) ORDER BY number DESC LIMIT 1"
          : "SELECT number, name, effect FROM command INDEXED BY command_undo "
            "WHERE undo_state = 1 AND undo_state < 2 "
            "AND NOT EXISTS (SELECT 1 FROM import WHERE state = 3) ORDER BY number LIMIT 1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return read_step(*use);
}

Result<Step> step_of_number(Store& store, std::int64_t number) {
  const Result<Statement*> select =
      store.database().cached("SELECT number, name, effect FROM command WHERE number = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, number).step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::damaged, "an import without its step");
  return read_step(*use);
}

Status move_step(Store& store, std::int64_t step, UndoState to) {
  const Result<Statement*> update =
      store.database().cached("UPDATE command SET undo_state = ?2 WHERE number = ?1");
  if (!update) return fail(update.error());
  return (*update)->bind(1, step).bind(2, static_cast<std::int64_t>(to)).run();
}

Status set_effect(Store& store, std::int64_t step, std::int64_t effect) {
  const Result<Statement*> update =
      store.database().cached("UPDATE command SET effect = ?2 WHERE number = ?1");
  if (!update) return fail(update.error());
  return (*update)->bind(1, step).bind(2, effect).run();
}

// Takes back one change after the other.
class Reverser {
 public:
  Reverser(Store& store, CommandWriter& writer, std::vector<SkippedCell>& skipped)
      : store_(store), writer_(writer), skipped_(skipped) {}

  Status reverse(const LoggedChange& logged) {
    const change::Change& change = logged.change;
    Result<std::optional<RowState>> row = store_.records().row(change.kind, change.record);
    if (!row) return fail(row.error());
    if (!*row) return fail(ErrorCode::damaged, "a change without its record");
    writer_.set_reverses(logged.number);
    // A creation sets life and more; to take it back is to delete, whatever else it set.
    const bool is_existence = change.cells.front().field == model::life_field;
    return is_existence ? reverse_existence(logged, **std::move(row))
                        : reverse_cells(logged, **row);
  }

 private:
  Status reverse_existence(const LoggedChange& logged, RowState row) {
    const change::Change& change = logged.change;
    const change::Stamp stamp = row.clock.stamp(model::life_field);
    // Nearly always the change is the last; of thousands of records the history is not read.
    bool is_current = stamp == change.stamp;
    if (!is_current) {
      const Result<CellHistory> history =
          CellHistory::load(store_.records(), change.kind, change.record);
      if (!history) return fail(history.error());
      is_current = history->is_current(model::life_field, logged, stamp);
    }
    if (is_current && row.life < change::causal_length_max)
      return writer_.turn_existence(change.kind, change.record, std::move(row));
    skip(change, model::life_field);
    return {};
  }

  Status reverse_cells(const LoggedChange& logged, const RowState& row) {
    const change::Change& change = logged.change;
    const Result<CellHistory> history =
        CellHistory::load(store_.records(), change.kind, change.record);
    if (!history) return fail(history.error());
    std::vector<CellValue> restored;
    for (const CellValue& cell : change.cells) {
      if (row.exists() && history->is_current(cell.field, logged, row.clock.stamp(cell.field))) {
        restored.push_back({cell.field, history->value_before(cell.field, logged)});
      } else {
        skip(change, cell.field);
      }
    }
    if (restored.empty()) return {};
    // A stage that is given back counts from when it was first had.
    const LoggedChange* since = history->source_before(model::deal_field::stage, logged);
    const std::int64_t since_ms = since == nullptr ? 0 : since->change.wall_ms;
    return writer_.edit_back(change.kind, change.record, std::move(restored), since_ms);
  }

  void skip(const change::Change& change, model::FieldNumber field) {
    skipped_.push_back({change.kind, change.record, field});
  }

  Store& store_;
  CommandWriter& writer_;
  std::vector<SkippedCell>& skipped_;
};

// Takes back what is left of the step's changes, of an import as far as the slice lasts.
Status reverse_slice(Store& store, CommandWriter& writer, Reversal& reversal,
                     const SliceOver& slice_over) {
  Reverser reverser(store, writer, reversal.skipped);
  const bool sliced = reversal.import != 0 && slice_over;
  const Result<bool> finished =
      visit_changes_of_command(store.database(), reversal.effect, reversal.below,
                               [&](const LoggedChange& logged) -> Result<bool> {
                                 if (Status reversed = reverser.reverse(logged); !reversed)
                                   return fail(reversed.error());
                                 reversal.below = logged.number;
                                 ++reversal.changes_done;
                                 return !sliced || !slice_over();
                               });
  if (!finished) return fail(finished.error());
  reversal.finished = *finished;
  return reversal.finished ? set_effect(store, reversal.step, writer.command()) : Status{};
}

Result<std::optional<Reversal>> reverse_step(Store& store, UndoState from, CommandName as,
                                             const SliceOver& slice_over) {
  const Result<std::optional<Step>> found = find_step(store, from);
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  const Step& step = **found;
  Result<CommandWriter> writer = CommandWriter::begin_reversal(store, as);
  if (!writer) return fail(std::move(writer.error()));
  const Result<std::int64_t> import = import_of_step(store, step.number);
  if (!import) return fail(import.error());
  Reversal reversal;
  reversal.name = step.name;
  reversal.as = as;
  reversal.import = *import;
  reversal.step = step.number;
  reversal.effect = step.effect;
  reversal.below = std::numeric_limits<std::int64_t>::max();
  if (Status done = reverse_slice(store, *writer, reversal, slice_over); !done)
    return fail(done.error());
  const UndoState to = from == UndoState::done ? UndoState::undone : UndoState::done;
  if (Status moved = move_step(store, step.number, to); !moved) return fail(moved.error());
  if (!reversal.finished) {
    const Result<std::int64_t> total = count_changes_of_command(store.database(), step.effect);
    if (!total) return fail(total.error());
    reversal.changes_total = *total;
    if (Status hidden = hide_import(store, *import, writer->command()); !hidden)
      return fail(hidden.error());
  }
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

Status forget_steps(Store& store) {
  const Result<Statement*> update =
      store.database().cached("UPDATE command SET undo_state = ?1 WHERE undo_state < ?1");
  if (!update) return fail(update.error());
  return (*update)->bind(1, std::int64_t{static_cast<int>(UndoState::off)}).run();
}

Result<std::optional<CommandName>> next_undo(Store& store) {
  return name_of(find_step(store, UndoState::done));
}

Result<std::optional<CommandName>> next_redo(Store& store) {
  return name_of(find_step(store, UndoState::undone));
}

Result<std::optional<Reversal>> undo(Store& store, const SliceOver& slice_over) {
  return reverse_step(store, UndoState::done, CommandName::undo, slice_over);
}

Result<std::optional<Reversal>> redo(Store& store, const SliceOver& slice_over) {
  return reverse_step(store, UndoState::undone, CommandName::redo, slice_over);
}

Status continue_reversal(Store& store, Reversal& reversal, const SliceOver& slice_over) {
  // What a slice that is not committed has counted does not hold.
  Reversal next = reversal;
  Result<CommandWriter> writer =
      CommandWriter::begin_slice(store, reversal.result.command, /*import=*/0);
  if (!writer) return fail(std::move(writer.error()));
  if (Status done = reverse_slice(store, *writer, next, slice_over); !done) return done;
  if (next.finished) {
    if (Status shown = show_import(store, next.import); !shown) return shown;
  }
  Result<CommandResult> result = writer->commit_always();
  if (!result) return fail(std::move(result.error()));
  reversal = std::move(next);
  return {};
}

Result<std::optional<Reversal>> unfinished_reversal(Store& store) {
  const Result<std::optional<ImportReversal>> found = unfinished_import_reversal(store);
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  const Result<Step> step = step_of_number(store, (*found)->step);
  if (!step) return fail(step.error());
  const Result<std::optional<std::int64_t>> last =
      last_reversed(store.database(), (*found)->reversal);
  if (!last) return fail(last.error());
  const Result<Step> own = step_of_number(store, (*found)->reversal);
  if (!own) return fail(own.error());
  const Result<std::int64_t> total = count_changes_of_command(store.database(), step->effect);
  if (!total) return fail(total.error());
  const Result<std::int64_t> done = count_changes_of_command(store.database(), own->number);
  if (!done) return fail(done.error());
  Reversal reversal;
  reversal.name = step->name;
  reversal.as = own->name;
  reversal.result.command = (*found)->reversal;
  reversal.finished = false;
  reversal.import = (*found)->import;
  reversal.step = step->number;
  reversal.effect = step->effect;
  reversal.below = last->value_or(std::numeric_limits<std::int64_t>::max());
  reversal.changes_total = *total;
  reversal.changes_done = *done;
  return reversal;
}

}  // namespace holdall::store
