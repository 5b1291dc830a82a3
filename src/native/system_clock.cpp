#include "native/system_clock.h"

#include <chrono>
#include <ctime>

namespace holdall::native {

std::int64_t SystemClock::wall_ms() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

double SystemClock::monotonic_ms() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

std::int32_t SystemClock::utc_offset_minutes(std::int64_t wall_ms) const {
  const auto seconds = static_cast<std::time_t>(wall_ms / 1000);
  std::tm local{};
  if (localtime_r(&seconds, &local) == nullptr) return 0;
  return static_cast<std::int32_t>(local.tm_gmtoff / 60);
}

}  // namespace holdall::native
