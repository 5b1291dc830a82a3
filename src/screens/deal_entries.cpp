// What a person enters in the panel of a deal becomes commands, or an error beside the field.

#include <algorithm>

#include "base/utf8.h"
#include "i18n/currency.h"
#include "i18n/parse.h"
#include "screens/deal_panel.h"
#include "screens/lost_dialog.h"

namespace holdall::screens {

namespace {

using i18n::Text;

}  // namespace

void DealPanel::enter(const Context& context, Field field, const std::string& text) {
  const std::string entry(trimmed(text));
  refused(field) = {};
  const bool is_name =
      field != Field::value && field != Field::expected_close && field != Field::closed_on;
  if (is_name && leading_code_points(entry, app::name_length_max).size() < entry.size()) {
    refused(field) = {text, context.plural(Text::deal_too_long, app::name_length_max)};
    return;
  }
  switch (field) {
    case Field::title:
      if (entry.empty()) {
        refused(field) = {text, std::string(context.text(Text::deal_title_missing))};
      } else if (entry != shown_.deal.title) {
        context.app.execute(app::RenameDeal{deal_, entry});
      }
      break;
    case Field::value:
      enter_value(context, entry);
      break;
    case Field::expected_close:
    case Field::closed_on:
      enter_date(context, field, entry);
      break;
    case Field::organisation:
      if (entry != shown_.organisation_name)
        context.app.execute(app::SetDealOrganisation{deal_, entry});
      break;
    case Field::person:
      if (entry != shown_.person_name) context.app.execute(app::SetDealPerson{deal_, entry});
      break;
    case Field::outcome_note:
      if (entry != shown_.deal.outcome_note) context.app.execute(app::SetOutcomeNote{deal_, entry});
      break;
  }
}

// Where the person is.
std::optional<model::Date> DealPanel::closed_on(const Context& context) const {
  const std::int64_t closed_ms = shown_.deal.outcome.closed_ms;
  if (closed_ms == 0) return std::nullopt;
  return model::date_at(closed_ms, context.app.platform().clock.utc_offset_minutes(closed_ms));
}

// That of the value; without one the last that it had or that was chosen for it, else the usual
// one.
model::Currency DealPanel::currency_of(const Context& context) const {
  return currency_wanted_.value_or(context.app.workspace().currency());
}

void DealPanel::enter_value(const Context& context, const std::string& text) {
  if (text.empty()) {
    context.app.execute(app::SetDealValue{deal_, std::nullopt});
    return;
  }
  const auto parsed = i18n::parse_money(text, currency_of(context).code());
  const auto currency = parsed ? model::currency_from_code(parsed->currency) : std::nullopt;
  if (!currency) {
    refused(Field::value) = {text, std::string(context.text(Text::deal_value_unreadable))};
    return;
  }
  if (parsed->minor < 0) {
    refused(Field::value) = {text, std::string(context.text(Text::error_negative_amount))};
    return;
  }
  context.app.execute(app::SetDealValue{deal_, model::Money{parsed->minor, *currency}});
}

void DealPanel::enter_date(const Context& context, Field field, const std::string& text) {
  const bool closing = field == Field::closed_on;
  const std::int32_t today = context.app.workspace().today().days;
  std::optional<model::Date> date;
  if (!text.empty()) {
    const auto days = i18n::parse_date(text, today, context.locale().language());
    if (!days) {
      refused(field) = {text, std::string(context.text(Text::deal_date_unreadable))};
      return;
    }
    if (*days < model::first_date.days) {
      refused(field) = {text, std::string(context.text(Text::error_early_date))};
      return;
    }
    if (closing && *days > today) {
      refused(field) = {text, std::string(context.text(Text::deal_closed_later))};
      return;
    }
    date = model::Date{*days};
  }
  if (!closing) {
    context.app.execute(app::SetExpectedClose{deal_, date});
  } else if (date != closed_on(context)) {
    // The hour is kept if the day is.
    context.app.execute(app::SetClosedOn{deal_, date});
  }
}

// The number stays what it is, so that a currency that was guessed wrong is put right: 12.50 USD
// becomes 12.50 EUR.
void DealPanel::choose_currency(const Context& context, std::string_view code) {
  const auto currency = model::currency_from_code(code);
  if (!currency) return;
  currency_wanted_ = currency;
  if (!shown_.deal.value) return;
  const model::Money value = *shown_.deal.value;
  const std::int64_t from = i18n::minor_per_unit(value.currency.code());
  const std::int64_t to = i18n::minor_per_unit(code);
  std::int64_t minor = value.minor / std::max<std::int64_t>(1, from / to);
  if (to > from && __builtin_mul_overflow(value.minor, to / from, &minor)) return;
  context.app.execute(app::SetDealValue{deal_, model::Money{minor, *currency}});
}

void DealPanel::move_to(const Context& context, app::ColumnId column) {
  screens::move_deal(context, {deal_, column, 0, {}});
}

}  // namespace holdall::screens
