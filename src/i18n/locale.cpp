#include "i18n/locale.h"

#include <span>
#include <vector>

#include "i18n/calendar.h"
#include "i18n/currency.h"
#include "i18n/plural_rule.h"

namespace holdall::i18n {

namespace {

constexpr std::string_view nbsp = "\u00A0";

struct NumberStyle {
  std::string_view group;
  char decimal;
};

NumberStyle number_style(Language language) {
  return language == Language::english ? NumberStyle{",", '.'} : NumberStyle{nbsp, ','};
}

// By powers of 1000 from thousands to trillions.
constexpr std::string_view short_units[3][4] = {
    {"k", "M", "B", "T"},
    {"\u00A0тыс.", "\u00A0млн", "\u00A0млрд", "\u00A0трлн"},
    {"\u00A0тис.", "\u00A0млн", "\u00A0млрд", "\u00A0трлн"},
};

std::uint64_t magnitude_of(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

std::string digits_of(std::uint64_t value) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + value % 10));
    value /= 10;
  } while (value != 0);
  return text;
}

std::string grouped(std::uint64_t value, std::string_view separator) {
  const std::string digits = digits_of(value);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += separator;
    text += digits[i];
  }
  return text;
}

// Exactly `count` digits.
std::string fraction_digits(std::uint64_t value, int count) {
  std::string text = digits_of(value);
  if (text.size() < static_cast<std::size_t>(count)) {
    text.insert(0, static_cast<std::size_t>(count) - text.size(), '0');
  }
  return text;
}

bool is_letters(std::string_view symbol) {
  for (const char c : symbol) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool accented_letter = symbol == "zł" || symbol == "Kč";
    if (!letter && !accented_letter) return false;
  }
  return true;
}

std::string fill(std::string_view pattern, std::span<const Argument> arguments) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = pattern.find('}', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    text += pattern.substr(0, open);
    const std::string_view placeholder = pattern.substr(open, close + 1 - open);
    std::string_view value = placeholder;
    for (const Argument& argument : arguments) {
      if (argument.name == placeholder.substr(1, placeholder.size() - 2)) value = argument.value;
    }
    text += value;
    pattern.remove_prefix(close + 1);
  }
  text += pattern;
  return text;
}

std::string_view form(Language language, Text key, std::size_t index) {
  const CatalogueTable& table = catalogue_tables[static_cast<std::size_t>(language)];
  const char* text = table.forms + table.starts[static_cast<std::size_t>(key)];
  for (; index > 0; --index) text += std::string_view(text).size() + 1;
  return text;
}

}  // namespace

std::string_view Locale::text(Text key) const { return form(language_, key, 0); }

std::string_view Locale::name(std::string_view stored_name) const {
  const std::optional<Text> key = text_with_key(stored_name);
  return key ? text(*key) : stored_name;
}

std::string Locale::format(Text key, std::initializer_list<Argument> arguments) const {
  return fill(text(key), {arguments.begin(), arguments.size()});
}

std::string Locale::plural(Text key, std::int64_t count,
                           std::initializer_list<Argument> arguments) const {
  const std::string shown_count = integer(count);
  // Of equal names the last one counts, so that an argument can replace {count}.
  std::vector<Argument> all{{"count", shown_count}};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return fill(form(language_, key, plural_form(language_, count)), all);
}

std::string Locale::integer(std::int64_t value) const {
  const std::string digits = grouped(magnitude_of(value), number_style(language_).group);
  return value < 0 ? "-" + digits : digits;
}

std::string Locale::percent(std::int64_t per_mille) const {
  const std::uint64_t rounded =
      magnitude_of(per_mille) / 10 + (magnitude_of(per_mille) % 10 >= 5 ? 1 : 0);
  std::string text = per_mille < 0 && rounded != 0 ? "-" : "";
  text += grouped(rounded, number_style(language_).group);
  if (language_ != Language::english) text += nbsp;
  return text + "%";
}

std::string Locale::with_currency(std::string_view number, bool negative,
                                  std::string_view currency) const {
  const Currency* known = find_currency(currency);
  std::string_view symbol = known == nullptr ? currency : known->symbol;
  if (currency == "XXX") symbol = {};
  std::string text = negative ? "-" : "";
  if (symbol.empty()) return text.append(number);
  if (language_ != Language::english) {
    return text.append(number).append(nbsp).append(symbol);
  }
  if (!is_letters(symbol)) return text.append(symbol).append(number);
  return text.append(known == nullptr ? currency : known->code).append(nbsp).append(number);
}

std::string Locale::money(std::int64_t minor, std::string_view currency) const {
  const NumberStyle style = number_style(language_);
  const auto per_unit = static_cast<std::uint64_t>(minor_per_unit(currency));
  const std::uint64_t magnitude = magnitude_of(minor);
  std::string number = grouped(magnitude / per_unit, style.group);
  if (magnitude % per_unit != 0) {
    number += style.decimal;
    number += fraction_digits(magnitude % per_unit, minor_digits(currency));
  }
  return with_currency(number, minor < 0, currency);
}

