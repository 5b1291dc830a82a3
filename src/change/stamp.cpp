#include "change/stamp.h"

#include <algorithm>
#include <limits>

namespace holdall::change {

Stamp next_stamp(Stamp cell, std::int64_t wall_ms, DeviceNumber device) {
  const std::int64_t now_ms = std::clamp<std::int64_t>(wall_ms, 0, stamp_limit_ms - 1);
  if (now_ms > cell.milliseconds) return {now_ms, 0, device};
  if (cell.counter < std::numeric_limits<std::uint16_t>::max()) {
    return {cell.milliseconds, static_cast<std::uint16_t>(cell.counter + 1), device};
  }
  return {cell.milliseconds + 1, 0, device};
}

}  // namespace holdall::change
