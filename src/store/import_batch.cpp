#include "store/import_batch.h"

#include <array>
#include <string>

namespace holdall::store {
namespace {

Status set_removing(Store& store, const Import& import) {
  const Result<Statement*> update =
      store.database().cached("UPDATE import SET state = 2 WHERE number = ?1");
  if (!update) return fail(update.error());
  return (*update)->bind(1, import.number).run();
}

Status set_reversal(Store& store, std::int64_t import, ImportState state, std::int64_t reversal) {
  const Result<Statement*> update =
      store.database().cached("UPDATE import SET state = ?2, reversal = ?3 WHERE number = ?1");
  if (!update) return fail(update.error());
  return (*update)
      ->bind(1, import)
      .bind(2, static_cast<std::int64_t>(state))
      .bind(3, reversal)
      .run();
}

// One of the tables that an import fills, and how to delete some of its rows of the import. Ids of
// an import lie above the counter at which it began, so that the search stays within the device's
// newest rows.
struct RemovalStep {
  const char* sql;
};

constexpr std::array<RemovalStep, 6> removal_steps = {{
    {"DELETE FROM change WHERE number IN (SELECT number FROM change WHERE command = ?2 LIMIT ?3)"},
    {"DELETE FROM deal WHERE id IN (SELECT id FROM deal WHERE id >= ?4 AND import = ?1 LIMIT ?3)"},
    {"DELETE FROM person WHERE id IN (SELECT id FROM person WHERE id >= ?4 AND import = ?1 LIMIT "
     "?3)"},
    {"DELETE FROM organisation WHERE id IN (SELECT id FROM organisation WHERE id >= ?4 AND import "
     "= ?1 LIMIT ?3)"},
    {"DELETE FROM stage WHERE id IN (SELECT id FROM stage WHERE id >= ?4 AND import = ?1 LIMIT "
     "?3)"},
    {"DELETE FROM pipeline WHERE id IN (SELECT id FROM pipeline WHERE id >= ?4 AND import = ?1 "
     "LIMIT ?3)"},
}};

Result<RecordId> first_id(Store& store, const Import& import) {
  const Result<Statement*> select =
      store.database().cached("SELECT first_id FROM import WHERE number = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, import.number).step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::not_found, "import");
  return use->record(0);
}

// Deletes up to `limit` rows; how many.
Result<std::int64_t> remove_rows(Store& store, const Import& import, std::int64_t limit) {
  const Result<RecordId> first = first_id(store, import);
  if (!first) return fail(first.error());
  std::int64_t removed = 0;
  for (const RemovalStep& step : removal_steps) {
    if (removed >= limit) break;
    const Result<Statement*> remove = store.database().cached(step.sql);
    if (!remove) return fail(remove.error());
    (*remove)->bind(3, limit - removed);
    const bool of_changes = &step == &removal_steps.front();
    if (of_changes) {
      (*remove)->bind(2, import.command);
    } else {
      (*remove)->bind(1, import.number).bind(4, *first);
    }
    if (Status run = (*remove)->run(); !run) return fail(run.error());
    removed += store.database().changes();
  }
  return removed;
}

Status forget(Store& store, const Import& import) {
  const Result<Statement*> command =
      store.database().cached("DELETE FROM command WHERE number = ?1");
  if (!command) return fail(command.error());
  if (Status run = (*command)->bind(1, import.command).run(); !run) return run;
  const Result<Statement*> own = store.database().cached("DELETE FROM import WHERE number = ?1");
  if (!own) return fail(own.error());
  return (*own)->bind(1, import.number).run();
}

}  // namespace

Result<Import> begin_import(Store& store, CommandName name, std::string_view file_name) {
  Result<CommandWriter> writer = CommandWriter::begin_reversal(store, name);
  if (!writer) return fail(std::move(writer.error()));
  Import import{0, writer->command(), name};
  const Result<std::int64_t> last =
      store.database().integer("SELECT coalesce(max(number), 0) FROM import");
  if (!last) return fail(last.error());
  import.number = *last + 1;
  const Result<RecordId> first = store.next_id();
  if (!first) return fail(first.error());
  const Result<Statement*> insert = store.database().cached(
      "INSERT INTO import (number, command, step, reversal, file_name, wall_ms, first_id, state) "
      "VALUES (?1, ?2, 0, 0, ?3, ?4, ?5, 0)");
  if (!insert) return fail(insert.error());
  (*insert)
      ->bind(1, import.number)
      .bind(2, import.command)
      .bind(3, file_name)
      .bind(4, store.clock().wall_ms())
      .bind(5, *first);
  if (Status inserted = (*insert)->run(); !inserted) return fail(inserted.error());
  Result<CommandResult> result = writer->commit_always();
  if (!result) return fail(std::move(result.error()));
  return import;
}

Result<CommandWriter> begin_import_slice(Store& store, const Import& import) {
  return CommandWriter::begin_slice(store, import.command, import.number);
}

Status reveal_import(Store& store, const Import& import) {
  Result<Transaction> transaction = Transaction::begin(store.database());
  if (!transaction) return fail(std::move(transaction.error()));
  // The newest step: what the person did beside the import came before it.
  const Result<std::int64_t> step = insert_step(store, import.name, import.command);
  if (!step) return fail(step.error());
  const Result<Statement*> update =
      store.database().cached("UPDATE import SET state = 1, step = ?2 WHERE number = ?1");
  if (!update) return fail(update.error());
  if (Status set = (*update)->bind(1, import.number).bind(2, *step).run(); !set) return set;
  return transaction->commit();
}

Result<bool> remove_import_slice(Store& store, const Import& import, std::int64_t limit) {
  Result<Transaction> transaction = Transaction::begin(store.database());
  if (!transaction) return fail(std::move(transaction.error()));
  if (Status set = set_removing(store, import); !set) return fail(set.error());
  const Result<std::int64_t> removed = remove_rows(store, import, limit);
  if (!removed) return fail(removed.error());
  const bool finished = *removed < limit;
  if (finished) {
    if (Status forgotten = forget(store, import); !forgotten) return fail(forgotten.error());
  }
  if (Status committed = transaction->commit(); !committed) return fail(committed.error());
  return finished;
}

Result<std::int64_t> import_of_step(Store& store, std::int64_t step) {
  const Result<Statement*> select =
      store.database().cached("SELECT number FROM import WHERE step = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, step).step();
  if (!found) return fail(found.error());
  return *found ? use->integer(0) : 0;
}

Status hide_import(Store& store, std::int64_t import, std::int64_t reversal) {
  return set_reversal(store, import, ImportState::reversing, reversal);
}

Status show_import(Store& store, std::int64_t import) {
  return set_reversal(store, import, ImportState::revealed, 0);
}

Result<std::optional<ImportReversal>> unfinished_import_reversal(Store& store) {
  const Result<Statement*> select = store.database().cached(
      "SELECT number, step, reversal FROM import WHERE state = 3 ORDER BY number LIMIT 1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return ImportReversal{use->integer(0), use->integer(1), use->integer(2)};
}

Result<std::vector<UnfinishedImport>> unfinished_imports(Store& store) {
  const Result<Statement*> select = store.database().cached(
      "SELECT import.number, command, command.name, file_name, state FROM import JOIN command ON "
      "command.number = command WHERE state IN (0, 2) ORDER BY import.number");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  std::vector<UnfinishedImport> imports;
  while (true) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) return imports;
    imports.push_back(
        {.import = {use->integer(0), use->integer(1), static_cast<CommandName>(use->integer(2))},
         .file_name = std::string(use->text(3)),
         .removing = use->integer(4) == static_cast<std::int64_t>(ImportState::removing)});
  }
}

}  // namespace holdall::store
