#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "platform/randomness.h"
#include "sync/names.h"
#include "sync/sealing.h"

namespace holdall::sync {

// How a device makes itself known in a space (docs/sync-format.md 'Introductions'): its key, signed
// by itself, with its number and what people call it, sealed with the epoch's key. Whoever holds
// the epoch's root is one of the devices of the space's person.

inline constexpr std::size_t label_bytes_max = 200;
inline constexpr std::size_t introduction_bytes_max = 1024;
// Devices that go on from one device, each as a new one.
inline constexpr std::uint64_t successors_max = 64;

struct Introduction {
  PublicKey key;
  std::uint32_t number = 0;  // of the device in ids and stamps, 31 bits
  std::string label;         // UTF-8
  // The invitation by which it came, if it came by one.
  std::optional<DeviceName> invitation;

  [[nodiscard]] DeviceName device() const { return device_name(key); }
  friend bool operator==(const Introduction&, const Introduction&) = default;
};

// `label` is cut to label_bytes_max at a character's end. `invitation` is the seed of the link by
// which the device was invited; null: none. Fails with out_of_memory.
[[nodiscard]] Result<Bytes> make_introduction(const SpaceId& space, const EpochRoot& root,
                                              const DeviceKeys& device, std::uint32_t number,
                                              std::string_view label, const Secret* invitation,
                                              platform::Randomness& randomness);

// Fails with damaged, not_authentic, newer_format, out_of_memory.
[[nodiscard]] Result<Introduction> open_introduction(ByteView object, const SpaceId& space,
                                                     const EpochRoot& root);

}  // namespace holdall::sync
