#include <algorithm>

#include "base/utf8.h"
#include "i18n/currency.h"
#include "i18n/folding.h"
#include "i18n/parse.h"

namespace holdall::i18n {

namespace {

struct Multiplier {
  std::string_view folded;
  int exponent;
};

// Longer words before their beginnings.
constexpr Multiplier multipliers[] = {
    {"thousand", 3}, {"тысяча", 3},  {"тысячи", 3},    {"тысяч", 3},    {"тисяча", 3},
    {"тисячі", 3},   {"тисяч", 3},   {"тыс.", 3},      {"тис.", 3},     {"тыс", 3},
    {"тис", 3},      {"т.", 3},      {"т", 3},         {"k", 3},        {"к", 3},
    {"million", 6},  {"mln", 6},     {"mio", 6},       {"m", 6},        {"миллионов", 6},
    {"миллиона", 6}, {"миллион", 6}, {"мільйонів", 6}, {"мільйони", 6}, {"мільйон", 6},
    {"млн.", 6},     {"млн", 6},     {"м", 6},         {"billion", 9},  {"bn", 9},
    {"b", 9},        {"млрд.", 9},   {"млрд", 9},
};

// A decimal number without its marks: digits times 10^-scale.
struct Decimal {
  std::uint64_t digits = 0;
  int scale = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space_group(char c) { return c == ' ' || c == '\'' || c == '_'; }

// Whether the digit runs after the first are groups of thousands: of three, or all but the last of
// two (India).
bool are_groups(std::string_view text, std::string_view marks) {
  bool first = true;
  while (true) {
    const std::size_t end = std::min(text.find_first_of(marks), text.size());
    const bool last = end == text.size();
    if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), is_digit)) {
      return false;
    }
    const bool fits = first ? end >= 1 && end <= 3 : end == 3 || (end == 2 && !last);
    if (!fits) return false;
    if (last) return !first;
    text.remove_prefix(end + 1);
    first = false;
  }
}

char decimal_mark_of(std::string_view number, DecimalMark mark, int digits, bool multiplied) {
  if (mark == DecimalMark::point) return '.';
  if (mark == DecimalMark::comma) return ',';
  const std::size_t point = number.find_last_of('.');
  const std::size_t comma = number.find_last_of(',');
  if (point == std::string_view::npos && comma == std::string_view::npos) return '.';
  if (point != std::string_view::npos && comma != std::string_view::npos) {
    return point > comma ? '.' : ',';
  }
  const char only = point == std::string_view::npos ? ',' : '.';
  const char other = only == ',' ? '.' : ',';
  if (std::count(number.begin(), number.end(), only) > 1) return other;
  const std::size_t at = only == ',' ? comma : point;
  const bool spaced = std::any_of(number.begin(), number.end(), is_space_group);
  const bool groups = number.size() - at == 4 && at >= 1 && at <= 3 && number[0] != '0' && !spaced;
  if (!groups) return only;
  if (only == '.' && (multiplied || digits == 3)) return only;
  return other;
}

std::optional<Decimal> decimal_of(std::string_view number, char decimal_mark) {
  const std::size_t at = std::min(number.find(decimal_mark), number.size());
  const std::string_view whole = number.substr(0, at);
  std::string_view fraction = number.substr(std::min(at + 1, number.size()));
  if (whole.empty() && fraction.empty()) return std::nullopt;
  if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
  if (!std::all_of(whole.begin(), whole.end(), is_digit)) {
    const char group = *std::find_if_not(whole.begin(), whole.end(), is_digit);
    const bool groups = is_space_group(group) || group == ',' || group == '.';
    if (!groups || !are_groups(whole, {&group, 1})) return std::nullopt;
  }
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  Decimal decimal;
  int significant = 0;
  const auto take = [&](char c) {
    if (!is_digit(c)) return;
    if (significant != 0 || c != '0') ++significant;
    if (significant <= 18) decimal.digits = decimal.digits * 10 + static_cast<unsigned>(c - '0');
  };
  std::for_each(whole.begin(), whole.end(), take);
  if (significant > 18) return std::nullopt;
  for (const char c : fraction) {
    if (significant == 18) break;  // what follows is far beyond any minor unit
    take(c);
    ++decimal.scale;
  }
  return decimal;
}

