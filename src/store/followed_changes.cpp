#include "store/followed_changes.h"

#include <utility>

namespace holdall::store {

Result<SeenChanges> seen_changes(Store& store) {
  const Result<Statement*> select = store.database().cached(
      "SELECT (SELECT ifnull(max(number), 0) FROM change), "
      "(SELECT ifnull(sum(number * 8 + state), 0) FROM import)");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> row = use->step();
  if (!row) return fail(row.error());
  return SeenChanges{use->integer(0), use->integer(1)};
}

Result<std::optional<std::vector<TouchedRecord>>> touched_since(Store& store,
                                                                const SeenChanges& seen,
                                                                const SeenChanges& now,
                                                                std::size_t limit) {
  std::vector<TouchedRecord> touched;
  const bool another = now.last_change < seen.last_change || now.imports != seen.imports;
  const bool much = now.last_change - seen.last_change > static_cast<std::int64_t>(limit);
  if (another || much) return std::nullopt;
  const Result<Statement*> select =
      store.database().cached("SELECT DISTINCT kind, record FROM change WHERE number > ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  use->bind(1, seen.last_change);
  while (true) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) return touched;
    touched.push_back({static_cast<model::RecordKind>(use->integer(0)), RecordId{use->integer(1)}});
  }
}

}  // namespace holdall::store
