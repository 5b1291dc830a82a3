#pragma once

#include <compare>
#include <cstdint>

#include "base/record_id.h"

namespace holdall::change {

// A hybrid clock's reading: milliseconds, then a counter that tells apart what happened in one
// millisecond (or while the wall clock was behind), then the device. Compared in that order.
struct Stamp {
  std::int64_t milliseconds = 0;  // below stamp_limit_ms
  std::uint16_t counter = 0;
  DeviceNumber device = 0;

  friend constexpr auto operator<=>(const Stamp&, const Stamp&) = default;
};

// Stamps at or beyond this are no honest clock: a batch that brings one is invalid.
inline constexpr std::int64_t stamp_limit_ms = std::int64_t{1} << 47;

// The stamp of built-in records: anything that a person does is newer.
inline constexpr Stamp built_in_stamp{};

// The stamp for a new value of a cell: max(wall clock, the cell's own stamp + 1). An edit made
// after seeing a value wins over it whatever the clocks say, and a wrong clock hurts only the cells
// that it touches.
[[nodiscard]] Stamp next_stamp(Stamp cell, std::int64_t wall_ms, DeviceNumber device);

// Milliseconds above the counter, as one integer for a column: orders as (milliseconds, counter)
// does.
[[nodiscard]] constexpr std::int64_t packed_time(const Stamp& stamp) {
  return (stamp.milliseconds << 16) | stamp.counter;
}
[[nodiscard]] constexpr Stamp stamp_from_packed(std::int64_t packed_time, DeviceNumber device) {
  return {packed_time >> 16, static_cast<std::uint16_t>(packed_time & 0xFFFF), device};
}

}  // namespace holdall::change
