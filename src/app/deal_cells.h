#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/date.h"
#include "model/money.h"
#include "model/outcome.h"
#include "platform/clock.h"

// Cells of a deal as files for other programs have them, the same in every language.
namespace holdall::app {

// 2017-03-07, or nothing.
[[nodiscard]] std::string iso_day(std::optional<model::Date> date);
// The day of a closed deal where `clock` is; nothing while it is open or when it is not known.
[[nodiscard]] std::string closing_day(const model::Outcome& outcome, const platform::Clock& clock);
// 1234.50, or 1234 if there are no cents; exact, without the currency.
[[nodiscard]] std::string decimal_amount(const model::Money& money);
// 2017-03-07T14:05:09.120Z, or nothing for 0, which stands for no moment.
[[nodiscard]] std::string iso_moment(std::int64_t wall_ms);

}  // namespace holdall::app
