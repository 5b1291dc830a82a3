#include "store/rival_batches.h"

#include <algorithm>
#include <utility>

#include "store/query_parts.h"
#include "store/stream.h"

namespace holdall::store {
namespace {

// The last change of this device that whoever has this vector has merged.
Result<std::int64_t> own_seen_by(Database& database, const change::VersionVector& seen) {
  const Result<Statement*> select =
      database.cached("SELECT name FROM stream WHERE number = ?1 AND sequence > 0");
  if (!select) return fail(select.error());
  DeviceName name;
  bool published = false;
  (*select)->bind(1, own_stream);
  const Status named = visit_rows(**select, [&](const Statement& row) {
    published = row.blob(0).size() == name.bytes.size();
    if (published) std::ranges::copy(row.blob(0), name.bytes.begin());
  });
  if (!named) return fail(named.error());
  if (!published) return 0;
  const Result<Statement*> last =
      database.cached("SELECT last_change FROM batch WHERE stream = ?1 AND sequence = ?2");
  if (!last) return fail(last.error());
  (*last)->bind(1, own_stream).bind(2, static_cast<std::int64_t>(seen.sequence(name)));
  std::int64_t number = 0;
  const Status found = visit_rows(**last, [&](const Statement& row) { number = row.integer(0); });
  if (!found) return fail(found.error());
  return number;
}

}  // namespace

Status RivalBatches::add(std::int64_t number, const change::BatchPoint& point) {
  Known& known = known_[number];
  known.seen = *point.seen;
  known.point = {point.author, point.sequence, &known.seen};
  const Result<std::int64_t> own_seen = own_seen_by(database_, known.seen);
  if (!own_seen) return fail(own_seen.error());
  known.own_seen = *own_seen;
  if (*own_seen < own_seen_least_) own_changes_read_ = false;
  own_seen_least_ = std::min(own_seen_least_, *own_seen);
  return {};
}

Result<const RivalBatches::Known*> RivalBatches::find(std::int64_t number) {
  const auto found = known_.find(number);
  if (found != known_.end()) return &found->second;
  const Result<Statement*> select = database_.cached(
      "SELECT name, batch.sequence, seen FROM batch JOIN stream ON stream.number = stream "
      "WHERE batch.number = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> row = use->bind(1, number).step();
  if (!row) return fail(row.error());
  DeviceName name;
  if (!*row || use->blob(0).size() != name.bytes.size())
    return fail(ErrorCode::damaged, "a batch that is not there");
  std::ranges::copy(use->blob(0), name.bytes.begin());
  Result<change::VersionVector> seen = change::VersionVector::decode(use->blob(2));
  if (!seen) return fail(std::move(seen.error()));
  Known& known = known_[number];
  known.seen = *std::move(seen);
  known.point = {name, static_cast<std::uint64_t>(use->integer(1)), &known.seen};
  return &known;
}

Status RivalBatches::read_own_changes() {
  if (std::exchange(own_changes_read_, true)) return {};
  const Result<Statement*> select = database_.cached(
      "SELECT record, number FROM change WHERE number > ?1 "
      "AND NOT (stamp_time = 0 AND stamp_device = 0) ORDER BY number");
  if (!select) return fail(select.error());
  (*select)->bind(1, own_seen_least_);
  return visit_rows(**select,
                    [&](const Statement& row) { own_changes_[row.record(0)] = row.integer(1); });
}

Result<bool> RivalBatches::has_rival(std::int64_t number, RecordId record,
                                     std::span<const std::int64_t> others) {
  const Result<const Known*> batch = find(number);
  if (!batch) return fail(batch.error());
  for (const std::int64_t other : others) {
    const Result<const Known*> rival = find(other);
    if (!rival) return fail(rival.error());
    if (change::are_concurrent((*batch)->point, (*rival)->point)) return true;
  }
  if (Status read = read_own_changes(); !read) return fail(std::move(read.error()));
  const auto own = own_changes_.find(record);
  return own != own_changes_.end() && own->second > (*batch)->own_seen;
}

}  // namespace holdall::store
