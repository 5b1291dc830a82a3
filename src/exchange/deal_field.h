#pragma once

#include <cstddef>
#include <cstdint>

#include "i18n/catalogue.h"

namespace holdall::exchange {

// What a column of a table becomes in a deal.
enum class DealField : std::uint8_t {
  none,  // left out
  title,
  external_key,
  value,
  currency,
  stage,    // may also hold words for won and lost
  outcome,  // open, won or lost
  organisation,
  person,
  owner,
  product,
  opened_on,
  close_date,  // of a closed deal the day of closing, of an open one the expected day
  expected_close,
  closed_on,
  lost_reason,
};

inline constexpr std::size_t deal_field_count = 16;

// The name of the field, for the list to choose from.
[[nodiscard]] i18n::Text label_of(DealField field);

[[nodiscard]] constexpr bool is_date(DealField field) {
  return field >= DealField::opened_on && field <= DealField::closed_on;
}

}  // namespace holdall::exchange
