#pragma once

#include <cstdint>

namespace holdall::platform {

class Clock {
 public:
  virtual ~Clock() = default;

  // Milliseconds since 1970-01-01 UTC by the device's clock, which may be wrong and may jump.
  [[nodiscard]] virtual std::int64_t wall_ms() const = 0;
  // Milliseconds since some moment, never stepping back.
  [[nodiscard]] virtual double monotonic_ms() const = 0;
  // The offset from UTC to local time at that moment, in minutes, positive to the east.
  [[nodiscard]] virtual std::int32_t utc_offset_minutes(std::int64_t wall_ms) const = 0;
};

}  // namespace holdall::platform
