#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/batch_body.h"
#include "change/version_vector.h"
#include "platform/randomness.h"
#include "sync/names.h"
#include "sync/sealing.h"

namespace holdall::sync {

// A batch is what a device made between two publications: one object of its stream, sealed for the
// space, signed by the device (docs/batch-format.md).

inline constexpr std::uint32_t batch_format_version = 1;
inline constexpr std::size_t batch_bytes_max = std::size_t{16} << 20;

// What everyone can read of a batch, without a key.
struct BatchHeader {
  std::uint32_t format_version = batch_format_version;
  std::uint32_t least_reader_version = batch_format_version;  // who knows less parks it
  SpaceId space;
  EpochId epoch;
  DeviceName device;
  std::uint64_t sequence = 1;  // in the stream of the device, from 1, without gaps
  ObjectHash before;           // of the batch before as it was published; zeros for the first
  change::VersionVector seen;  // of the other devices, when this batch was closed

  friend bool operator==(const BatchHeader&, const BatchHeader&) = default;
};

// Where a new batch belongs; the rest of its header follows from the keys.
struct BatchPlace {
  SpaceId space;
  std::uint64_t sequence = 1;
  ObjectHash before;
  change::VersionVector seen;
  std::uint32_t version = batch_format_version;  // who knows less cannot read it
};

// The object to publish: the same for the same randomness. `place.seen` must not name this
// device. Fails with invalid_argument if it is more than one batch may hold, out_of_memory.
[[nodiscard]] Result<Bytes> make_batch(const BatchPlace& place, const change::BatchBody& body,
                                       const EpochRoot& root, const DeviceKeys& device,
                                       platform::Randomness& randomness);

// What a header says that nobody has vouched for yet: by it the keys are found that open_batch
// takes. Fails with damaged.
[[nodiscard]] Result<BatchHeader> read_batch_header(ByteView batch);

// A batch whose header and author are as they say.
struct OpenedBatch {
  BatchHeader header;
  // Nothing: of a newer format, to be kept until the app is newer.
  std::optional<change::BodyReader> body;
  // What rebuild_batch() makes the batch of again: the body as a store keeps it, its length
  // (varint) and the zlib stream that came; and all around it. Empty without a body.
  Bytes packed_body;
  Bytes envelope;
};

// Authenticates, then checks sizes, then parses; the body only of a batch that needs no newer
// version than `version`. Allocates at most 8 bytes for each byte of the
// batch and 1 MiB, with all that reading its changes takes. Fails with not_authentic (another
// space, device, epoch or key, or any bit changed), damaged (its author wrote what no reader may
// take), out_of_memory.
[[nodiscard]] Result<OpenedBatch> open_batch(ByteView batch, const SpaceId& space,
                                             const EpochRoot& root, const PublicKey& device,
                                             std::uint32_t version = batch_format_version);

// The batch that was opened, byte for byte, so that nobody has to keep the body twice. Fails with
// damaged if the two are none of one batch under this root, out_of_memory.
[[nodiscard]] Result<Bytes> rebuild_batch(ByteView envelope, ByteView packed_body,
                                          const EpochRoot& root);

}  // namespace holdall::sync