std::string Locale::money_short(std::int64_t minor, std::string_view currency) const {
  const NumberStyle style = number_style(language_);
  const auto per_unit = static_cast<std::uint64_t>(minor_per_unit(currency));
  const std::uint64_t magnitude = magnitude_of(minor);
  const std::uint64_t units =
      magnitude / per_unit + (magnitude % per_unit * 2 >= per_unit && per_unit > 1);
  if (units < 10'000) {
    return with_currency(grouped(units, style.group), minor < 0 && units != 0, currency);
  }
  // Three digits: `hundredths` of the unit are rounded to what remains visible.
  std::uint64_t unit = 1'000;
  std::size_t power = 0;
  for (; power < 3 && units >= unit * 1'000 - unit / 2; unit *= 1'000) ++power;
  std::uint64_t hundredths = (units / unit) * 100 + (units % unit) * 100 / unit;
  const std::uint64_t step = hundredths >= 10'000 ? 100 : hundredths >= 1'000 ? 10 : 1;
  const std::uint64_t unrounded = units / unit * (100 / step);
  const std::uint64_t part = (units % unit * (100 / step) + unit / 2) / unit;
  hundredths = (unrounded + part) * step;
  std::string number = grouped(hundredths / 100, style.group);
  std::string fraction = fraction_digits(hundredths % 100, 2);
  while (fraction.ends_with('0')) fraction.pop_back();
  if (!fraction.empty()) number += style.decimal + fraction;
  number += short_units[static_cast<std::size_t>(language_)][power];
  return with_currency(number, minor < 0, currency);
}

std::string Locale::bytes(std::uint64_t count) const {
  struct Unit {
    Text text;
    std::uint64_t bytes;
  };
  constexpr Unit units[] = {{Text::bytes_kilobytes, 1000},
                            {Text::bytes_megabytes, 1'000'000},
                            {Text::bytes_gigabytes, 1'000'000'000}};
  // A number that would be rounded to a thousand is one of the next unit.
  const Unit& unit = count < 999'500 ? units[0] : count < 999'500'000 ? units[1] : units[2];
  const std::uint64_t tenth = unit.bytes / 10;
  const std::uint64_t tenths = count / tenth + (count % tenth >= tenth / 2 ? 1 : 0);
  std::string number;
  if (tenths < 100 && unit.bytes > 1000) {
    number =
        std::to_string(tenths / 10) + number_style(language_).decimal + std::to_string(tenths % 10);
  } else {
    number = integer(static_cast<std::int64_t>(count / unit.bytes +
                                               (count % unit.bytes >= unit.bytes / 2 ? 1 : 0)));
  }
  return format(unit.text, {{"number", number}});
}

std::string Locale::money_to_edit(std::int64_t minor, std::string_view currency) const {
  const auto per_unit = static_cast<std::uint64_t>(minor_per_unit(currency));
  const std::uint64_t magnitude = magnitude_of(minor);
  std::string text = minor < 0 ? "-" : "";
  text += digits_of(magnitude / per_unit);
  if (magnitude % per_unit == 0) return text;
  text += number_style(language_).decimal;
  return text + fraction_digits(magnitude % per_unit, minor_digits(currency));
}

std::string Locale::date(std::int32_t days, DateStyle style) const {
  const CalendarDay day = calendar_day(days);
  std::string text;
  if (style == DateStyle::weekday) {
    text.append(short_weekday_name(language_, weekday_of(days))).append(",").append(nbsp);
  }
  text += digits_of(day.day);
  text += nbsp;
  text += style == DateStyle::long_form ? month_name(language_, day.month)
                                        : short_month_name(language_, day.month);
  if (style == DateStyle::day_month || style == DateStyle::weekday) return text;
  text.append(nbsp).append(digits_of(static_cast<std::uint64_t>(day.year)));
  if (language_ == Language::russian) text.append(nbsp).append("г.");
  if (language_ == Language::ukrainian) text.append(nbsp).append("р.");
  return text;
}

std::string Locale::date_time(std::int64_t wall_ms, std::int32_t utc_offset_minutes) const {
  constexpr std::int64_t minute_ms = 60'000;
  constexpr std::int64_t day_minutes = 1'440;
  std::int64_t minutes = wall_ms / minute_ms - (wall_ms % minute_ms < 0 ? 1 : 0);
  minutes += utc_offset_minutes;
  std::int64_t days = minutes / day_minutes - (minutes % day_minutes < 0 ? 1 : 0);
  const auto within_day = static_cast<std::uint64_t>(minutes - days * day_minutes);
  if (days < first_day) days = first_day;
  if (days > last_day) days = last_day;
  std::string text = date(static_cast<std::int32_t>(days));
  text += ", ";
  text.append(fraction_digits(within_day / 60, 2)).append(":");
  return text + fraction_digits(within_day % 60, 2);
}

}  // namespace holdall::i18n
