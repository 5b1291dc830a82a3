#pragma once

#include "platform/clock.h"

namespace holdall::browser {

class BrowserClock final : public platform::Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override;
  // performance.now(), as in the time stamps of the DOM's events.
  [[nodiscard]] double monotonic_ms() const override;
  [[nodiscard]] std::int32_t utc_offset_minutes(std::int64_t wall_ms) const override;
};

}  // namespace holdall::browser
