#include "store/conflicts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "change/conflict.h"
#include "store/merge.h"
#include "store/query_parts.h"
#include "store/stream.h"

namespace holdall::store {
namespace {

// Where a batch stands, with the vector that its point refers to.
struct Place {
  DeviceName author;
  std::uint64_t sequence = 0;
  change::VersionVector seen;

  [[nodiscard]] change::BatchPoint point() const { return {author, sequence, &seen}; }
};

// The batches that hold the changes of a record.
class Places {
 public:
  explicit Places(Store& store) : store_(store) {}

  [[nodiscard]] Status begin() {
    const Result<std::map<DeviceName, Stream>> found = streams(store_.database());
    if (!found) return fail(found.error());
    Result<change::VersionVector> merged = merged_vector(store_);
    if (!merged) return fail(std::move(merged.error()));
    open_.seen = *std::move(merged);
    for (const auto& [name, stream] : *found) {
      names_[stream.number] = name;
      if (stream.number == own_stream) open_ = {name, stream.sequence, std::move(open_.seen)};
    }
    ++open_.sequence;
    return {};
  }

  // Valid as long as this object.
  [[nodiscard]] Result<const Place*> of(const LoggedChange& logged) {
    return logged.batch != 0
               ? read("SELECT number, stream, sequence, seen FROM batch WHERE number = ?1",
                      logged.batch)
               : read(
                     "SELECT number, stream, sequence, seen FROM batch WHERE stream = 0 AND "
                     "last_change >= ?1 ORDER BY sequence LIMIT 1",
                     logged.number);
  }

 private:
  // The one that would be closed now if there is no such row.
  [[nodiscard]] Result<const Place*> read(const char* sql, std::int64_t key) {
    const Result<Statement*> select = store_.database().cached(sql);
    if (!select) return fail(select.error());
    StatementUse use(**select);
    const Result<bool> row = use->bind(1, key).step();
    if (!row) return fail(row.error());
    if (!*row) return &open_;
    const auto found = places_.find(use->integer(0));
    if (found != places_.end()) return &found->second;
    Result<change::VersionVector> seen = change::VersionVector::decode(use->blob(3));
    if (!seen) return fail(std::move(seen.error()));
    Place place{names_[use->integer(1)], static_cast<std::uint64_t>(use->integer(2)),
                *std::move(seen)};
    return &places_.emplace(use->integer(0), std::move(place)).first->second;
  }

  Store& store_;
  Place open_;
  std::map<std::int64_t, DeviceName> names_;
  std::map<std::int64_t, Place> places_;
};

RecordConflicts find_conflicts(const std::vector<LoggedChange>& changes,
                               const std::vector<change::AuthoredChange>& authored) {
  RecordConflicts conflicts;
  std::set<model::FieldNumber> fields;
  for (const LoggedChange& logged : changes) {
    for (const change::CellValue& cell : logged.change.cells) fields.insert(cell.field);
  }
  for (const model::FieldNumber field : fields) {
    const auto conflict = change::find_cell_conflict(field, authored);
    if (!conflict || conflict->losers.empty()) continue;
    CellRivals& rivals = conflicts.cells.emplace_back(field, changes[conflict->winner]);
    for (const std::size_t loser : conflict->losers) rivals.losers.push_back(changes[loser]);
  }
  for (const auto& [change, field] : change::find_edits_beside_deletion(authored))
    conflicts.edits_in_bin.push_back({field, changes[change]});
  return conflicts;
}

Status forget_conflict(Store& store, model::RecordKind kind, RecordId record) {
  Result<Statement*> find =
      store.database().cached("SELECT 1 FROM conflict WHERE kind = ?1 AND record = ?2");
  if (!find) return fail(find.error());
  {
    StatementUse use(**find);
    const Result<bool> there = use->bind(1, static_cast<std::int64_t>(kind)).bind(2, record).step();
    if (!there) return fail(there.error());
    if (!*there) return {};
  }
  Result<Transaction> transaction = Transaction::begin(store.database());
  if (!transaction) return {};  // it is only read; whoever writes will find the same
  const Result<Statement*> remove =
      store.database().cached("DELETE FROM conflict WHERE kind = ?1 AND record = ?2");
  if (!remove) return fail(remove.error());
  const Status removed = (*remove)->bind(1, static_cast<std::int64_t>(kind)).bind(2, record).run();
  return removed ? transaction->commit() : removed;
}

}  // namespace

Result<RecordConflicts> conflicts_of_record(Store& store, model::RecordKind kind, RecordId record) {
  Result<std::vector<LoggedChange>> changes = changes_of_record(store.records(), kind, record);
  if (!changes) return fail(std::move(changes.error()));
  // What is the same on every device was known to everybody.
  std::erase_if(*changes, [](const LoggedChange& logged) {
    return logged.change.stamp == change::built_in_stamp;
  });
  Places places(store);
  if (Status begun = places.begin(); !begun) return fail(std::move(begun.error()));
  std::vector<change::AuthoredChange> authored;
  for (const LoggedChange& logged : *changes) {
    const Result<const Place*> place = places.of(logged);
    if (!place) return fail(place.error());
    authored.push_back({&logged.change, (*place)->point()});
  }
  RecordConflicts conflicts = find_conflicts(*changes, authored);
  if (!conflicts.any()) {
    if (Status forgotten = forget_conflict(store, kind, record); !forgotten)
      return fail(std::move(forgotten.error()));
  }
  return conflicts;
}

Result<std::vector<TouchedRecord>> records_in_conflict(Store& store) {
  const Result<Statement*> select =
      store.database().cached("SELECT kind, record FROM conflict ORDER BY kind, record");
  if (!select) return fail(select.error());
  std::vector<TouchedRecord> records;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    records.push_back({static_cast<model::RecordKind>(row.integer(0)), row.record(1)});
  });
  if (!visited) return fail(visited.error());
  return records;
}

Status note_conflict(Store& store, const TouchedRecord& record) {
  const Result<Statement*> insert = store.database().cached(
      "INSERT INTO conflict (kind, record) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
  if (!insert) return fail(insert.error());
  return (*insert)->bind(1, static_cast<std::int64_t>(record.kind)).bind(2, record.id).run();
}

}  // namespace holdall::store
