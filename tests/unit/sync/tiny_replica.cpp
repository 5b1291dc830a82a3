#include "tiny_replica.h"

#include <algorithm>

#include "base/assert.h"

namespace holdall::sync {

void TinyReplica::edit(change::Change change) {
  change::MergeReport report;
  HOLDALL_ASSERT(change::merge_change(live_.records[change.record], change, report).has_value());
  live_.changes.insert(change.stamp);
  live_.own.push_back(std::move(change));
}

Status TinyReplica::merge(std::span<ReceivedBatch> batches, std::span<const KeptRecord> records) {
  TinyContents next = live_;
  for (ReceivedBatch& batch : batches) {
    if (batch.sequence != next.merged.sequence(batch.author) + 1) {
      return fail(ErrorCode::invalid_argument, "a gap");
    }
    change::BatchChange read;
    change::MergeReport report;
    while (batch.body.next(read)) {
      const Status merged =
          change::merge_change(next.records[read.change.record], read.change, report);
      if (!merged) return merged;
      next.changes.insert(read.change.stamp);
    }
    next.merged.advance(batch.author, batch.sequence);
    next.bodies[{batch.author, batch.sequence}] = batch.packed_body;
  }
  live_ = std::move(next);
  return keep(records);
}

Result<OwnChanges> TinyReplica::unpublished(std::size_t changes_max) {
  const std::size_t count = std::min(changes_max, live_.own.size() - live_.own_in_batches);
  OwnChanges own{.body = {},
                 .sequence = live_.own_sequence + 1,
                 .last_change = static_cast<std::int64_t>(live_.own_in_batches + count)};
  for (std::size_t index = 0; index < count; ++index) {
    own.body.commands.push_back({.name = 1, .wall_ms = 5});
    own.body.changes.push_back({.command = static_cast<std::uint32_t>(index),
                                .change = live_.own[live_.own_in_batches + index]});
  }
  return own;
}

Status TinyReplica::note_published(const OwnChanges& changes, const change::VersionVector& seen,
                                   std::span<const KeptRecord> records) {
  HOLDALL_ASSERT(changes.sequence == live_.own_sequence + 1);
  HOLDALL_ASSERT(seen == live_.merged);
  live_.own_sequence = changes.sequence;
  live_.own_in_batches = static_cast<std::size_t>(changes.last_change);
  return keep(records);
}

Result<Bytes> TinyReplica::packed_body(const DeviceName& author, std::uint64_t sequence) {
  const auto found = live_.bodies.find({author, sequence});
  if (found == live_.bodies.end()) return fail(ErrorCode::not_found);
  return found->second;
}

Status TinyReplica::keep(std::span<const KeptRecord> records) {
  for (const KeptRecord& record : records) live_.kept[record.name] = record.bytes;
  return {};
}

Result<Bytes> TinyReplica::kept(const std::string& name) {
  const auto found = live_.kept.find(name);
  return found == live_.kept.end() ? Bytes() : found->second;
}

void TinyReplica::when_durable(std::function<void(Status)> durable) {
  tasks_.post(
      [this, copy = std::make_shared<const TinyContents>(live_), durable = std::move(durable)] {
        durable_ = copy;
        durable({});
      });
}

change::Change tiny_edit(std::uint32_t record, std::uint16_t field, std::int64_t value,
                         const change::Stamp& stamp) {
  change::Change change{.kind = model::RecordKind::deal,
                        .record = RecordId::of(1, record),
                        .stamp = stamp,
                        .wall_ms = stamp.milliseconds,
                        .cells = {}};
  change.cells.push_back({.field = field, .value = value});
  return change;
}

}  // namespace holdall::sync
