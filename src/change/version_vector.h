#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"

namespace holdall::change {

// What somebody has merged: of each device the number of its last batch up to which none is
// missing. Batches are numbered from 1; a device that is not named stands at 0.
class VersionVector {
 public:
  struct Entry {
    DeviceName device;
    std::uint64_t sequence = 0;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  [[nodiscard]] std::uint64_t sequence(const DeviceName& device) const;
  // By ascending name, none at 0.
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }

  // Raises the device's entry to `sequence`; never lowers it.
  void advance(const DeviceName& device, std::uint64_t sequence);
  // Of each device the greater.
  void merge(const VersionVector& other);

  [[nodiscard]] bool covers(const DeviceName& device, std::uint64_t sequence) const;
  [[nodiscard]] bool covers(const VersionVector& other) const;

  // docs/data-format.md 'Version vectors'. The encoding of a vector is unique.
  [[nodiscard]] Bytes encode() const;
  // Fails with `damaged` on anything else; allocates at most twice the bytes that it is given.
  [[nodiscard]] static Result<VersionVector> decode(ByteView bytes);

  friend bool operator==(const VersionVector&, const VersionVector&) = default;

 private:
  std::vector<Entry> entries_;
};

// Where a batch stands among those of all devices.
struct BatchPoint {
  DeviceName author;
  std::uint64_t sequence = 0;
  // What the author had merged when it closed the batch; its own earlier batches are implied. Owned
  // by the caller, never null.
  const VersionVector* seen = nullptr;
};

// Whether the author of `later` had merged `earlier` before it closed `later`; true also of one
// batch and itself.
[[nodiscard]] bool has_seen(const BatchPoint& later, const BatchPoint& earlier);

// Whether the two were written without knowledge of each other.
[[nodiscard]] bool are_concurrent(const BatchPoint& left, const BatchPoint& right);

}  // namespace holdall::change
