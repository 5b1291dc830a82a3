#include "sync/outbox.h"

#include <cstddef>
#include <utility>

#include "base/assert.h"
#include "sync/batch.h"
#include "sync/kept.h"

namespace holdall::sync {
namespace {

constexpr const char* state_name = "outbox";
constexpr const char* given_name = "given";
constexpr std::size_t batch_changes = std::size_t{1} << 16;

struct Given {
  std::uint64_t sequence = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(sequence);
  }
};

std::string batch_name(std::uint64_t sequence) { return "batch/" + std::to_string(sequence); }

// True if there may be more; `changes_max` is halved where one batch cannot hold as many.
Result<bool> close_one(Replica& replica, const Space& space, platform::Randomness& randomness,
                       std::size_t& changes_max) {
  const Result<OutboxState> state = outbox_state(replica);
  if (!state) return fail(state.error());
  const Result<OwnChanges> own = replica.unpublished(changes_max);
  if (!own) return fail(own.error());
  if (own->body.changes.empty()) return false;
  HOLDALL_ASSERT(own->sequence == state->sequence + 1);
  const Result<change::VersionVector> seen = replica.merged_vector();
  if (!seen) return fail(seen.error());
  const BatchPlace place{.space = space.id(),
                         .sequence = own->sequence,
                         .before = state->last_hash,
                         .seen = *seen,
                         .version = replica.batch_version()};
  Result<Bytes> batch = make_batch(place, own->body, space.root(), space.device(), randomness);
  const std::size_t changes = own->body.changes.size();
  if (!batch && batch.error().code == ErrorCode::invalid_argument && changes > 1) {
    changes_max = changes / 2;
    return true;
  }
  if (!batch) return fail(std::move(batch.error()));
  const Status noted =
      replica.note_published(*own, *seen, records_of_closed(own->sequence, *std::move(batch)));
  if (!noted) return fail(noted.error());
  return true;
}

}  // namespace

Result<OutboxState> outbox_state(Replica& replica) {
  return read_kept<OutboxState>(replica, state_name);
}

std::vector<KeptRecord> records_of_closed(std::uint64_t sequence, Bytes batch) {
  const OutboxState last{.sequence = sequence, .last_hash = hash_of(batch)};
  return {{.name = batch_name(sequence), .bytes = std::move(batch)}, record_of(state_name, last)};
}

std::vector<KeptRecord> records_of_none_closed(std::uint64_t sequence) {
  std::vector<KeptRecord> records = {{.name = state_name, .bytes = {}},
                                     {.name = given_name, .bytes = {}}};
  for (std::uint64_t each = 1; each <= sequence; ++each)
    records.push_back({.name = batch_name(each), .bytes = {}});
  return records;
}

Status close_batches(Replica& replica, const Space& space, platform::Randomness& randomness) {
  std::size_t changes_max = batch_changes;
  for (;;) {
    const Result<bool> more = close_one(replica, space, randomness, changes_max);
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
}

Result<std::uint64_t> given_batches(Replica& replica) {
  const Result<Given> given = read_kept<Given>(replica, given_name);
  if (!given) return fail(given.error());
  return given->sequence;
}

Status note_given(Replica& replica, std::uint64_t sequence) {
  const Result<std::uint64_t> before = given_batches(replica);
  if (!before) return fail(before.error());
  return sequence > *before ? keep(replica, given_name, Given{sequence}) : Status{};
}

Result<Bytes> own_batch(Replica& replica, std::uint64_t sequence) {
  Result<Bytes> batch = replica.kept(batch_name(sequence));
  if (batch && batch->empty()) return fail(ErrorCode::not_found, "an own batch");
  return batch;
}

}  // namespace holdall::sync
