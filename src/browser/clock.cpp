#include "browser/clock.h"

#include <emscripten.h>

namespace holdall::browser {

namespace {

EM_JS(double, wall_ms_js, (), { return Date.now(); });
EM_JS(double, monotonic_ms_js, (), { return performance.now(); });
EM_JS(int, offset_minutes_js, (double wall_ms), { return -new Date(wall_ms).getTimezoneOffset(); });

}  // namespace

std::int64_t BrowserClock::wall_ms() const { return static_cast<std::int64_t>(wall_ms_js()); }

double BrowserClock::monotonic_ms() const { return monotonic_ms_js(); }

std::int32_t BrowserClock::utc_offset_minutes(std::int64_t wall_ms) const {
  return offset_minutes_js(static_cast<double>(wall_ms));
}

}  // namespace holdall::browser
