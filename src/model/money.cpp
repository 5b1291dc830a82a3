#include "model/money.h"

#include <algorithm>
#include <limits>

namespace holdall::model {

std::optional<Currency> currency_from_code(std::string_view code) {
  const bool letters = std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (code.size() != 3 || !letters) return std::nullopt;
  return Currency{{code[0], code[1], code[2]}};
}

std::int64_t add_minor(std::int64_t left, std::int64_t right) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (right > 0 && left > Limits::max() - right) return Limits::max();
  if (right < 0 && left < Limits::min() - right) return Limits::min();
  return left + right;
}

}  // namespace holdall::model
