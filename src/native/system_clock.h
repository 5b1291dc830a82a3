#pragma once

#include "platform/clock.h"

namespace holdall::native {

// The operating system's clock and time zone.
class SystemClock : public platform::Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override;
  [[nodiscard]] double monotonic_ms() const override;
  // Of the zone in the variable TZ, else of the machine's.
  [[nodiscard]] std::int32_t utc_offset_minutes(std::int64_t wall_ms) const override;
};

}  // namespace holdall::native
