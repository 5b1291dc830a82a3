#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <vector>

namespace holdall::sync {

// By what objects of a shared space name things (docs/batch-format.md 'Names').

// A device: the first 16 bytes of the BLAKE2b-256 of its public key.
struct DeviceName {
  std::array<std::uint8_t, 16> bytes = {};

  friend constexpr auto operator<=>(const DeviceName&, const DeviceName&) = default;
};

// A shared space: 16 random bytes of its founder.
struct SpaceId {
  std::array<std::uint8_t, 16> bytes = {};

  friend constexpr auto operator<=>(const SpaceId&, const SpaceId&) = default;
};

// A key epoch: derived from its root, so that it tells whether a root is the right one.
struct EpochId {
  std::array<std::uint8_t, 16> bytes = {};

  friend constexpr auto operator<=>(const EpochId&, const EpochId&) = default;
};

// The BLAKE2b-256 of a whole object as it is published.
struct ObjectHash {
  std::array<std::uint8_t, 32> bytes = {};

  friend constexpr auto operator<=>(const ObjectHash&, const ObjectHash&) = default;
};

// How far a device has seen another's stream: all its batches up to and including `sequence`.
struct SeenStream {
  DeviceName device;
  std::uint64_t sequence = 0;

  friend constexpr auto operator<=>(const SeenStream&, const SeenStream&) = default;
};

// One entry for each device of which something was seen, by ascending name, none with sequence 0.
using VersionVector = std::vector<SeenStream>;

}  // namespace holdall::sync
