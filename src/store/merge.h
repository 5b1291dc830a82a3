#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/batch_body.h"
#include "change/version_vector.h"
#include "store/store.h"

// What this database has to do with batches: it merges those of other devices and says what its own
// next one holds.
namespace holdall::store {

// A batch that is known to be its author's.
struct ReceivedBatch {
  DeviceName author;
  std::uint64_t sequence = 0;
  change::VersionVector seen;  // what its author had merged when it was closed
  change::BodyReader body;     // at its first change; merge_batches() reads it to the end
  Bytes packed_body;           // the same as it is kept, see pack_body()
};

struct MergeResult {
  // The records of which anything has changed, each once. Hidden ones and those in the bin are
  // among them, and kinds that this version does not know.
  std::vector<TouchedRecord> touched;
  std::int64_t changes_total = 0;
  std::int64_t changes_won = 0;  // took effect, be it in one cell alone, when their turn came
};

// Merges batches of any devices but this one, each the next of its stream (those of one device in
// their order), in one transaction: rows with all that is derived from them, history, vector. The
// row of a record is read and written once for all changes of it. Fails with invalid_argument for a
// batch that is not the next of its stream, damaged for a change that check_change() refuses,
// out_of_memory, and as a commit does; then nothing has happened, but the bodies are read and must
// be opened anew. `beside`, if given, writes what belongs into the same transaction; what it fails
// with the merge fails with.
[[nodiscard]] Result<MergeResult> merge_batches(Store& store, std::span<ReceivedBatch> batches,
                                                const std::function<Status()>& beside = {});

// What has been merged, without this device's own batches: what a batch that is closed now has
// seen.
[[nodiscard]] Result<change::VersionVector> merged_vector(Store& store);

// --- this device's own batches ---

// Gives this device's own stream the name that others know it by. Once, before it publishes
// anything and before it merges a batch whose author had seen one of its own; later calls may only
// repeat it. Fails with invalid_argument for another name, or that of a device whose batches are
// merged.
[[nodiscard]] Status name_own_stream(Store& store, const DeviceName& name);

// What the next own batch holds.
struct OwnChanges {
  change::BatchBody body;        // without a change: there is nothing to publish
  std::uint64_t sequence = 0;    // of that batch
  std::int64_t last_change = 0;  // the number of its last change
};

// This device's changes that no own batch holds, with their commands, in the order in which they
// were written: `changes_max` at most, fewer if they would be too long for one batch. (One that can
// be compressed to nearly nothing may still be refused by its readers: ask for fewer then.)
// Built-in records are left out, they are the same everywhere. An import that is not revealed, or
// whose undoing is under way, holds up what comes behind it. None has a number above `last_change`.
[[nodiscard]] Result<OwnChanges> unpublished_changes(Store& store, std::size_t changes_max,
                                                     std::int64_t last_change = INT64_MAX - 1);

// From now on these changes are in an own batch, which was closed with this vector. To be called
// within a transaction (in which the batch is put down to be sent). Fails with invalid_argument if
// the stream has no name or has gone on meanwhile.
[[nodiscard]] Status note_published(Store& store, const OwnChanges& changes,
                                    const change::VersionVector& seen);

}  // namespace holdall::store
