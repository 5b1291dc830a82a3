#include "app/deal_cells.h"

#include "i18n/calendar.h"
#include "i18n/locale.h"

namespace holdall::app {
namespace {

std::string padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

}  // namespace

std::string iso_day(std::optional<model::Date> date) {
  return date ? i18n::iso_date(date->days) : std::string();
}

std::string closing_day(const model::Outcome& outcome, const platform::Clock& clock) {
  if (outcome.closed_ms == 0) return {};
  return iso_day(model::date_at(outcome.closed_ms, clock.utc_offset_minutes(outcome.closed_ms)));
}

std::string decimal_amount(const model::Money& money) {
  return i18n::Locale(i18n::Language::english).money_to_edit(money.minor, money.currency.code());
}

std::string iso_moment(std::int64_t wall_ms) {
  if (wall_ms == 0) return {};
  const model::Date date = model::date_at(wall_ms, 0);
  const std::int64_t of_day_ms = (wall_ms % model::day_ms + model::day_ms) % model::day_ms;
  return iso_day(date) + 'T' + padded(of_day_ms / 3'600'000, 2) + ':' +
         padded(of_day_ms / 60'000 % 60, 2) + ':' + padded(of_day_ms / 1000 % 60, 2) + '.' +
         padded(of_day_ms % 1000, 3) + 'Z';
}

}  // namespace holdall::app
