#include "screens/stage_age.h"

#include <algorithm>

namespace holdall::screens {

namespace {

using i18n::Text;

// Six weeks are still counted in days; the next step is one month.
constexpr std::int64_t days_shown_max = 45;
constexpr std::int64_t days_per_400_years = 146'097;  // of the Gregorian calendar

// Whole months of the mean length.
constexpr std::int64_t months_in(std::int64_t days) { return days * 400 * 12 / days_per_400_years; }

}  // namespace

StageAge stage_age(const Context& context, const store::DealDetails& details) {
  const std::int64_t since_ms = details.stage_since_ms;
  if (details.deal.outcome.state != model::OutcomeState::open || since_ms == 0) return {};
  const auto offset = context.app.platform().clock.utc_offset_minutes(since_ms);
  const std::int32_t since = model::date_at(since_ms, offset).days;
  const std::int64_t days =
      std::max<std::int64_t>(0, std::int64_t{context.app.workspace().today().days} - since);
  if (days == 0) {
    const std::string today(context.text(Text::card_new_in_stage));
    return {"", today, today};
  }
  const auto told = [&](std::int64_t count, Text brief, Text in_stage) {
    const auto number = static_cast<std::size_t>(count);
    const std::string words = context.plural(in_stage, number);
    const std::string date = context.locale().date(since, i18n::DateStyle::long_form);
    return StageAge{context.plural(brief, number), words,
                    context.format(Text::card_in_stage_since, {{"age", words}, {"date", date}})};
  };
  if (days <= days_shown_max) return told(days, Text::card_age_days, Text::card_days_in_stage);
  const std::int64_t months = months_in(days);
  if (months < 12) return told(months, Text::card_age_months, Text::card_months_in_stage);
  return told(months / 12, Text::card_age_years, Text::card_years_in_stage);
}

}  // namespace holdall::screens
