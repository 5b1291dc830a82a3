#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "platform/randomness.h"
#include "sync/replica.h"
#include "sync/space.h"

namespace holdall::sync {

// This device's own batches as they are published, byte for byte, kept by the replica: closed once
// and for all here, then sent to any number of places.

struct OutboxState {
  std::uint64_t sequence = 0;  // of the last own batch that was closed; 0: none
  ObjectHash last_hash;        // of that batch

  template <class Archive>
  void serialize(Archive& archive) {
    archive(sequence, last_hash.bytes);
  }
};

[[nodiscard]] Result<OutboxState> outbox_state(Replica& replica);

// What is kept of a batch that is closed as the last one.
[[nodiscard]] std::vector<KeptRecord> records_of_closed(std::uint64_t sequence, Bytes batch);
// What is to be kept when none of so many own batches is one any more.
[[nodiscard]] std::vector<KeptRecord> records_of_none_closed(std::uint64_t sequence);

// Puts all own changes that are in no batch yet into batches, with what has been merged up to now
// as the vector that they have seen. So it must be called before each merge, and before publishing.
// Fails with invalid_argument if one change is too much for a batch (what is before it is closed),
// and as the replica does.
[[nodiscard]] Status close_batches(Replica& replica, const Space& space,
                                   platform::Randomness& randomness);

// How many own batches may have left this device, for whatever place. It is noted before they do.
[[nodiscard]] Result<std::uint64_t> given_batches(Replica& replica);
[[nodiscard]] Status note_given(Replica& replica, std::uint64_t sequence);

// Fails with not_found, and as the replica does.
[[nodiscard]] Result<Bytes> own_batch(Replica& replica, std::uint64_t sequence);

}  // namespace holdall::sync
