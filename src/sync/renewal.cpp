#include "sync/renewal.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "store/kept_records.h"
#include "store/renewal.h"
#include "store/schema.h"
#include "sync/batch.h"
#include "sync/intake.h"
#include "sync/outbox.h"
#include "sync/roster.h"

namespace holdall::sync {
namespace {

constexpr std::size_t batch_changes = std::size_t{1} << 16;

// The own batches that stay, as they are kept when another device has written them.
struct KeptBatches {
  std::vector<Bytes> bodies;
  std::vector<KeptRecord> records;
};

Result<KeptBatches> open_kept(Replica& replica, const Space& space, std::uint64_t count) {
  KeptBatches kept;
  const DeviceName name = space.device().name();
  for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
    const Result<Bytes> batch = own_batch(replica, sequence);
    if (!batch) return fail(batch.error());
    Result<OpenedBatch> opened = open_batch(*batch, space.id(), space.root(),
                                            space.device().public_key(), replica.batch_version());
    if (!opened) return fail(std::move(opened.error()));
    kept.bodies.push_back(std::move(opened->packed_body));
    kept.records.push_back(envelope_record(name, sequence, std::move(opened->envelope)));
    if (sequence == count) kept.records.push_back(chain_record(name, count, hash_of(*batch)));
  }
  return kept;
}

// The bodies of the rival's batches, as far as they can be read.
Result<std::vector<Bytes>> open_rival(const Space& space, const std::vector<Bytes>& batches,
                                      std::uint32_t version) {
  std::vector<Bytes> bodies;
  for (const Bytes& batch : batches) {
    Result<OpenedBatch> opened =
        open_batch(batch, space.id(), space.root(), space.device().public_key(), version);
    if (!opened && opened.error().code == ErrorCode::out_of_memory)
      return fail(std::move(opened.error()));
    if (!opened || !opened->body) break;
    bodies.push_back(std::move(opened->packed_body));
  }
  return bodies;
}

DeviceNumber draw_free_number(const Roster& roster, platform::Randomness& randomness) {
  for (;;) {
    const DeviceNumber number = store::draw_device_number(randomness);
    const bool taken = std::ranges::any_of(roster.members(), [&](const RosterMember& member) {
      return member.introduction.number == number;
    });
    if (!taken) return number;
  }
}

// The new device's batches in the place of those that were not the old one's to keep.
class Republication {
 public:
  Republication(StoreReplica& replica, const Space& space, platform::Randomness& randomness)
      : replica_(replica), space_(space), randomness_(randomness) {}

  [[nodiscard]] Status close(store::Store& store, const store::FormerBatch& former,
                             const change::VersionVector& seen) {
    for (;;) {
      const Result<OwnChanges> own =
          store::unpublished_changes(store, batch_changes, former.last_change);
      if (!own) return fail(own.error());
      if (own->body.changes.empty()) return {};
      Result<Bytes> batch = make_batch({.space = space_.id(),
                                        .sequence = own->sequence,
                                        .before = last_hash_,
                                        .seen = seen,
                                        .version = replica_.batch_version()},
                                       own->body, space_.root(), space_.device(), randomness_);
      if (!batch) return fail(std::move(batch.error()));
      last_hash_ = hash_of(*batch);
      if (Status noted = store::note_published(store, *own, seen); !noted) return noted;
      const std::vector<KeptRecord> records = records_of_closed(own->sequence, *std::move(batch));
      if (Status put = replica_.put(records); !put) return put;
    }
  }

 private:
  StoreReplica& replica_;
  const Space& space_;
  platform::Randomness& randomness_;
  ObjectHash last_hash_;
};

// At no place anything of the new device was published; what was seen of others holds.
Result<std::vector<KeptRecord>> nothing_published(store::Store& store) {
  const Result<std::vector<std::string>> names = store::kept_record_names(store.database(), "at/");
  if (!names) return fail(names.error());
  std::vector<KeptRecord> records;
  for (const std::string& name : *names)
    if (!name.contains("/head/")) records.push_back({.name = name, .bytes = {}});
  return records;
}

}  // namespace

Result<std::optional<Space>> renew_device(StoreReplica& replica, const Space& space,
                                          const Renewal& renewal,
                                          platform::Randomness& randomness) {
  const Result<std::uint64_t> given = given_batches(replica);
  if (!given) return fail(given.error());
  if (!renewal.of_copy && *given > renewal.common_batches) return std::optional<Space>();
  const Result<OutboxState> outbox = outbox_state(replica);
  if (!outbox) return fail(outbox.error());
  const std::uint64_t kept_count = std::min(renewal.common_batches, outbox->sequence);
  const Result<std::vector<Bytes>> rival_bodies =
      open_rival(space, renewal.rival_batches, replica.batch_version());
  if (!rival_bodies) return fail(rival_bodies.error());
  const Result<KeptBatches> kept = open_kept(replica, space, kept_count);
  if (!kept) return fail(kept.error());
  const Result<Roster> roster = Roster::load(replica, space);
  if (!roster) return fail(roster.error());
  const RosterMember* const self = roster->find(space.device().name());
  const DeviceNumber number = draw_free_number(*roster, randomness);
  Result<Space> successor = space.successor(
      {.number = number, .label = self == nullptr ? std::string_view() : self->introduction.label},
      randomness);
  if (!successor) return fail(std::move(successor.error()));
  const DeviceName before = space.device().name();
  const Status renewed = replica.change_as_one([&](store::Store& store) -> Status {
    const Result<std::vector<store::FormerBatch>> former =
        store::renew_device(store, {.before = before,
                                    .after = successor->device().name(),
                                    .number = number,
                                    .kept_bodies = kept->bodies,
                                    .rival_bodies = *rival_bodies});
    if (!former) return fail(former.error());
    Result<std::vector<KeptRecord>> records = nothing_published(store);
    if (!records) return fail(std::move(records.error()));
    std::ranges::move(records_of_none_closed(outbox->sequence), std::back_inserter(*records));
    records->push_back(roster->record());
    records->push_back({.name = std::string(space_record_name), .bytes = successor->encode()});
    if (Status put = replica.put(*records); !put) return put;
    if (Status put = replica.put(kept->records); !put) return put;
    Republication republication(replica, *successor, randomness);
    for (const store::FormerBatch& batch : *former) {
      change::VersionVector seen = batch.seen;
      if (kept_count > 0) seen.advance(before, kept_count);
      if (Status closed = republication.close(store, batch, seen); !closed) return closed;
    }
    return {};
  });
  if (!renewed) return fail(renewed.error());
  // Were this not to succeed they would come with the next exchange.
  const std::vector<ByteView> batches(renewal.rival_batches.begin(), renewal.rival_batches.end());
  const Result<IntakeResult> taken = take_in(
      {.author = space.device().public_key(), .batches = batches}, *successor, replica, randomness);
  if (!taken && taken.error().code == ErrorCode::out_of_memory) return fail(taken.error());
  return *std::move(successor);
}

}  // namespace holdall::sync
