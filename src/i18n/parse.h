#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "i18n/language.h"

namespace holdall::i18n {

// Which character separates the decimals. `guess` decides by the number itself: the later of two
// separators is the decimal one; a single one followed by exactly three digits groups thousands,
// unless the currency has three minor digits and the separator is a point; a single one otherwise
// is the decimal one.
enum class DecimalMark : std::uint8_t { guess, point, comma };

struct ParsedMoney {
  std::int64_t minor = 0;
  std::string currency;           // ISO 4217
  bool currency_written = false;  // else the default was taken
  bool is_bare = false;           // digits alone: neither currency nor multiplier nor sign

  friend bool operator==(const ParsedMoney&, const ParsedMoney&) = default;
};

// An amount as people write it: "12k€", "1 234,50 ₴", "$1,200.50", "12 000", "-5", "(5)", "1,2 млн
// грн". Decimals beyond the currency's minor unit are rounded, halves away from zero. Nothing
// unless all of the text is an amount that fits 64 bits.
[[nodiscard]] std::optional<ParsedMoney> parse_money(std::string_view text,
                                                     std::string_view default_currency,
                                                     DecimalMark mark = DecimalMark::guess);

// A day as people write it, relative to `today` (both in days since 1970-01-01): "2026-12-01",
// "7.03", "7.3.26", "7 Mar", "Mar 7, 2017", "7 мар. 2017 г.", "fri", "завтра", "in 3 days", "через
// 2 недели", "+3d". With slashes an English writer means month/day and others day/month, unless
// only the other order is a day. Without a year it is this year's day, or next year's if this
// year's is more than 90 days gone; a weekday is the next one after today. Nothing unless all of
// the text is a date.
[[nodiscard]] std::optional<std::int32_t> parse_date(std::string_view text, std::int32_t today,
                                                     Language language);

struct QuickAdd {
  std::string title;
  std::optional<ParsedMoney> money;
  std::optional<std::int32_t> date;  // days since 1970-01-01

  friend bool operator==(const QuickAdd&, const QuickAdd&) = default;
};

// A deal in one line: "Acme renewal 12k€ Fri" is a title, an amount and a date, in any order at the
// end; an amount with its currency may stand anywhere. A bare number is an amount only at the end,
// from three digits, not after "№" or "#", and unless it looks like a year; with a minus it is one
// at the start as well. If nothing would remain for the title, the whole line is the title, and
// alone a negative amount is told beside it.
[[nodiscard]] QuickAdd parse_quick_add(std::string_view line, std::int32_t today, Language language,
                                       std::string_view default_currency);

}  // namespace holdall::i18n
