#include "sync/store_replica.h"

#include <utility>

#include "store/batch_store.h"
#include "store/kept_records.h"
#include "sync/kept.h"

namespace holdall::sync {

namespace {

Status in_transaction(store::Store& store, const std::function<Status(store::Store&)>& work) {
  Result<store::Transaction> transaction = store::Transaction::begin(store.database());
  if (!transaction) return fail(std::move(transaction.error()));
  if (Status done = work(store); !done) return done;
  return transaction->commit();
}

}  // namespace

Status StoreReplica::change_as_one(const std::function<Status(store::Store&)>& work) {
  Status done = in_transaction(store_, work);
  // What was given up may have changed the device's number.
  if (const Status loaded = done ? Status{} : store_.load_device(); !loaded) return loaded;
  return done;
}

Status StoreReplica::enter(const Space& space, std::span<const KeptRecord> records) {
  const KeptRecord keys{.name = std::string(space_record_name), .bytes = space.encode()};
  return change_as_one([&](store::Store& store) -> Status {
    if (Status named = store::name_own_stream(store, space.device().name()); !named) return named;
    if (Status kept = put({&keys, 1}); !kept) return kept;
    return put(records);
  });
}

Result<change::VersionVector> StoreReplica::merged_vector() { return store::merged_vector(store_); }

Status StoreReplica::merge(std::span<ReceivedBatch> batches, std::span<const KeptRecord> records) {
  const Result<store::MergeResult> result =
      store::merge_batches(store_, batches, [&] { return put(records); });
  if (!result) return fail(result.error());
  if (merged_) merged_(*result);
  return {};
}

Result<OwnChanges> StoreReplica::unpublished(std::size_t changes_max) {
  return store::unpublished_changes(store_, changes_max);
}

Status StoreReplica::note_published(const OwnChanges& changes, const change::VersionVector& seen,
                                    std::span<const KeptRecord> records) {
  return change_as_one([&](store::Store& store) -> Status {
    if (Status noted = store::note_published(store, changes, seen); !noted) return noted;
    return put(records);
  });
}

Result<Bytes> StoreReplica::packed_body(const DeviceName& author, std::uint64_t sequence) {
  return store::packed_body_of(store_.database(), author, sequence);
}

Status StoreReplica::keep(std::span<const KeptRecord> records) {
  return change_as_one([&](store::Store&) { return put(records); });
}

Result<Bytes> StoreReplica::kept(const std::string& name) {
  return store::kept_record(store_.database(), name);
}

void StoreReplica::when_durable(std::function<void(Status)> durable) {
  const auto tell = [durable = std::move(durable), alive = std::weak_ptr(alive_),
                     later = later_](const Status& status) {
    later([durable, alive, status] {
      if (!alive.expired()) durable(status);
    });
  };
  image_.flush(tell);
}

Status StoreReplica::put(std::span<const KeptRecord> records) {
  for (const KeptRecord& record : records) {
    if (Status kept = store::keep_record(store_.database(), record.name, record.bytes); !kept)
      return kept;
  }
  return {};
}

}  // namespace holdall::sync
