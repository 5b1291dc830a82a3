#pragma once

#include <cstddef>
#include <cstdint>

#include "i18n/language.h"

namespace holdall::i18n {

// How many plural forms a language's texts have.
[[nodiscard]] constexpr std::size_t plural_form_count(Language language) {
  return language == Language::english ? 2 : 3;
}

// The index of the form for a whole number, by CLDR's rules for integers: English one, other;
// Russian and Ukrainian one (1, 21, 101), few (2-4, 22), many (0, 5-20, 111). A negative number
// takes the form of its absolute value.
[[nodiscard]] constexpr std::size_t plural_form(Language language, std::int64_t count) {
  const std::uint64_t magnitude =
      count < 0 ? ~static_cast<std::uint64_t>(count) + 1 : static_cast<std::uint64_t>(count);
  if (language == Language::english) return magnitude == 1 ? 0 : 1;
  const std::uint64_t ones = magnitude % 10;
  const std::uint64_t tens = magnitude % 100;
  if (ones == 1 && tens != 11) return 0;
  if (ones >= 2 && ones <= 4 && (tens < 12 || tens > 14)) return 1;
  return 2;
}

}  // namespace holdall::i18n
