#pragma once

#include <array>
#include <compare>
#include <cstdint>

namespace holdall::sync {

// By what objects of a shared space name things, beside DeviceName (docs/batch-format.md 'Names').

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

}  // namespace holdall::sync
