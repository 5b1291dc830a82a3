#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "platform/randomness.h"
#include "sync/names.h"
#include "sync/sealing.h"

namespace holdall::sync {

// Under this name a device keeps what Space::encode() gives, beside its records: its secrets, in
// plain. (Not in kept.h, which those above sync may not include.)
inline constexpr std::string_view space_record_name = "space";

// How a device appears to the others.
struct DeviceCard {
  std::uint32_t number = 0;  // in ids and stamps, 31 bits, not 0
  std::string_view label;    // what people call it, UTF-8
};

// A shared space as one device knows it: its secrets, and what it publishes of itself. What stands
// at the endpoint for all is the space object, written once by the founder (docs/sync-format.md
// 'Space').
class Space {
 public:
  // A new space, this device its founder. Fails with out_of_memory, invalid_argument (the cost).
  [[nodiscard]] static Result<Space> found(std::string_view passphrase, const PassphraseCost& cost,
                                           const DeviceCard& card,
                                           platform::Randomness& randomness);
  // This device joins by a space object from anywhere and the passphrase. `invitation`: the seed
  // that a link brought; null if the introduction reaches the others by hand. Fails with damaged,
  // not_authentic (no space object of that space, or one that somebody changed), newer_format,
  // out_of_memory, wrong_passphrase.
  [[nodiscard]] static Result<Space> join(ByteView object, const SpaceId& id,
                                          std::string_view passphrase, const DeviceCard& card,
                                          const Secret* invitation,
                                          platform::Randomness& randomness);
  // The same space for a device that goes on as a new one: with keys of its own, introduced by this
  // one's (docs/sync-format.md 'Successors'). Fails with out_of_memory.
  [[nodiscard]] Result<Space> successor(const DeviceCard& card,
                                        platform::Randomness& randomness) const;
  // What encode() wrote. Fails with damaged, newer_format, out_of_memory.
  [[nodiscard]] static Result<Space> decode(ByteView record);
  // The device's secrets, in plain: for this device's own storage alone.
  [[nodiscard]] Bytes encode() const;

  [[nodiscard]] const SpaceId& id() const { return id_; }
  [[nodiscard]] const PublicKey& founder() const { return founder_; }
  [[nodiscard]] const EpochRoot& root() const { return root_; }
  [[nodiscard]] const DeviceKeys& device() const { return device_; }
  // As it is published, byte for byte.
  [[nodiscard]] const Bytes& object() const { return object_; }
  [[nodiscard]] const Bytes& introduction() const { return introduction_; }
  // The invitation by which this device came and at whose door it introduces itself; of a successor
  // the device before it.
  [[nodiscard]] const std::optional<DeviceName>& invitation() const { return invitation_; }

 private:
  Space(const SpaceId& id, const PublicKey& founder, EpochRoot root, Secret seed)
      : id_(id), founder_(founder), root_(std::move(root)), device_(seed), seed_(std::move(seed)) {}

  SpaceId id_;
  PublicKey founder_;
  EpochRoot root_;
  DeviceKeys device_;
  Secret seed_;
  Bytes object_;
  Bytes introduction_;
  std::optional<DeviceName> invitation_;
};

// The longest space object that any reader takes, in bytes.
inline constexpr std::size_t space_object_bytes_max = 4096;

}  // namespace holdall::sync
