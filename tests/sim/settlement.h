#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "device.h"

namespace holdall::sim {

// Where a schedule begins: devices of one space, made once and copied for every schedule, because
// founding a space and making a database take longer than all that a schedule does.
struct Settlement {
  std::vector<Device::Birth> births;
  std::vector<DeviceName> names;
  native::MemoryPlace place;
  // One who holds the passphrase and was never invited.
  std::optional<sync::Space> outsider;
};

struct SettlementKind {
  std::size_t devices = 3;
  // All know each other; otherwise the others have their invitations and nobody knows them yet.
  bool acquainted = false;
  // The first two have drawn the same number, so that their stamps can be equal.
  bool same_numbers = false;
  // … and say so, for others to find; otherwise nobody ever knows.
  bool tells_numbers = false;
};

inline constexpr std::size_t settlers_max = 5;

// The same one for the same kind, as long as the program runs.
[[nodiscard]] Result<const Settlement*> settlement(const SettlementKind& kind);

}  // namespace holdall::sim
