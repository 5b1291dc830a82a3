#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "app/board.h"
#include "i18n/locale.h"

namespace holdall::screens {

enum class SumStyle : std::uint8_t { exact, shortened };

// "$1.25M + €300k": each currency by itself; of more than `shown_max` the rest is only hinted at.
// Breaks into lines between the sums alone. Empty without any.
[[nodiscard]] std::string sums_text(const i18n::Locale& locale,
                                    std::span<const app::CurrencyTotal> sums, SumStyle style,
                                    std::size_t shown_max = SIZE_MAX);

// Of all open deals, each currency by itself.
struct OpenTotals {
  std::size_t deals = 0;
  std::vector<app::CurrencyTotal> sums;
};
[[nodiscard]] OpenTotals open_totals(std::span<const app::BoardColumn> columns);

// The part of a column in the pipeline, 0..1: of a stage by the amounts in the currency that most
// open deals have, or by the number of deals where none has an amount; of Won and Lost by the
// number of closed deals.
[[nodiscard]] float share_of(std::span<const app::BoardColumn> columns, std::size_t column);

}  // namespace holdall::screens
