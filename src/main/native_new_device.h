#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "main/native_device.h"
#include "sync/invitation.h"
#include "sync/parcel.h"

namespace holdall::command_line {

// What a device that is to be made brings along.
struct NewDevice {
  std::string folder;
  std::string label;  // empty: the name of this machine
  std::string passphrase;
};

// The first device of a new space. `from`: the database that it brings, null for an empty one;
// fails with invalid_argument (a sentence) if that cannot be shared. Else as Device::make() and
// Space::found() do.
[[nodiscard]] Result<std::unique_ptr<Device>> found_device(const NewDevice& device,
                                                           const app::DatabaseFile* from,
                                                           Machine& machine);

// One more device of the space to which `object` belongs. `invitation`: null if it joins by hand.
// Fails as Device::make() and Space::join() do.
[[nodiscard]] Result<std::unique_ptr<Device>> join_device(const NewDevice& device,
                                                          const sync::SpaceId& space,
                                                          ByteView object,
                                                          const sync::Secret* invitation,
                                                          Machine& machine);

// The space object in a shared folder; nothing: it is not there. Fails with storage_failed (the
// folder cannot be reached or read; a sentence).
[[nodiscard]] Result<std::optional<Bytes>> find_space_object(const std::string& folder,
                                                             const sync::SpaceId& space);

}  // namespace holdall::command_line
