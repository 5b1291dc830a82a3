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
  const bool is_name = field != Field::value && field != Field::expected_close;
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
      enter_date(context, entry);
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

// That of the value; without one the one that was chosen for it, else the usual one.
model::Currency DealPanel::currency_of(const Context& context) const {
  if (shown_.deal.value) return shown_.deal.value->currency;
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

void DealPanel::enter_date(const Context& context, const std::string& text) {
  if (text.empty()) {
    context.app.execute(app::SetExpectedClose{deal_, std::nullopt});
    return;
  }
  const auto date =
      i18n::parse_date(text, context.app.workspace().today().days, context.locale().language());
  if (!date) {
    refused(Field::expected_close) = {text, std::string(context.text(Text::deal_date_unreadable))};
    return;
  }
  if (*date < model::first_date.days) {
    refused(Field::expected_close) = {text, std::string(context.text(Text::error_early_date))};
    return;
  }
  context.app.execute(app::SetExpectedClose{deal_, model::Date{*date}});
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
