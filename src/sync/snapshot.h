#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "platform/randomness.h"
#include "sync/batch.h"
#include "sync/head.h"
#include "sync/replica.h"
#include "sync/space.h"
#include "sync/stream_part.h"

namespace holdall::sync {

// A snapshot is a row of chunks, each one signed object that holds whole batches of any streams as
// they were published (docs/sync-format.md 'Snapshots'). Who takes them in one after the other has
// no gap, wherever it stops.

// A batch that fills one by itself fits with what is around it.
inline constexpr std::size_t chunk_bytes_max = batch_bytes_max + (std::size_t{2} << 20);

// Up to which batch of each stream a snapshot leads who has nothing.
[[nodiscard]] change::VersionVector covered_by(const SnapshotRef& snapshot);

// How many batches of all streams are in one and not in the other.
[[nodiscard]] std::uint64_t count_beyond(const change::VersionVector& vector,
                                         const change::VersionVector& other);

[[nodiscard]] std::string chunk_path(const DeviceName& author, const ChunkRef& chunk,
                                     std::size_t place);

// The next batches in a row that leads up to `reached`, on the way to `wanted`: at most
// `bytes_max`, or one that is longer; empty: it is there. Fails as held_batch() does.
[[nodiscard]] Result<std::vector<BatchRange>> next_in_row(const change::VersionVector& reached,
                                                          const change::VersionVector& wanted,
                                                          std::size_t bytes_max, const Space& space,
                                                          Replica& replica);

// The object that holds these batches and the introductions of all devices that are known. Fails as
// held_batch() does.
[[nodiscard]] Result<Bytes> make_chunk(std::span<const BatchRange> holds, const Space& space,
                                       Replica& replica, platform::Randomness& randomness);

struct SnapshotChunk {
  Bytes content;  // into which the others are views
  std::vector<ByteView> introductions;
  std::vector<StreamPart<ByteView>> streams;
};

// Of the device with this key. Fails with damaged, not_authentic, newer_format, out_of_memory;
// takes at most 8 bytes for each byte of the object and 1 MiB.
[[nodiscard]] Result<SnapshotChunk> open_chunk(ByteView object, const Space& space,
                                               const PublicKey& device);

}  // namespace holdall::sync
