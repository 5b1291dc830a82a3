#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "platform/endpoint.h"
#include "platform/randomness.h"
#include "sync/replica.h"

namespace holdall::sync {

// When snapshots are made and taken in; all but tests leave it as it is.
struct SnapshotLimits {
  std::uint64_t batches_min = 64;  // so many that no snapshot holds are worth one
  std::uint64_t lacking_min = 8;   // from so many on a snapshot is taken in place of batches
  std::size_t chunk_bytes = std::size_t{1} << 20;  // of batches in a chunk; a longer one fills one
};

// What one exchange with an endpoint works with. All of it outlives the exchange.
struct Ports {
  platform::Endpoint& endpoint;
  // By which the replica keeps what is true of this endpoint alone: a-z and 0-9.
  std::string endpoint_name;
  Replica& replica;
  platform::Randomness& randomness;
  SnapshotLimits snapshots = {};

  [[nodiscard]] std::string record_name(const std::string& what) const {
    return "at/" + endpoint_name + "/" + what;
  }
};

// What a device that must go on as a new one has in common with the stream that is there under its
// name: renew_device().
struct Renewal {
  bool of_copy = false;  // another device writes that stream too; else it only yields its number
  std::uint64_t common_batches = 0;
  std::vector<Bytes> rival_batches;  // those behind them, as far as they could be had
};

// Why an exchange ended before its end. It may be begun again at any time.
struct Trouble {
  enum class Kind : std::uint8_t {
    endpoint,        // `endpoint` says why
    local,           // the own database, or memory: `error`
    not_kept,        // what was put does not come back as it was, several times
    copied_profile,  // the own stream there is not the one that this device wrote: its profile was
                     // copied, or restored from an older one: renew_device()
  };
  Kind kind = Kind::local;
  platform::EndpointError endpoint;
  Error error{ErrorCode::cancelled, {}};
  // Of a copied profile, if it could be seen how far the two are one.
  std::optional<Renewal> renewal;
};

[[nodiscard]] inline std::unexpected<Trouble> trouble(platform::EndpointError error) {
  return std::unexpected(
      Trouble{.kind = Trouble::Kind::endpoint, .endpoint = std::move(error), .renewal = {}});
}
[[nodiscard]] inline std::unexpected<Trouble> trouble(Error error) {
  return std::unexpected(Trouble{
      .kind = Trouble::Kind::local, .endpoint = {}, .error = std::move(error), .renewal = {}});
}
[[nodiscard]] inline std::unexpected<Trouble> trouble(Trouble::Kind kind) {
  return std::unexpected(Trouble{.kind = kind, .endpoint = {}, .renewal = {}});
}

template <class T>
using Attempt = std::expected<T, Trouble>;

}  // namespace holdall::sync
