#include "store/change_log.h"

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

Result<std::vector<LoggedChange>> changes_of_record(Database& database, RecordId record) {
  const Result<Statement*> select = database.cached(
      "SELECT number, command, reverses, kind, record, stamp_time, stamp_device, wall_ms, cells "
      "FROM change "
      "WHERE record = ?1 ORDER BY number DESC");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  use->bind(1, record);
  std::vector<LoggedChange> changes;
  while (true) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) return changes;
    Result<LoggedChange> logged = read_change(*use);
    if (!logged) return fail(std::move(logged.error()));
    changes.push_back(*std::move(logged));
  }
}

}  // namespace holdall::store
