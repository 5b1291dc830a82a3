#include "store/command_writer.h"

#include <algorithm>
#include <utility>

#include "change/causal_length.h"
#include "store/change_log.h"

namespace holdall::store {
namespace {

using change::CellValue;
using change::Stamp;
using model::FieldNumber;
using model::RecordKind;

// The number of the last command, 0 if there is none.
Result<std::int64_t> last_command(Database& database) {
  const Result<Statement*> select = database.cached("SELECT coalesce(max(number), 0) FROM command");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->step();
  if (!found) return fail(found.error());
  return use->integer(0);
}

// `effect`: the command whose changes it consists of; 0 for its own.
Result<std::int64_t> insert_command(Store& store, CommandName name, UndoState undo_state,
                                    std::int64_t effect) {
  Database& database = store.database();
  const Result<std::int64_t> last = last_command(database);
  if (!last) return fail(last.error());
  const Result<Statement*> insert = database.cached(
      "INSERT INTO command (number, name, wall_ms, undo_state, effect) VALUES (?1, ?2, ?3, ?4, "
      "?5)");
  if (!insert) return fail(insert.error());
  (*insert)
      ->bind(1, *last + 1)
      .bind(2, static_cast<std::int64_t>(name))
      .bind(3, store.clock().wall_ms())
      .bind(4, static_cast<std::int64_t>(undo_state))
      .bind(5, effect == 0 ? *last + 1 : effect);
  if (Status inserted = (*insert)->run(); !inserted) return fail(inserted.error());
  return *last + 1;
}

// A new step makes what was undone before unreachable.
Status drop_redo_steps(Database& database) {
  const Result<Statement*> update = database.cached(
      "UPDATE command INDEXED BY command_undo SET undo_state = 2 "
      "WHERE undo_state = 1 AND undo_state < 2");
  if (!update) return fail(update.error());
  return (*update)->run();
}

}  // namespace

Result<std::int64_t> insert_step(Store& store, CommandName name, std::int64_t effect) {
  if (Status dropped = drop_redo_steps(store.database()); !dropped) return fail(dropped.error());
  return insert_command(store, name, UndoState::done, effect);
}

CommandWriter::CommandWriter(Store& store, Transaction transaction, std::int64_t command,
                             std::int64_t import)
    : store_(&store),
      transaction_(std::move(transaction)),
      result_{command, {}},
      import_(import),
      wall_ms_(store.clock().wall_ms()) {}

Result<CommandWriter> CommandWriter::begin_with(Store& store, CommandName name,
                                                UndoState undo_state) {
  Result<Transaction> transaction = Transaction::begin(store.database());
  if (!transaction) return fail(std::move(transaction.error()));
  const Result<std::int64_t> command = insert_command(store, name, undo_state, 0);
  if (!command) return fail(command.error());
  if (undo_state == UndoState::done) {
    if (Status dropped = drop_redo_steps(store.database()); !dropped) return fail(dropped.error());
  }
  return CommandWriter(store, *std::move(transaction), *command, 0);
}

Result<CommandWriter> CommandWriter::begin(Store& store, CommandName name) {
  return begin_with(store, name, UndoState::done);
}

Result<CommandWriter> CommandWriter::begin_reversal(Store& store, CommandName name) {
  return begin_with(store, name, UndoState::off);
}

Result<CommandWriter> CommandWriter::begin_slice(Store& store, std::int64_t command,
                                                 std::int64_t import) {
  Result<Transaction> transaction = Transaction::begin(store.database());
  if (!transaction) return fail(std::move(transaction.error()));
  return CommandWriter(store, *std::move(transaction), command, import);
}

Result<RecordId> CommandWriter::create(RecordKind kind, std::vector<CellValue> cells) {
  const Result<RecordId> fresh = store_->next_id();
  if (!fresh) return fresh;
  const RecordId id = *fresh;
  const Stamp stamp = change::next_stamp(Stamp{}, store_->clock().wall_ms(), store_->device());
  std::erase_if(cells, [](const CellValue& cell) {
    return std::holds_alternative<model::NoValue>(cell.value);
  });
  std::ranges::sort(cells, {}, &CellValue::field);
  const RowState row{.clock = change::Clock(stamp), .life = 1, .import = import_};
  if (Status inserted = store_->records().insert(kind, id, row, cells, wall_ms_); !inserted)
    return fail(inserted.error());
  cells.insert(cells.begin(), CellValue{model::life_field, std::int64_t{1}});
  const Status recorded = record_change({kind, id, stamp, wall_ms_, std::move(cells)});
  if (!recorded) return fail(recorded.error());
  return id;
}

Status CommandWriter::edit(RecordKind kind, RecordId id, std::vector<CellValue> cells) {
  return edit_back(kind, id, std::move(cells), wall_ms_);
}

Status CommandWriter::edit_back(RecordKind kind, RecordId id, std::vector<CellValue> cells,
                                std::int64_t stage_since_ms) {
  Result<std::optional<RowState>> row = store_->records().row(kind, id);
  if (!row) return fail(std::move(row.error()));
  if (!*row || !(*row)->exists()) return fail(ErrorCode::not_found, to_text(id));
  const Result<std::vector<CellValue>> present = store_->records().cells(kind, id);
  if (!present) return fail(present.error());
  std::erase_if(cells, [&](const CellValue& cell) {
    const auto same = std::ranges::find(*present, cell.field, &CellValue::field);
    return same == present->end() ? std::holds_alternative<model::NoValue>(cell.value)
                                  : same->value == cell.value;
  });
  if (cells.empty()) return {};
  return write(kind, id, **std::move(row), std::move(cells), stage_since_ms);
}

Status CommandWriter::confirm(RecordKind kind, RecordId id, model::FieldNumber field,
                              std::int64_t stage_since_ms) {
  Result<std::optional<RowState>> row = store_->records().row(kind, id);
  if (!row) return fail(std::move(row.error()));
  if (!*row || !(*row)->exists()) return fail(ErrorCode::not_found, to_text(id));
  Result<model::Value> value = store_->records().cell(kind, id, field);
  if (!value) return fail(std::move(value.error()));
  return write(kind, id, **std::move(row), {CellValue{field, *std::move(value)}}, stage_since_ms);
}

Status CommandWriter::set_existence(RecordKind kind, RecordId id, bool exists) {
  Result<std::optional<RowState>> row = store_->records().row(kind, id);
  if (!row) return fail(std::move(row.error()));
  if (!*row || (*row)->life == 0) return fail(ErrorCode::not_found, to_text(id));
  return (*row)->exists() == exists ? Status{} : turn_existence(kind, id, **std::move(row));
}

Status CommandWriter::turn_existence(RecordKind kind, RecordId id, RowState row) {
  if (row.life >= change::causal_length_max)
    return fail(ErrorCode::damaged, "a record that has turned too often");
  const std::int64_t life = ++row.life;
  return write(kind, id, std::move(row), {CellValue{model::life_field, life}}, 0);
}

// Each cell gets its own next stamp. Almost always they are equal, and the cells make one change; a
// cell whose stamp a wrong clock has pushed into the future makes a change of its own and does not
// pull the others along.
Status CommandWriter::write(RecordKind kind, RecordId id, RowState row,
                            std::vector<CellValue> cells, std::int64_t stage_since_ms) {
  std::ranges::sort(cells, {}, &CellValue::field);
  std::vector<change::Change> changes;
  for (const CellValue& cell : cells) {
    const Stamp stamp = change::next_stamp(row.clock.stamp(cell.field), store_->clock().wall_ms(),
                                           store_->device());
    if (std::holds_alternative<model::NoValue>(cell.value)) {
      row.clock.set_none(cell.field, stamp);
    } else {
      row.clock.set(cell.field, stamp);
    }
    const auto same = std::ranges::find(changes, stamp, &change::Change::stamp);
    change::Change& change =
        same != changes.end() ? *same
                              : changes.emplace_back(change::Change{kind, id, stamp, wall_ms_, {}});
    change.cells.push_back(cell);
  }
  if (Status updated = store_->records().update(kind, id, row, cells, stage_since_ms); !updated)
    return updated;
  for (change::Change& change : changes) {
    if (Status recorded = record_change(std::move(change)); !recorded) return recorded;
  }
  return {};
}

Status CommandWriter::record_change(change::Change change) {
  if (result_.touched.empty() || result_.touched.back().id != change.record) {
    result_.touched.push_back({change.kind, change.record});
  }
  return insert_change(
      store_->database(),
      {.command = result_.command, .reverses = reverses_, .change = std::move(change)});
}

Result<CommandResult> CommandWriter::commit() {
  // Given up by the transaction's end: a command that changes nothing must not clear the redo
  // stack.
  if (result_.touched.empty()) return CommandResult{};
  return commit_always();
}

Result<CommandResult> CommandWriter::commit_always() {
  if (Status saved = store_->save_counter(); !saved) return fail(saved.error());
  if (Status committed = transaction_.commit(); !committed) return fail(committed.error());
  return std::move(result_);
}

}  // namespace holdall::store
