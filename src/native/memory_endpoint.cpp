#include "native/memory_endpoint.h"

#include <memory>
#include <optional>
#include <utility>

namespace holdall::native {
namespace {

constexpr double slow_ms = 1000;

using platform::EndpointError;
using platform::EndpointFailure;

std::unexpected<EndpointError> failure(EndpointFailure kind, std::uint16_t status = 0) {
  return std::unexpected(
      EndpointError{.failure = kind, .status = status, .detail = "made to fail"});
}

std::unexpected<EndpointError> busy() {
  return std::unexpected(EndpointError{
      .failure = EndpointFailure::busy, .status = 503, .retry_after_ms = 1000, .detail = {}});
}

}  // namespace

bool MemoryEndpoint::strikes(EndpointFault fault) {
  const std::uint32_t chance = chances_[index(fault)];
  if (chance == 0 || randomness_.below(1000) >= chance) return false;
  ++counts_[index(fault)];
  return true;
}

std::size_t MemoryEndpoint::shorter(std::size_t bytes) {
  return static_cast<std::size_t>(randomness_.below(bytes + 1));
}

void MemoryEndpoint::answer(EventLoop::Task task) {
  if (strikes(EndpointFault::slow)) {
    tasks_.post_after(slow_ms, std::move(task));
  } else {
    tasks_.post(std::move(task));
  }
}

platform::Endpoint::File MemoryEndpoint::read(const std::string& path, std::size_t bytes_max,
                                              platform::Freshness freshness) {
  if (strikes(EndpointFault::offline)) return failure(EndpointFailure::offline);
  if (strikes(EndpointFault::busy)) return busy();
  if (strikes(EndpointFault::refused)) return failure(EndpointFailure::refused, 403);
  const auto found = place_.files.find(path);
  if (found == place_.files.end()) return std::nullopt;
  if (strikes(EndpointFault::absent_read)) return std::nullopt;
  Bytes bytes = found->second;
  if (freshness == platform::Freshness::any && strikes(EndpointFault::stale_read)) {
    const auto old = place_.before.find(path);
    if (old == place_.before.end()) return std::nullopt;
    bytes = old->second;
  }
  if (strikes(EndpointFault::truncated_read)) bytes.resize(shorter(bytes.size()));
  if (strikes(EndpointFault::duplicated_read)) {
    const Bytes once = bytes;
    bytes.insert(bytes.end(), once.begin(), once.end());
  }
  if (strikes(EndpointFault::empty_read)) bytes.clear();
  if (bytes.size() > bytes_max) return failure(EndpointFailure::too_long);
  bytes_read_ += bytes.size();
  return bytes;
}

platform::Endpoint::Done MemoryEndpoint::write(const std::string& path, const Bytes& bytes) {
  if (read_only_) return failure(EndpointFailure::not_writable, 405);
  if (strikes(EndpointFault::offline)) return failure(EndpointFailure::offline);
  if (strikes(EndpointFault::busy)) return busy();
  if (strikes(EndpointFault::refused)) return failure(EndpointFailure::refused, 403);
  if (strikes(EndpointFault::full)) return failure(EndpointFailure::full, 507);
  if (strikes(EndpointFault::dropped_put)) return failure(EndpointFailure::offline);
  const auto found = place_.files.find(path);
  if (found != place_.files.end()) {
    if (strikes(EndpointFault::lost_overwrite)) return {};
    place_.before[path] = found->second;
  }
  Bytes stored = bytes;
  const bool torn = strikes(EndpointFault::torn_put);
  if (torn) stored.resize(shorter(stored.size()));
  place_.files[path] = std::move(stored);
  if (torn || strikes(EndpointFault::lost_answer)) return failure(EndpointFailure::offline);
  return {};
}

void MemoryEndpoint::get(std::string path, std::size_t bytes_max, platform::Freshness freshness,
                         std::function<void(File)> done) {
  ++gets_;
  answer([this, path = std::move(path), bytes_max, freshness, done = std::move(done)] {
    done(read(path, bytes_max, freshness));
  });
}

void MemoryEndpoint::put(std::string path, Bytes bytes, std::function<void(Done)> done) {
  ++puts_;
  answer([this, path = std::move(path), bytes = std::move(bytes), done = std::move(done)] {
    done(write(path, bytes));
  });
}

}  // namespace holdall::native
