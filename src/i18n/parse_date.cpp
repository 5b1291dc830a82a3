#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.h"
#include "i18n/calendar.h"
#include "i18n/folding.h"
#include "i18n/parse.h"

namespace holdall::i18n {

namespace {

using Days = std::optional<std::int32_t>;

constexpr std::int32_t past_without_year_days = 90;

struct NamedDay {
  std::string_view folded;
  std::int32_t offset;
};

constexpr NamedDay named_days[] = {
    {"today", 0},  {"сегодня", 0},     {"сьогодні", 0},    {"tomorrow", 1},   {"завтра", 1},
    {"tmrw", 1},   {"послезавтра", 2}, {"післязавтра", 2}, {"yesterday", -1}, {"вчера", -1},
    {"вчора", -1}, {"позавчера", -2},  {"позавчора", -2},
};

enum class Unit : std::uint8_t { day, week, month, year };

struct UnitStem {
  std::string_view folded;
  Unit unit;
};

// Beginnings of the words for spans of time, the longer before the shorter.
constexpr UnitStem unit_stems[] = {
    {"day", Unit::day},   {"дня", Unit::day},     {"дней", Unit::day},    {"день", Unit::day},
    {"дні", Unit::day},   {"днів", Unit::day},    {"week", Unit::week},   {"недел", Unit::week},
    {"тиж", Unit::week},  {"month", Unit::month}, {"месяц", Unit::month}, {"місяц", Unit::month},
    {"year", Unit::year}, {"год", Unit::year},    {"рік", Unit::year},    {"рок", Unit::year},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), is_digit);
}

