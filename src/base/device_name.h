#pragma once

#include <array>
#include <compare>
#include <cstdint>

namespace holdall {

// The name of a device among others: the first 16 bytes of the BLAKE2b-256 of its public key,
// compared as bytes. Not its number, which two devices may have drawn alike.
struct DeviceName {
  std::array<std::uint8_t, 16> bytes{};

  friend constexpr auto operator<=>(const DeviceName&, const DeviceName&) = default;
};

}  // namespace holdall
