#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/device_name.h"
#include "sync/names.h"

namespace holdall::sync {

// Where the objects of a space lie at an endpoint (docs/sync-format.md 'Paths'). `attempt` is
// random, so that no name is ever used for two different objects.

[[nodiscard]] std::string lowercase_hex(ByteView bytes);

[[nodiscard]] std::string space_path(const SpaceId& space);
// The head with an even counter is h0, with an odd one h1.
[[nodiscard]] std::string head_path(const DeviceName& device, std::uint64_t counter);
[[nodiscard]] std::string index_path(const DeviceName& device, std::uint64_t number,
                                     std::uint32_t attempt);
[[nodiscard]] std::string batch_path(const DeviceName& device, std::uint64_t sequence,
                                     std::uint32_t attempt);
// `chunk`: its place in the row.
[[nodiscard]] std::string snapshot_path(const DeviceName& device, std::uint64_t number,
                                        std::uint32_t attempt, std::size_t chunk);
// Where the device that was invited puts its introduction.
[[nodiscard]] std::string door_path(const DeviceName& invitation);
// Where a device that goes on as a new one puts the new one's introduction: at the first of these
// that no other successor of it has taken, from 0.
[[nodiscard]] std::string successor_path(const DeviceName& device, std::uint64_t number);

}  // namespace holdall::sync
