#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "platform/randomness.h"
#include "sync/replica.h"
#include "sync/sealing.h"
#include "sync/space.h"

namespace holdall::sync {

// What became of a batch that came from anywhere.
enum class Intake : std::uint8_t {
  merged,
  known,         // it was merged already
  gap,           // batches before it are missing
  bad,           // not its author's, or nothing that a reader may take
  newer_format,  // its author's, for a newer version of Holdall
  forked,        // its author's, but it does not follow the batch before it that is merged
};

// Verifies a batch and merges it if it is the next of its author's stream: the one way by which
// foreign changes get into the replica. Own changes are closed into batches first. Fails as the
// replica does.
[[nodiscard]] Result<Intake> take_in(ByteView batch, const PublicKey& author, const Space& space,
                                     Replica& replica, platform::Randomness& randomness);

// A merged batch of another device as it was published, byte for byte. Fails with not_found,
// damaged, out_of_memory.
[[nodiscard]] Result<Bytes> merged_batch(const DeviceName& author, std::uint64_t sequence,
                                         const Space& space, Replica& replica);

}  // namespace holdall::sync
