#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "platform/randomness.h"
#include "sync/names.h"
#include "sync/replica.h"
#include "sync/roster.h"
#include "sync/space.h"

namespace holdall::sync {

// Batches that wait for a newer version of Holdall: those that are authentic and that this one
// cannot read, and what follows them in their streams, kept as they came (docs/sync-format.md
// 'Parking').

// Of one stream, without a gap.
struct ParkedRun {
  DeviceName device;
  std::uint64_t first = 0;  // the one behind what is merged
  std::uint64_t last = 0;
  ObjectHash last_hash;
  std::uint64_t size_bytes = 0;  // of all of them

  // Whether more may be parked behind it.
  [[nodiscard]] bool is_full() const;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(device.bytes, first, last, last_hash.bytes, size_bytes);
  }
  friend bool operator==(const ParkedRun&, const ParkedRun&) = default;
};

class Parking {
 public:
  // Fails with damaged, and as the replica does.
  [[nodiscard]] static Result<Parking> load(Replica& replica);

  [[nodiscard]] std::span<const ParkedRun> runs() const { return runs_; }
  // Null: nothing of its stream is parked.
  [[nodiscard]] const ParkedRun* find(const DeviceName& device) const;

  // A batch behind what is parked, or the first; `records` are what the replica keeps then.
  void park(const DeviceName& device, std::uint64_t sequence, ByteView batch,
            std::vector<KeptRecord>& records);
  // The stream's batches up to this one are parked no more.
  void release(const DeviceName& device, std::uint64_t last, std::vector<KeptRecord>& records);

  // Fails with not_found, and as the replica does.
  [[nodiscard]] static Result<Bytes> batch(const DeviceName& device, std::uint64_t sequence,
                                           Replica& replica);

 private:
  // Appended to `records`, or put in the place of what it was there.
  void note(std::vector<KeptRecord>& records) const;

  std::vector<ParkedRun> runs_;
};

// Takes in what is parked and can be read by now; how many batches were merged. Fails as the
// replica does.
[[nodiscard]] Result<std::uint64_t> take_in_parked(const Roster& roster, const Space& space,
                                                   Replica& replica,
                                                   platform::Randomness& randomness);

}  // namespace holdall::sync