// digits times 10^exponent, rounded half up; nothing beyond 64 bits.
std::optional<std::int64_t> scaled(std::uint64_t digits, int exponent) {
  for (; exponent > 0; --exponent) {
    if (digits > INT64_MAX / 10) return std::nullopt;
    digits *= 10;
  }
  bool half = false;
  for (; exponent < 0; ++exponent) {
    half = digits % 10 >= 5;
    digits /= 10;
  }
  if (half) ++digits;
  if (digits > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(digits);
}

struct Suffix {
  const Currency* currency = nullptr;
  int exponent = 0;
};

// What stands behind a number: nothing, a currency, a multiplier, or a multiplier and a currency.
std::optional<Suffix> suffix_of(std::string_view folded) {
  if (folded.empty()) return Suffix{};
  if (const Currency* currency = currency_from_word(folded)) return Suffix{currency, 0};
  for (const Multiplier& multiplier : multipliers) {
    if (!folded.starts_with(multiplier.folded)) continue;
    const std::string_view rest = trimmed(folded.substr(multiplier.folded.size()));
    if (rest.empty()) return Suffix{nullptr, multiplier.exponent};
    if (const Currency* currency = currency_from_word(rest)) {
      return Suffix{currency, multiplier.exponent};
    }
  }
  return std::nullopt;
}

// Takes a sign, or the accountant's parentheses, off the text; whether it was negative.
bool take_sign(std::string_view& text) {
  if (text.starts_with('(') && text.ends_with(')')) {
    text = trimmed(text.substr(1, text.size() - 2));
    return true;
  }
  for (const std::string_view minus : {"-", "−", "–"}) {
    if (!text.starts_with(minus)) continue;
    text = trimmed(text.substr(minus.size()));
    return true;
  }
  if (text.starts_with('+')) text = trimmed(text.substr(1));
  return false;
}

}  // namespace

std::optional<ParsedMoney> parse_money(std::string_view text, std::string_view default_currency,
                                       DecimalMark mark) {
  const std::string folded = fold(trimmed(text));
  std::string_view rest = trimmed(folded);
  bool negative = take_sign(rest);
  const std::size_t first = rest.find_first_of("0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t last = rest.find_last_of("0123456789");
  std::size_t begin = first;
  if (begin > 0 && (rest[begin - 1] == '.' || rest[begin - 1] == ',')) --begin;
  std::string_view prefix = trimmed(rest.substr(0, begin));
  const std::string_view number = rest.substr(begin, last + 1 - begin);
  const std::optional<Suffix> suffix = suffix_of(trimmed(rest.substr(last + 1)));
  if (!suffix) return std::nullopt;

  const bool signed_after_symbol = prefix.ends_with('-') && prefix.size() > 1;  // "$-5"
  if (signed_after_symbol) {
    if (negative) return std::nullopt;
    negative = true;
    prefix = trimmed(prefix.substr(0, prefix.size() - 1));
  }
  const Currency* before = currency_from_word(prefix);
  if (!prefix.empty() && before == nullptr) return std::nullopt;
  if (before != nullptr && suffix->currency != nullptr && before != suffix->currency) {
    return std::nullopt;
  }
  const Currency* written = before != nullptr ? before : suffix->currency;

  ParsedMoney money;
  money.currency = written != nullptr ? written->code : default_currency;
  money.currency_written = written != nullptr;
  money.is_bare = number.size() == folded.size();
  const int digits = minor_digits(money.currency);
  const char decimal_mark = decimal_mark_of(number, mark, digits, suffix->exponent != 0);
  const std::optional<Decimal> decimal = decimal_of(number, decimal_mark);
  if (!decimal) return std::nullopt;
  const auto minor = scaled(decimal->digits, digits + suffix->exponent - decimal->scale);
  if (!minor) return std::nullopt;
  money.minor = negative ? -*minor : *minor;
  return money;
}

}  // namespace holdall::i18n
