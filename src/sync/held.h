#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "sync/replica.h"
#include "sync/space.h"

namespace holdall::sync {

// The batches that lie here and can be handed on, byte for byte as they were published: own ones
// that were closed, merged ones, and parked ones.

// How far they go, of each stream from its first one on. Fails with damaged, and as the replica
// does.
[[nodiscard]] Result<change::VersionVector> held_vector(const Space& space, Replica& replica);

// Fails with not_found, damaged, out_of_memory, and as the replica does.
[[nodiscard]] Result<Bytes> held_batch(const DeviceName& device, std::uint64_t sequence,
                                       const Space& space, Replica& replica);

}  // namespace holdall::sync
