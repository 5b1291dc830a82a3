#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "i18n/catalogue.h"
#include "i18n/language.h"

namespace holdall::i18n {

// What fills the placeholder {name} of a text.
struct Argument {
  std::string_view name;
  std::string_view value;
};

enum class DateStyle : std::uint8_t {
  short_form,  // 7 Mar 2017, 7 мар. 2017 г., 7 бер. 2017 р.
  long_form,   // 7 March 2017, 7 марта 2017 г., 7 березня 2017 р.
  day_month,   // 7 Mar, 7 мар., 7 бер.
  weekday,     // Tue, 7 Mar; вт, 7 мар.; вт, 7 бер.
};

// Texts, numbers, money and dates as a language writes them. Cheap to copy. Numbers follow CLDR;
// the spaces within a number, a sum or a date are NBSP, so that none of them is broken over two
// lines.
class Locale {
 public:
  explicit constexpr Locale(Language language = Language::english) : language_(language) {}

  [[nodiscard]] constexpr Language language() const { return language_; }

  // The text, which lives as long as the program and is followed by a NUL. Of a plural key the
  // first form.
  [[nodiscard]] std::string_view text(Text key) const;
  // The text of a built-in record's name: the catalogue's text if it is a symbolic key, else the
  // name itself.
  [[nodiscard]] std::string_view name(std::string_view stored_name) const;
  // The text with its {placeholders} filled; one that no argument names stays as it is.
  [[nodiscard]] std::string format(Text key, std::initializer_list<Argument> arguments) const;
  // The form of a plural key for `count`; {count} is filled with integer(count) unless an argument
  // is named so.
  [[nodiscard]] std::string plural(Text key, std::int64_t count,
                                   std::initializer_list<Argument> arguments = {}) const;

  // 12,345 or 12 345.
  [[nodiscard]] std::string integer(std::int64_t value) const;
  // A share in tenths of a per cent, rounded to whole per cent: 347 is 35% or 35 %.
  [[nodiscard]] std::string percent(std::int64_t per_mille) const;
  // $1,234.50 and $1,234; 1 234,50 ₽ and 1 234 ₽. `currency` is an ISO 4217 code; one that is not
  // known is written as it is, with two minor digits; an empty one leaves the bare number.
  [[nodiscard]] std::string money(std::int64_t minor, std::string_view currency) const;
  // For a card or a column: below 10,000 in whole units, above with three or four digits and a
  // word: $12.3k, $1.25M, 12,3 тыс. ₽, 12,3 тис. ₴.
  [[nodiscard]] std::string money_short(std::int64_t minor, std::string_view currency) const;
  // 0 KB, 12 KB, 1.5 MB, 23 MB, 1.2 GB: units of 1,000, one decimal below ten.
  [[nodiscard]] std::string bytes(std::uint64_t count) const;
  // The number alone, as a person edits it, without grouping: 1234.50 or 1234,50.
  [[nodiscard]] std::string money_to_edit(std::int64_t minor, std::string_view currency) const;

  // `days` since 1970-01-01.
  [[nodiscard]] std::string date(std::int32_t days, DateStyle style = DateStyle::short_form) const;
  // The moment in local time: 7 Mar 2017, 14:05. `wall_ms` since 1970 UTC.
  [[nodiscard]] std::string date_time(std::int64_t wall_ms, std::int32_t utc_offset_minutes) const;

 private:
  [[nodiscard]] std::string with_currency(std::string_view number, bool negative,
                                          std::string_view currency) const;

  Language language_;
};

}  // namespace holdall::i18n
