#include <chrono>
#include <ctime>

#include "native/system_clock.h"

namespace holdall::native {

std::int64_t SystemClock::wall_ms() const {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
}

double SystemClock::monotonic_ms() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(since).count();
}

std::int32_t SystemClock::utc_offset_minutes(std::int64_t wall_ms) const {
  // Rounded down, so that moments before 1970 fall into their own second.
  const std::int64_t second = wall_ms / 1000 - (wall_ms % 1000 < 0 ? 1 : 0);
  const auto moment = static_cast<std::time_t>(second);
  std::tm local{};
  // It fails only for years that an int cannot hold.
  if (localtime_r(&moment, &local) == nullptr) return 0;
  return static_cast<std::int32_t>(local.tm_gmtoff / 60);
}

}  // namespace holdall::native
