#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "platform/endpoint.h"
#include "sync/head.h"
#include "sync/task.h"
#include "sync/trouble.h"

namespace holdall::sync {

// Files at an endpoint that is believed nothing: read by length and hash, put and read back.

struct FetchedFile {
  std::optional<Bytes> bytes;  // nothing: not there, or not what it should be
  std::optional<platform::EndpointError> error;
};

// A write-once file; a second time past all caches if it seems not to be what it should be.
[[nodiscard]] Task<FetchedFile> fetch_file(platform::Endpoint& endpoint, std::string path,
                                           FileRef file);

// Whether a write-once file is there as it was put, by two reads past all caches at most.
[[nodiscard]] Task<Attempt<bool>> is_there(platform::Endpoint& endpoint, std::string path,
                                           FileRef file);

// True if it is read back as it was put.
[[nodiscard]] Task<Attempt<bool>> put_and_look(platform::Endpoint& endpoint, std::string path,
                                               Bytes bytes);

// Under a name that was never used, at every attempt; `path_of` makes it of the name's end. Fails
// with not_kept if it does not come back as it was.
[[nodiscard]] Task<Attempt<FileRef>> put_fresh(Ports& ports, Bytes bytes,
                                               std::function<std::string(std::uint32_t)> path_of);

// So often a file is put before it counts as one that the place does not keep.
inline constexpr int puts_max = 3;

// When all that the replica has committed is durable. Fails with a local trouble.
[[nodiscard]] Task<Attempt<bool>> make_durable(Replica& replica);

}  // namespace holdall::sync
