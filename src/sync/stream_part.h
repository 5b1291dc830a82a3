#pragma once

#include <cstdint>
#include <vector>

#include "base/device_name.h"

namespace holdall::sync {

// Batches of one stream that follow each other, as parcels and chunks of snapshots serialize them.
// `Blob` is Bytes, or a ByteView into what is read.
template <class Blob>
struct StreamPart {
  DeviceName device;
  std::uint64_t first_sequence = 0;
  std::vector<Blob> batches;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(device.bytes, first_sequence, batches);
  }
};

}  // namespace holdall::sync
