#include "app/deal_words.h"

#include "model/records.h"

namespace holdall::app {
namespace {

using i18n::Text;
using model::FieldNumber;

namespace deal_field = model::deal_field;

// The present name of what the cell links to.
Result<std::string> name_of(store::Store& store, const i18n::Locale& locale, FieldNumber field,
                            RecordId record) {
  model::RecordKind kind = model::RecordKind::organisation;
  FieldNumber name = model::organisation_field::name;
  if (field == deal_field::stage) {
    kind = model::RecordKind::stage;
    name = model::stage_field::name;
  } else if (field == deal_field::person) {
    kind = model::RecordKind::person;
    name = model::person_field::name;
  } else if (field == deal_field::owner) {
    kind = model::RecordKind::member;
    name = model::member_field::name;
  }
  const Result<model::Value> value = store.records().cell(kind, record, name);
  if (!value) return fail(value.error());
  const std::string* text = std::get_if<std::string>(&*value);
  if (text == nullptr) return std::string();
  return record.is_built_in() ? std::string(locale.name(*text)) : *text;
}

}  // namespace

std::optional<Text> deal_field_label(FieldNumber field) {
  switch (field) {
    case deal_field::title:
      return Text::deal_title;
    case deal_field::value:
      return Text::deal_value;
    case deal_field::expected_close:
      return Text::deal_expected_close;
    case deal_field::organisation:
      return Text::deal_organisation;
    case deal_field::person:
      return Text::deal_person;
    case deal_field::owner:
      return Text::deal_owner;
    case deal_field::stage:
      return Text::deal_stage;
    case deal_field::outcome:
      return Text::deal_outcome;
    case deal_field::outcome_note:
      return Text::deal_lost_reason;
    default:
      return std::nullopt;
  }
}

Result<std::string> deal_value_words(store::Store& store, const i18n::Locale& locale,
                                     const change::CellValue& cell) {
  if (const auto* text = std::get_if<std::string>(&cell.value)) return *text;
  if (const auto* money = std::get_if<model::Money>(&cell.value)) {
    return locale.money(money->minor, money->currency.code());
  }
  if (const auto* date = std::get_if<model::Date>(&cell.value)) return locale.date(date->days);
  if (const auto* record = std::get_if<RecordId>(&cell.value))
    return name_of(store, locale, cell.field, *record);
  if (const auto* outcome = std::get_if<model::Outcome>(&cell.value)) {
    switch (outcome->state) {
      case model::OutcomeState::open:
        return std::string(locale.text(Text::deal_open));
      case model::OutcomeState::won:
        return std::string(locale.text(Text::board_won));
      case model::OutcomeState::lost:
        return std::string(locale.text(Text::board_lost));
    }
  }
  return std::string();
}

}  // namespace holdall::app
