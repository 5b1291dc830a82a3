#pragma once

#include <cmath>
#include <cstdint>

#include "platform/clock.h"

namespace holdall::native {

// A clock that stands still until a test moves it. It starts on 2024-06-15 at 12:00 UTC.
class SettableClock : public platform::Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override {
    return wall_start_ms_ + static_cast<std::int64_t>(std::floor(monotonic_ms_ - wall_set_at_ms_));
  }
  [[nodiscard]] double monotonic_ms() const override { return monotonic_ms_; }
  [[nodiscard]] std::int32_t utc_offset_minutes(std::int64_t) const override {
    return utc_offset_minutes_;
  }

  void advance(double duration_ms) { monotonic_ms_ += duration_ms; }
  // A jump of the device's clock, forwards or back; the monotonic time goes on.
  void set_wall_ms(std::int64_t wall_ms) {
    wall_start_ms_ = wall_ms;
    wall_set_at_ms_ = monotonic_ms_;
  }
  void set_utc_offset_minutes(std::int32_t minutes) { utc_offset_minutes_ = minutes; }

 private:
  std::int64_t wall_start_ms_ = 1'718'452'800'000;
  double wall_set_at_ms_ = 0;
  double monotonic_ms_ = 0;
  std::int32_t utc_offset_minutes_ = 0;
};

}  // namespace holdall::native
