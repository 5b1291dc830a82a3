#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace holdall::model {

// An ISO 4217 code of three capital letters, or "XXX" (no currency).
struct Currency {
  std::array<char, 3> letters = {'X', 'X', 'X'};

  [[nodiscard]] std::string_view code() const { return {letters.data(), letters.size()}; }
  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;
};

// Nothing unless `code` is three capital ASCII letters.
[[nodiscard]] std::optional<Currency> currency_from_code(std::string_view code);

// An amount in the currency's minor units (cents), exact. Amounts of different currencies are never
// added.
struct Money {
  std::int64_t minor = 0;
  Currency currency;

  friend constexpr bool operator==(const Money&, const Money&) = default;
};

// The sum, or the nearest limit where it would not fit 64 bits: a total must not wrap to a nonsense
// value because one record holds one.
[[nodiscard]] std::int64_t add_minor(std::int64_t left, std::int64_t right);

}  // namespace holdall::model
