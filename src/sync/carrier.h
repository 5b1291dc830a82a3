#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "platform/endpoint.h"
#include "platform/randomness.h"
#include "sync/publisher.h"
#include "sync/puller.h"
#include "sync/replica.h"
#include "sync/space.h"
#include "sync/task.h"
#include "sync/trouble.h"

namespace holdall::sync {

struct CarryReport {
  // Also with a trouble: what was pulled before it.
  PullReport pulled;
  PublishReport published;
  std::optional<Trouble> trouble;
  // The device must go on as a new one: renew_device(). Until then nothing more is published.
  std::optional<Renewal> renewal;
};

// Carries the streams of a space between a replica and one endpoint: pulls, then publishes. It can
// be interrupted at any moment, by destroying it or by a crash, and goes on where it was. When it
// should run is for its owner to say.
class Carrier {
 public:
  // `ports.endpoint_name` tells endpoints apart, see Ports. All of them outlive the carrier.
  Carrier(Ports ports, const Space& space)
      : ports_(std::move(ports)), puller_(ports_, space), publisher_(ports_, space) {}
  Carrier(const Carrier&) = delete;
  Carrier& operator=(const Carrier&) = delete;

  [[nodiscard]] bool is_running() const { return running_ && !running_->finished(); }
  // Not while it is running. `done`, which comes later, or from within if the own database fails,
  // must neither run it again nor destroy it, but have that done from the event loop.
  void run(std::function<void(CarryReport)> done);

 private:
  [[nodiscard]] Task<bool> carry(std::function<void(CarryReport)> done);
  [[nodiscard]] Result<bool> yields_at_once(const PullReport& pulled);
  [[nodiscard]] Task<bool> publish(CarryReport& report);

  Ports ports_;
  Puller puller_;
  Publisher publisher_;
  std::uint64_t rounds_ = 0;  // that came to publishing
  std::optional<Task<bool>> running_;
};

}  // namespace holdall::sync
