#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "store/store.h"

// A device that finds somebody else in its place, because its database was copied, or restored from
// an older one, or because two have drawn one number, goes on as a new one: what the others have of
// it stays the old one's, all else becomes the new one's as if that had written it.
namespace holdall::store {

struct NewIdentity {
  DeviceName before;
  DeviceName after;
  DeviceNumber number = 0;  // of the new device, in ids and stamps
  // The packed bodies (batch_store.h) of the own batches that stay the old device's, from the first
  // on.
  std::span<const Bytes> kept_bodies;
  // Those that somebody else has put behind them under the old name, to be merged afterwards. A
  // change that stands in them was the old device's; it is taken out here.
  std::span<const Bytes> rival_bodies;
};

// An own batch that does not stay: where it ended and what it had seen, for the new one that takes
// its place.
struct FormerBatch {
  std::int64_t last_change = 0;
  change::VersionVector seen;
};

// Within a transaction: the old device's stream is one of another device from now on, and what no
// kept batch holds is this device's under its new name and number: the records that it made, its
// stamps, and what links to those records. No batch holds it yet. All steps leave the stack of what
// can be undone. Gives the batches that do not stay, in their order. Fails with invalid_argument if
// an import is not finished, or the own stream is not `before` with as many batches.
[[nodiscard]] Result<std::vector<FormerBatch>> renew_device(Store& store,
                                                            const NewIdentity& identity);

}  // namespace holdall::store
