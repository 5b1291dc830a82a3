#include "store/kept_records.h"

#include "store/query_parts.h"

namespace holdall::store {

Result<Bytes> kept_record(Database& database, std::string_view name) {
  const Result<Statement*> select =
      database.cached("SELECT bytes FROM kept_record WHERE name = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, name).step();
  if (!found) return fail(found.error());
  if (!*found) return Bytes{};
  const ByteView bytes = use->blob(0);
  return Bytes(bytes.begin(), bytes.end());
}

Status keep_record(Database& database, std::string_view name, ByteView bytes) {
  const Result<Statement*> change = database.cached(
      bytes.empty() ? "DELETE FROM kept_record WHERE name = ?1"
                    : "INSERT OR REPLACE INTO kept_record (name, bytes) VALUES (?1, ?2)");
  if (!change) return fail(change.error());
  (*change)->bind(1, name);
  if (!bytes.empty()) (*change)->bind(2, bytes);
  return (*change)->run();
}

Result<std::vector<std::string>> kept_record_names(Database& database, std::string_view beginning) {
  const Result<Statement*> select = database.cached(
      "SELECT name FROM kept_record WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name");
  if (!select) return fail(select.error());
  (*select)->bind(1, beginning);
  std::vector<std::string> names;
  const Status visited =
      visit_rows(**select, [&](const Statement& row) { names.emplace_back(row.text(0)); });
  if (!visited) return fail(visited.error());
  return names;
}

}  // namespace holdall::store