std::uint32_t number_of(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

// A year of two digits is in this century.
std::int32_t year_of(std::string_view digits) {
  const auto year = static_cast<std::int32_t>(number_of(digits));
  return digits.size() <= 2 ? 2000 + year : year;
}

// The day in this year, or in the next if this year's is long gone.
Days without_year(std::uint32_t month, std::uint32_t day, std::int32_t today) {
  const std::int32_t year = calendar_day(today).year;
  const Days here = days_of(year, month, day);
  if (here && *here >= today - past_without_year_days) return here;
  const Days next = days_of(year + 1, month, day);
  return next ? next : here;
}

Days with_order(std::array<std::string_view, 3> parts, std::size_t count, bool month_first,
                std::int32_t today) {
  const std::uint32_t month = number_of(parts[month_first ? 0 : 1]);
  const std::uint32_t day = number_of(parts[month_first ? 1 : 0]);
  return count == 3 ? days_of(year_of(parts[2]), month, day) : without_year(month, day, today);
}

// Numbers with one kind of separator: 2026-12-01, 7.03, 7.3.26, 12/31/2026.
Days numeric(std::string_view text, std::int32_t today, Language language) {
  const std::size_t separator = text.find_first_of("-./");
  if (separator == std::string_view::npos) return std::nullopt;
  const char mark = text[separator];
  if (mark == '.' && text.ends_with('.')) text.remove_suffix(1);
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  while (true) {
    const std::size_t end = std::min(text.find(mark), text.size());
    if (count == parts.size() || !is_number(text.substr(0, end))) return std::nullopt;
    parts[count++] = text.substr(0, end);
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  if (count < 2) return std::nullopt;
  if (parts[0].size() == 4) {
    if (count != 3) return std::nullopt;
    return days_of(year_of(parts[0]), number_of(parts[1]), number_of(parts[2]));
  }
  if (parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() == 3) return std::nullopt;
  if (mark == '-' && count == 2) return std::nullopt;  // "3-4" is rather a range
  const bool month_first = mark == '/' && language == Language::english;
  const Days usual = with_order(parts, count, month_first, today);
  if (usual || mark == '.') return usual;
  return with_order(parts, count, !month_first, today);
}

Days after(std::int32_t today, std::uint32_t count, Unit unit) {
  const auto steps = static_cast<std::int32_t>(count);
  if (unit == Unit::day) return today + steps;
  if (unit == Unit::week) return today + 7 * steps;
  const CalendarDay day = calendar_day(today);
  const std::int32_t months =
      static_cast<std::int32_t>(day.month) - 1 + steps * (unit == Unit::year ? 12 : 1);
  const std::int32_t year = day.year + months / 12;
  const auto month = static_cast<std::uint32_t>(months % 12 + 1);
  // The last day of a shorter month.
  for (std::uint32_t in_month = day.day; in_month >= 28; --in_month) {
    if (const Days found = days_of(year, month, in_month)) return found;
  }
  return days_of(year, month, day.day);
}

// "+3d", "+2w", "+1m", "+3".
Days plus_span(std::string_view text, std::int32_t today) {
  text.remove_prefix(1);
  Unit unit = Unit::day;
  if (text.ends_with('w')) unit = Unit::week;
  if (text.ends_with('m')) unit = Unit::month;
  if (text.ends_with('w') || text.ends_with('m') || text.ends_with('d')) text.remove_suffix(1);
  if (!is_number(text)) return std::nullopt;
  return after(today, number_of(text), unit);
}

// "in 3 days", "через неделю", "за 2 тижні".
Days in_span(const std::vector<std::string_view>& words, std::int32_t today) {
  if (words[0] != "in" && words[0] != "через" && words[0] != "за") return std::nullopt;
  std::uint32_t count = 1;
  if (words.size() == 3) {
    if (is_number(words[1])) {
      count = number_of(words[1]);
    } else if (words[1] != "a" && words[1] != "one") {
      return std::nullopt;
    }
  } else if (words.size() != 2 || words[0] == "in") {
    return std::nullopt;
  }
  for (const UnitStem& stem : unit_stems) {
    if (words.back().starts_with(stem.folded)) return after(today, count, stem.unit);
  }
  return std::nullopt;
}

// "7 mar", "mar 7", "7 марта 2017 г.": a month's name, a day and perhaps a year.
Days with_month_name(const std::vector<std::string_view>& words, std::int32_t today) {
  std::size_t count = words.size();
  const bool year_word =
      count == 4 && (words[3] == "г." || words[3] == "г" || words[3] == "р." || words[3] == "р" ||
                     words[3] == "года" || words[3] == "року");
  if (year_word) --count;
  if (count < 2 || count > 3) return std::nullopt;
  const bool day_first = is_number(words[0]);
  std::string_view day = words[day_first ? 0 : 1];
  for (const std::string_view ending : {",", "st", "nd", "rd", "th", "."}) {
    if (day.ends_with(ending)) day.remove_suffix(ending.size());
  }
  std::string_view name = words[day_first ? 1 : 0];
  if (name.ends_with(',')) name.remove_suffix(1);
  const auto month = month_from_word(name);
  if (!month || !is_number(day) || day.size() > 2) return std::nullopt;
  if (count == 2) return without_year(*month, number_of(day), today);
  if (!is_number(words[2]) || words[2].size() == 3) return std::nullopt;
  return days_of(year_of(words[2]), *month, number_of(day));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = trimmed(text)).empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

Days one_word(std::string_view word, std::int32_t today, Language language) {
  for (const NamedDay& named : named_days) {
    if (named.folded == word) return today + named.offset;
  }
  if (const auto weekday = weekday_from_word(word)) {
    const std::uint32_t ahead = (*weekday + 7 - weekday_of(today)) % 7;
    return today + static_cast<std::int32_t>(ahead == 0 ? 7 : ahead);
  }
  if (word.starts_with('+')) return plus_span(word, today);
  const std::size_t time = word.find('t');
  if (time == 10 && word.size() > 11 && is_digit(word[11])) word = word.substr(0, time);
  return numeric(word, today, language);
}

// 14:05, 14:05:33.250, with or without a zone.
bool is_time(std::string_view word) {
  const bool begins = word.size() >= 4 && is_digit(word[0]) && word.find(':') <= 2;
  return begins && word.find_first_not_of("0123456789:.+z") == std::string_view::npos;
}

}  // namespace

std::optional<std::int32_t> parse_date(std::string_view text, std::int32_t today,
                                       Language language) {
  const std::string folded = fold(text);
  std::vector<std::string_view> words = words_of(folded);
  if (words.size() == 2 && is_time(words[1])) words.pop_back();
  if (words.size() > 4) return std::nullopt;
  if (words.size() > 1 && words[0].ends_with(',') &&
      weekday_from_word(words[0].substr(0, words[0].size() - 1))) {
    words.erase(words.begin());  // "Tue, 7 Mar"
  }
  if (words.empty()) return std::nullopt;
  if (words.size() == 1) return one_word(words[0], today, language);
  if (words.size() == 2 && (words[0] == "next" || words[0] == "on" || words[0] == "by")) {
    if (weekday_from_word(words[1])) return one_word(words[1], today, language);
  }
  if (const Days day = in_span(words, today)) return day;
  return with_month_name(words, today);
}

}  // namespace holdall::i18n
