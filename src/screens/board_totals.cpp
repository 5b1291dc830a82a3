#include "screens/board_totals.h"

#include <algorithm>

namespace holdall::screens {

namespace {

using app::BoardColumn;
using app::ColumnKind;
using app::CurrencyTotal;

std::int64_t sum_in(const BoardColumn& column, const model::Currency& currency) {
  for (const CurrencyTotal& sum : column.totals()) {
    if (sum.currency == currency) return sum.minor;
  }
  return 0;
}

}  // namespace

std::string sums_text(const i18n::Locale& locale, std::span<const CurrencyTotal> sums,
                      SumStyle style, std::size_t shown_max) {
  constexpr std::string_view plus = " +\u00A0";
  std::string text;
  for (std::size_t index = 0; index < sums.size(); ++index) {
    if (!text.empty()) text += plus;
    if (index == shown_max) return text + "\u2026";
    const CurrencyTotal& sum = sums[index];
    text += style == SumStyle::exact ? locale.money(sum.minor, sum.currency.code())
                                     : locale.money_short(sum.minor, sum.currency.code());
  }
  return text;
}

OpenTotals open_totals(std::span<const BoardColumn> columns) {
  OpenTotals totals;
  for (const BoardColumn& column : columns) {
    if (column.id().kind != ColumnKind::stage) continue;
    totals.deals += column.count();
    for (const CurrencyTotal& sum : column.totals()) {
      const auto found = std::ranges::find(totals.sums, sum.currency, &CurrencyTotal::currency);
      if (found == totals.sums.end()) {
        totals.sums.push_back(sum);
      } else {
        found->minor = model::add_minor(found->minor, sum.minor);
      }
    }
  }
  return totals;
}

float share_of(std::span<const BoardColumn> columns, std::size_t column) {
  const bool closing = columns[column].id().kind != ColumnKind::stage;
  const OpenTotals totals = open_totals(columns);
  const bool by_amount = !closing && !totals.sums.empty() && totals.sums.front().minor > 0;
  double whole = 0;
  for (const BoardColumn& other : columns) {
    if ((other.id().kind != ColumnKind::stage) != closing) continue;
    whole +=
        by_amount
            ? static_cast<double>(std::max<std::int64_t>(0, sum_in(other, totals.sums[0].currency)))
            : static_cast<double>(other.count());
  }
  if (whole <= 0) return 0;
  const double part = by_amount
                          ? static_cast<double>(sum_in(columns[column], totals.sums[0].currency))
                          : static_cast<double>(columns[column].count());
  return static_cast<float>(std::clamp(part / whole, 0.0, 1.0));
}

}  // namespace holdall::screens
