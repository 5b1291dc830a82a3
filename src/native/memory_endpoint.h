#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "native/event_loop.h"
#include "native/randomness.h"
#include "native/task_owner.h"
#include "platform/endpoint.h"

namespace holdall::native {

// What real endpoints do to the files of whoever trusts them.
enum class EndpointFault : std::uint8_t {
  offline,         // nothing happens, the answer is 'offline'
  busy,            // 503 with Retry-After
  refused,         // 403
  full,            // 507; nothing is stored
  torn_put,        // a part is stored where the file was, the connection breaks
  dropped_put,     // nothing is stored, the connection breaks
  lost_answer,     // all is stored, the connection breaks
  lost_overwrite,  // 'done', but an existing file stays as it was
  stale_read,      // a cache answers with what was there before; a fresh read gets past it
  truncated_read,
  duplicated_read,  // the file twice, end to end
  empty_read,       // 'done', with no byte
  absent_read,      // 404 for a file that is there
  slow,             // the answer takes a second
};
inline constexpr std::size_t endpoint_fault_count = 14;

// What a place holds, shared by the endpoints of several devices. Tests may put anything in it.
struct MemoryPlace {
  std::map<std::string, Bytes> files;
  std::map<std::string, Bytes> before;  // what was there before the last put, for caches
};

// A place for files with every fault of real ones, each with its chance, by seeded randomness.
class MemoryEndpoint : public platform::Endpoint {
 public:
  MemoryEndpoint(EventLoop& loop, MemoryPlace& place, std::uint64_t seed)
      : tasks_(loop), place_(place), randomness_(seed) {}

  // How often a fault happens where it can, of 1,000 requests; 0 at first.
  void set_fault(EndpointFault fault, std::uint32_t per_mille) {
    chances_[index(fault)] = per_mille;
  }
  void set_all_faults(std::uint32_t per_mille) { chances_.fill(per_mille); }
  // Answers every put with not_writable.
  void set_read_only(bool read_only) { read_only_ = read_only; }

  void get(std::string path, std::size_t bytes_max, platform::Freshness freshness,
           std::function<void(File)> done) override;
  void put(std::string path, Bytes bytes, std::function<void(Done)> done) override;

  [[nodiscard]] std::uint64_t faults(EndpointFault fault) const { return counts_[index(fault)]; }
  [[nodiscard]] std::uint64_t reads() const { return gets_; }
  [[nodiscard]] std::uint64_t writes() const { return puts_; }
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  static std::size_t index(EndpointFault fault) { return static_cast<std::size_t>(fault); }
  // Whether the fault happens now; counts it.
  [[nodiscard]] bool strikes(EndpointFault fault);
  [[nodiscard]] File read(const std::string& path, std::size_t bytes_max,
                          platform::Freshness freshness);
  [[nodiscard]] Done write(const std::string& path, const Bytes& bytes);
  // A length up to this one.
  [[nodiscard]] std::size_t shorter(std::size_t bytes);
  void answer(EventLoop::Task task);

  TaskOwner tasks_;
  MemoryPlace& place_;
  SeededRandomness randomness_;
  std::array<std::uint32_t, endpoint_fault_count> chances_ = {};
  std::array<std::uint64_t, endpoint_fault_count> counts_ = {};
  bool read_only_ = false;
  std::uint64_t gets_ = 0;
  std::uint64_t puts_ = 0;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace holdall::native
