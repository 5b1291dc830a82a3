#include "store/change_log.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "store/batch_list.h"
#include "store/batch_store.h"

namespace holdall::store {
namespace {

using change::CellValue;
using change::Change;

// Columns in the order of the selects below.
Result<LoggedChange> read_change(const Statement& row) {
  Result<std::vector<CellValue>> cells = change::decode_cells(row.blob(8));
  if (!cells) return fail(std::move(cells.error()));
  LoggedChange logged;
  logged.number = row.integer(0);
  logged.command = row.integer(1);
  logged.reverses = row.integer(2);
  logged.change =
      Change{static_cast<model::RecordKind>(row.integer(3)), row.record(4),
             change::stamp_from_packed(row.integer(5), static_cast<DeviceNumber>(row.integer(6))),
             row.integer(7), *std::move(cells)};
  return logged;
}

// Appends them, the first first.
Status read_own_changes(Database& database, model::RecordKind kind, RecordId record,
                        std::vector<LoggedChange>& changes) {
  const Result<Statement*> select = database.cached(
      "SELECT number, command, reverses, kind, record, stamp_time, stamp_device, wall_ms, cells "
      "FROM change WHERE record = ?1 AND kind = ?2 ORDER BY number");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  use->bind(1, record).bind(2, static_cast<std::int64_t>(kind));
  while (true) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    Result<LoggedChange> logged = read_change(*use);
    if (!logged) return fail(std::move(logged.error()));
    changes.push_back(*std::move(logged));
  }
}

// Likewise those that a batch holds of the record.
Status read_batch_changes(Database& database, std::int64_t batch, model::RecordKind kind,
                          RecordId record, std::vector<LoggedChange>& changes) {
  Result<change::BodyReader> body = kept_body(database, batch);
  if (!body) return fail(std::move(body.error()));
  change::BatchChange entry;
  while (body->next(entry)) {
    if (entry.change.kind != kind || entry.change.record != record) continue;
    changes.push_back({.batch = batch, .change = entry.change});
  }
  return {};
}

}  // namespace

Status insert_change(Database& database, const LoggedChange& logged) {
  const Result<Statement*> insert = database.cached(
      "INSERT INTO change (command, reverses, kind, record, stamp_time, stamp_device, wall_ms, "
      "cells) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  if (!insert) return fail(insert.error());
  const Change& change = logged.change;
  const Bytes cells = change::encode_cells(change.cells);
  (*insert)
      ->bind(1, logged.command)
      .bind(2, logged.reverses)
      .bind(3, static_cast<std::int64_t>(change.kind))
      .bind(4, change.record)
      .bind(5, change::packed_time(change.stamp))
      .bind(6, std::int64_t{change.stamp.device})
      .bind(7, change.wall_ms)
      .bind(8, ByteView(cells));
  return (*insert)->run();
}

Result<bool> visit_changes_of_command(
    Database& database, std::int64_t command, std::int64_t below,
    const std::function<Result<bool>(const LoggedChange&)>& visit) {
  // A statement of its own, not a cached one: `visit` writes changes while it is under way.
  Result<Statement> select = database.prepare(
      "SELECT number, command, reverses, kind, record, stamp_time, stamp_device, wall_ms, cells "
      "FROM change "
      "WHERE command = ?1 AND number < ?2 ORDER BY number DESC");
  if (!select) return fail(std::move(select.error()));
  select->bind(1, command).bind(2, below);
  while (true) {
    const Result<bool> row = select->step();
    if (!row) return fail(row.error());
    if (!*row) return true;
    const Result<LoggedChange> logged = read_change(*select);
    if (!logged) return fail(logged.error());
    Result<bool> visited = visit(*logged);
    if (!visited || !*visited) return visited;
  }
}

Status visit_changes(Database& database, std::int64_t above, std::int64_t below,
                     const std::function<Result<bool>(const LoggedChange&, std::size_t)>& visit) {
  const Result<Statement*> select = database.cached(
      "SELECT number, command, reverses, kind, record, stamp_time, stamp_device, wall_ms, cells "
      "FROM change WHERE number > ?1 AND number < ?2 ORDER BY number");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  use->bind(1, above).bind(2, below);
  while (true) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    const Result<LoggedChange> logged = read_change(*use);
    if (!logged) return fail(logged.error());
    const Result<bool> visited = visit(*logged, use->blob(8).size());
    if (!visited) return fail(visited.error());
    if (!*visited) return {};
  }
}

Result<std::int64_t> count_changes_of_command(Database& database, std::int64_t command) {
  const Result<Statement*> select =
      database.cached("SELECT count(*) FROM change WHERE command = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, command).step();
  if (!found) return fail(found.error());
  return use->integer(0);
}

Result<std::optional<std::int64_t>> last_reversed(Database& database, std::int64_t command) {
  const Result<Statement*> select = database.cached(
      "SELECT reverses FROM change WHERE command = ?1 ORDER BY number DESC LIMIT 1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, command).step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return use->integer(0);
}

Result<std::vector<LoggedChange>> changes_of_record(RecordStore& records, model::RecordKind kind,
                                                    RecordId record) {
  std::vector<LoggedChange> changes;
  const Result<std::optional<RowState>> row = records.row(kind, record);
  if (!row) return fail(row.error());
  if (*row) {
    const Result<std::vector<std::int64_t>> batches = decode_batch_list((*row)->batches);
    if (!batches) return fail(batches.error());
    for (const std::int64_t batch : *batches) {
      Status read = read_batch_changes(records.database(), batch, kind, record, changes);
      if (!read) return fail(std::move(read.error()));
    }
  }
  std::int64_t number = -static_cast<std::int64_t>(changes.size());
  for (LoggedChange& logged : changes) logged.number = number++;
  if (Status read = read_own_changes(records.database(), kind, record, changes); !read)
    return fail(std::move(read.error()));
  const auto age = [](const LoggedChange& logged) {
    return std::pair(logged.change.wall_ms, logged.number);
  };
  std::ranges::sort(changes, std::ranges::greater(), age);
  return changes;
}

}  // namespace holdall::store
