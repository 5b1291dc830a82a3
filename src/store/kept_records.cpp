#include "store/kept_records.h"

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

}  // namespace holdall::store
