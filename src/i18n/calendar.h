#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "i18n/language.h"

namespace holdall::i18n {

// A day of the Gregorian calendar.
struct CalendarDay {
  std::int32_t year = 1970;
  std::uint32_t month = 1;  // 1..12
  std::uint32_t day = 1;    // 1..31
};

// The first and the last day that texts are made of and read from: 0001-01-01 and 9999-12-31.
inline constexpr std::int32_t first_day = -719'162;
inline constexpr std::int32_t last_day = 2'932'896;

// The day `days` after 1970-01-01; beyond first_day and last_day the nearest of them.
[[nodiscard]] CalendarDay calendar_day(std::int32_t days);

// Days since 1970-01-01; nothing for a day that is not in the calendar or outside the years 1 to
// 9999.
[[nodiscard]] std::optional<std::int32_t> days_of(std::int32_t year, std::uint32_t month,
                                                  std::uint32_t day);

// 0 Sunday .. 6 Saturday.
[[nodiscard]] std::uint32_t weekday_of(std::int32_t days);

// 2017-03-07, by ISO 8601: what a date field of the DOM holds.
[[nodiscard]] std::string iso_date(std::int32_t days);

// The names by CLDR 44; months 1..12 in the genitive that follows a day, weekdays 0..6 from Sunday.
[[nodiscard]] std::string_view month_name(Language language, std::uint32_t month);
[[nodiscard]] std::string_view short_month_name(Language language, std::uint32_t month);
[[nodiscard]] std::string_view weekday_name(Language language, std::uint32_t weekday);
[[nodiscard]] std::string_view short_weekday_name(Language language, std::uint32_t weekday);

// The month (1..12) or weekday (0..6) that a folded word (folding.h) names in any of the languages,
// in full or shortened, in the cases that occur in dates; nothing if it is none.
[[nodiscard]] std::optional<std::uint32_t> month_from_word(std::string_view folded_word);
[[nodiscard]] std::optional<std::uint32_t> weekday_from_word(std::string_view folded_word);

}  // namespace holdall::i18n
