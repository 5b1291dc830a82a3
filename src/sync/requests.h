#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "platform/endpoint.h"
#include "sync/task.h"

namespace holdall::sync {

// The two requests to an endpoint, to be waited for by co_await.

[[nodiscard]] inline auto get(platform::Endpoint& endpoint, std::string path, std::size_t bytes_max,
                              platform::Freshness freshness) {
  return answer_of<platform::Endpoint::File>(
      [&endpoint, path = std::move(path), bytes_max,
       freshness](std::function<void(platform::Endpoint::File)> done) {
        endpoint.get(path, bytes_max, freshness, std::move(done));
      });
}

[[nodiscard]] inline auto put(platform::Endpoint& endpoint, std::string path, Bytes bytes) {
  return answer_of<platform::Endpoint::Done>(
      [&endpoint, path = std::move(path),
       bytes = std::move(bytes)](std::function<void(platform::Endpoint::Done)> done) mutable {
        endpoint.put(path, std::move(bytes), std::move(done));
      });
}

// Whether there was an answer: a file that is too long is one, and none that counts.
[[nodiscard]] inline bool is_answer(const platform::Endpoint::File& file) {
  return file || file.error().failure == platform::EndpointFailure::too_long;
}

}  // namespace holdall::sync
