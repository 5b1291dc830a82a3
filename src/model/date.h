#pragma once

#include <compare>
#include <cstdint>

namespace holdall::model {

// A day of the Gregorian calendar without a time zone, as days since 1970-01-01.
struct Date {
  std::int32_t days = 0;

  friend constexpr auto operator<=>(Date, Date) = default;
};

// 1900-01-01. No deal is older: an earlier date is a slip, or what a program writes for none.
inline constexpr Date first_date{-25'567};

struct CivilDate {
  std::int32_t year = 1970;
  std::int32_t month = 1;  // 1..12
  std::int32_t day = 1;    // 1..31

  friend constexpr auto operator<=>(CivilDate, CivilDate) = default;
};

inline constexpr std::int64_t day_ms = 86'400'000;

// Howard Hinnant, 'chrono-Compatible Low-Level Date Algorithms': days_from_civil and
// civil_from_days.
[[nodiscard]] Date date_of(CivilDate civil);
[[nodiscard]] CivilDate civil_of(Date date);

// The day on which a moment falls, `offset_minutes` east of UTC.
[[nodiscard]] Date date_at(std::int64_t wall_ms, std::int32_t offset_minutes);

// Noon UTC of a day: the moment that stands for a day where a file gives no time. It falls on that
// day in every time zone from UTC-12 to UTC+11.
[[nodiscard]] constexpr std::int64_t noon_ms(Date date) {
  return std::int64_t{date.days} * day_ms + day_ms / 2;
}

}  // namespace holdall::model
