#include "store/followed_changes.h"

#include <utility>

namespace holdall::store {

namespace {

// The stamp of a change's time, 0 if there is none of this number.
Result<std::int64_t> stamp_of(Store& store, std::int64_t change) {
  const Result<Statement*> select =
      store.database().cached("SELECT stamp_time FROM change WHERE number = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> row = use->bind(1, change).step();
  if (!row) return fail(row.error());
  return *row ? use->integer(0) : 0;
}

}  // namespace

Result<SeenChanges> seen_changes(Store& store) {
  const Result<Statement*> select = store.database().cached(
      "SELECT (SELECT ifnull(max(number), 0) FROM change), "
      "(SELECT ifnull(sum(number * 8 + state), 0) FROM import), "
      "(SELECT ifnull(max(number), 0) FROM batch)");
  if (!select) return fail(select.error());
  SeenChanges seen;
  {
    StatementUse use(**select);
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    seen.last_change = use->integer(0);
    seen.imports = use->integer(1);
    seen.last_batch = use->integer(2);
  }
  const Result<std::int64_t> stamp = stamp_of(store, seen.last_change);
  if (!stamp) return fail(stamp.error());
  seen.last_stamp = *stamp;
  return seen;
}

// What an import brings, or its undoing takes, is nothing to look at before it is over.
Result<std::optional<std::vector<TouchedRecord>>> touched_since(Store& store,
                                                                const SeenChanges& seen,
                                                                const SeenChanges& now,
                                                                std::size_t limit) {
  const Result<std::int64_t> stamp = stamp_of(store, seen.last_change);
  if (!stamp) return fail(stamp.error());
  const bool another = now.last_change < seen.last_change || *stamp != seen.last_stamp;
  if (another || now.imports != seen.imports || now.last_batch != seen.last_batch)
    return std::nullopt;
  std::vector<TouchedRecord> touched;
  const Result<Statement*> select = store.database().cached(
      "SELECT DISTINCT kind, record FROM change WHERE number > ?1 AND command NOT IN "
      "(SELECT command FROM import WHERE state <> 1 UNION SELECT reversal FROM import "
      "WHERE state <> 1) LIMIT ?2");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  use->bind(1, seen.last_change).bind(2, static_cast<std::int64_t>(limit) + 1);
  while (true) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    touched.push_back({static_cast<model::RecordKind>(use->integer(0)), RecordId{use->integer(1)}});
  }
  if (touched.size() > limit) return std::nullopt;
  return touched;
}

}  // namespace holdall::store
