#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "platform/places.h"
#include "sync/replica.h"
#include "sync/space.h"

// What a device keeps for itself of the space that it is in, beside what is true of one endpoint
// alone. All of it fails with damaged, newer_format, out_of_memory, and as the replica does.
namespace holdall::sync {

// Where the devices of a space exchange: a server, a folder, or nothing of both (by hand alone).
struct Place {
  platform::Server server;
  platform::ChosenFolder folder;

  [[nodiscard]] bool is_server() const { return !server.address.empty(); }
  [[nodiscard]] bool is_folder() const { return !is_server() && !folder.key.empty(); }
  [[nodiscard]] bool any() const { return is_server() || is_folder(); }

  friend bool operator==(const Place&, const Place&) = default;
};

// Null: it is in none.
[[nodiscard]] Result<std::unique_ptr<Space>> kept_space(Replica& replica);

[[nodiscard]] Result<Place> kept_place(Replica& replica);
// Its password too, in plain: it lies in this device's storage and in its backups.
[[nodiscard]] KeptRecord place_record(const Place& place);

// When something of a device came here last, milliseconds since 1970 UTC.
using News = std::map<DeviceName, std::int64_t>;
[[nodiscard]] Result<News> kept_news(Replica& replica);
[[nodiscard]] Status keep_news(Replica& replica, const News& news);

// What the sender of the last parcel had; nothing: none was taken in.
[[nodiscard]] Result<std::optional<change::VersionVector>> kept_last_sender(Replica& replica);
[[nodiscard]] Status keep_last_sender(Replica& replica, const change::VersionVector& has);

}  // namespace holdall::sync
