#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
  parked,        // its author's, and it or one before it is for a newer version of Holdall
  newer_format,  // the same, and there is room to park no more of them
  forked,        // its author's, but it does not follow the batch before it that is merged
};

struct IntakeResult {
  std::size_t merged = 0;
  std::size_t known = 0;  // or parked already
  std::size_t parked = 0;
  // Of the first batch that is none of these; `merged` if there is none.
  Intake stopped = Intake::merged;
  // How far the author's stream is merged now, and how far it is here, with what is parked.
  std::uint64_t last_merged = 0;
  std::uint64_t last_held = 0;
};

// Batches of one author, in the order of its stream.
struct IncomingStream {
  PublicKey author;
  std::span<const ByteView> batches;
};

// Verifies batches and merges those that are the next ones of their streams, as far as they go, in
// one transaction: the one way by which foreign changes get into the replica. Own changes are
// closed into batches first. What it cannot read yet is parked. Gives a result for each of
// `streams`. Fails as the replica does; then none of them is merged.
[[nodiscard]] Result<std::vector<IntakeResult>> take_in(std::span<const IncomingStream> streams,
                                                        const Space& space, Replica& replica,
                                                        platform::Randomness& randomness);

// The same for one stream.
[[nodiscard]] Result<IntakeResult> take_in(const IncomingStream& stream, const Space& space,
                                           Replica& replica, platform::Randomness& randomness);

// The same for any number of batches, some at a time: all of them opened at once would take much
// memory. A stream stops where one of its batches stops it; what is before that is merged.
[[nodiscard]] Result<std::vector<IntakeResult>> take_in_some_at_a_time(
    std::span<const IncomingStream> streams, const Space& space, Replica& replica,
    platform::Randomness& randomness);

// What is kept of a merged batch beside its body, and of the last one of a stream: the records
// without which the next one would not be known to follow.
[[nodiscard]] KeptRecord envelope_record(const DeviceName& author, std::uint64_t sequence,
                                         Bytes envelope);
[[nodiscard]] KeptRecord chain_record(const DeviceName& author, std::uint64_t sequence,
                                      const ObjectHash& hash);

// A merged batch of another device as it was published, byte for byte. Fails with not_found,
// damaged, out_of_memory.
[[nodiscard]] Result<Bytes> merged_batch(const DeviceName& author, std::uint64_t sequence,
                                         const Space& space, Replica& replica);

}  // namespace holdall::sync
