#include "sync/held.h"

#include "sync/intake.h"
#include "sync/outbox.h"
#include "sync/parking.h"

namespace holdall::sync {

Result<change::VersionVector> held_vector(const Space& space, Replica& replica) {
  Result<change::VersionVector> vector = replica.merged_vector();
  if (!vector) return vector;
  const Result<Parking> parking = Parking::load(replica);
  if (!parking) return fail(parking.error());
  for (const ParkedRun& run : parking->runs()) vector->advance(run.device, run.last);
  const Result<OutboxState> outbox = outbox_state(replica);
  if (!outbox) return fail(outbox.error());
  if (outbox->sequence > 0) vector->advance(space.device().name(), outbox->sequence);
  return vector;
}

Result<Bytes> held_batch(const DeviceName& device, std::uint64_t sequence, const Space& space,
                         Replica& replica) {
  if (device == space.device().name()) return own_batch(replica, sequence);
  Result<Bytes> merged = merged_batch(device, sequence, space, replica);
  if (merged || merged.error().code != ErrorCode::not_found) return merged;
  return Parking::batch(device, sequence, replica);
}

}  // namespace holdall::sync
