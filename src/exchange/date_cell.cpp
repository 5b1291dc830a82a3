#include "exchange/date_cell.h"

#include "base/utf8.h"
#include "i18n/calendar.h"
#include "i18n/parse.h"

namespace holdall::exchange {

namespace {

// Three numbers with one kind of separator.
struct Numbers {
  std::uint32_t parts[3] = {};
  std::uint32_t first_digits = 0;
  std::uint32_t last_digits = 0;
  char separator = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<Numbers> split(std::string_view cell) {
  Numbers numbers;
  std::size_t position = 0;
  for (int part = 0; part < 3; ++part) {
    std::uint32_t digits = 0;
    for (; position < cell.size() && is_digit(cell[position]) && digits < 5; ++position, ++digits) {
      numbers.parts[part] =
          numbers.parts[part] * 10 + static_cast<std::uint32_t>(cell[position] - '0');
    }
    const bool is_year = part != 1 && digits == 4;
    if (digits == 0 || (digits > 2 && !is_year)) return std::nullopt;
    if (part == 0) numbers.first_digits = digits;
    numbers.last_digits = digits;
    if (part == 2) break;
    if (position == cell.size()) return std::nullopt;
    const char separator = cell[position++];
    if (separator != '-' && separator != '.' && separator != '/') return std::nullopt;
    if (part == 1 && separator != numbers.separator) return std::nullopt;
    numbers.separator = separator;
  }
  if (numbers.first_digits == 4 && numbers.last_digits == 4) return std::nullopt;
  // Only a time of day may follow, or the full stop of "7.3.2017.".
  const std::string_view rest = cell.substr(position);
  const bool ended =
      rest.empty() || rest == "." || rest[0] == ' ' || rest[0] == 'T' || rest[0] == ',';
  return ended ? std::optional(numbers) : std::nullopt;
}

std::int32_t year_of(std::uint32_t number, std::uint32_t digits) {
  return static_cast<std::int32_t>(digits <= 2 ? 2000 + number : number);
}

}  // namespace

void DateEvidence::add(std::string_view cell) {
  const auto numbers = split(trimmed(cell));
  if (!numbers || numbers->first_digits == 4) return;
  if (numbers->parts[0] > 12) {
    ++day_first;
  } else if (numbers->parts[1] > 12) {
    ++month_first;
  } else {
    ++undecided;
    if (numbers->separator == '/') ++slashes;
  }
}

DateOrder DateEvidence::order(bool slashes_mean_month_first) const {
  if (day_first != month_first) {
    return day_first > month_first ? DateOrder::day_month : DateOrder::month_day;
  }
  const bool american = slashes_mean_month_first && slashes > 0;
  return american ? DateOrder::month_day : DateOrder::day_month;
}

std::optional<std::int32_t> parse_date_cell(std::string_view cell, DateOrder order) {
  cell = trimmed(cell);
  const auto numbers = split(cell);
  if (!numbers) {
    // With a month's name. Words such as "today" or a day without a year mean nothing in a file.
    std::size_t digits = 0;
    std::size_t longest = 0;
    for (const char c : cell) {
      digits = is_digit(c) ? digits + 1 : 0;
      longest = longest < digits ? digits : longest;
    }
    if (longest != 4) return std::nullopt;
    return i18n::parse_date(cell, 0, i18n::Language::english);
  }
  const std::uint32_t first = numbers->parts[0];
  const std::uint32_t second = numbers->parts[1];
  const std::uint32_t third = numbers->parts[2];
  if (numbers->first_digits == 4) return i18n::days_of(year_of(first, 4), second, third);
  const std::int32_t year = year_of(third, numbers->last_digits);
  const bool day_first = order == DateOrder::day_month;
  const auto usual = i18n::days_of(year, day_first ? second : first, day_first ? first : second);
  if (usual) return usual;
  return i18n::days_of(year, day_first ? first : second, day_first ? second : first);
}

}  // namespace holdall::exchange
