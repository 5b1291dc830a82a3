#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace holdall::i18n {

// A currency in use, by ISO 4217 (list one, published by SIX): the code and the digits of its minor
// unit. The symbol is the one without ambiguity between currencies ("CA$", not "$"), or the code
// where none is usual.
struct Currency {
  std::string_view code;
  std::string_view symbol;
  std::uint8_t minor_digits;
};

// The usual currencies: first the five that head a list to choose from, then by code.
[[nodiscard]] std::span<const Currency> currencies();

// The currency with this code, in whatever case; null if it is not one of currencies().
[[nodiscard]] const Currency* find_currency(std::string_view code);

// Of currencies() their own, of every other code 2, the most frequent.
[[nodiscard]] int minor_digits(std::string_view code);

// 10 to the power of minor_digits(code).
[[nodiscard]] std::int64_t minor_per_unit(std::string_view code);

// The currency that a person means by a code, a symbol or a word, folded (folding.h): "usd", "$",
// "грн", "zl". Null if it is none.
[[nodiscard]] const Currency* currency_from_word(std::string_view folded_word);

}  // namespace holdall::i18n
