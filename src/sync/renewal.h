#pragma once

#include <optional>

#include "base/result.h"
#include "platform/randomness.h"
#include "sync/space.h"
#include "sync/store_replica.h"
#include "sync/trouble.h"

namespace holdall::sync {

// This device goes on as a new one, with keys and a number of its own (docs/sync-format.md
// 'Successors'): its profile was copied, or restored from an older one (Trouble::copied_profile),
// or another device has its number (PullReport::must_yield). The batches that are common stay the
// old device's, for all that others have of it; what is behind them becomes the new one's, batch by
// batch with what each had seen, without what a rival's batches hold too: these are merged as the
// old device's. Nothing that carries the old space or writes the roster may be under way; what was
// shown of the database before must be read again. None: of a number that is yielded more batches
// have left by hand meanwhile; the next exchange publishes them first and asks again. Fails with
// invalid_argument if an import is not finished, and as the replica does.
[[nodiscard]] Result<std::optional<Space>> renew_device(StoreReplica& replica, const Space& space,
                                                        const Renewal& renewal,
                                                        platform::Randomness& randomness);

}  // namespace holdall::sync
