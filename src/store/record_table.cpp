#include "store/record_table.h"

#include <algorithm>
#include <array>

#include "base/assert.h"

namespace holdall::store {
namespace {

using model::RecordKind;
using model::Value;

constexpr auto pipeline_fields = std::to_array<FieldColumn>({
    {model::pipeline_field::name, ColumnType::text, "name"},
    {model::pipeline_field::position, ColumnType::order_key, "position"},
    {model::merged_into_field, ColumnType::record, "merged_into"},
});
constexpr auto stage_fields = std::to_array<FieldColumn>({
    {model::stage_field::name, ColumnType::text, "name"},
    {model::stage_field::pipeline, ColumnType::record, "pipeline"},
    {model::stage_field::position, ColumnType::order_key, "position"},
    {model::stage_field::probability, ColumnType::integer, "probability"},
    {model::merged_into_field, ColumnType::record, "merged_into"},
});
constexpr auto deal_fields = std::to_array<FieldColumn>({
    {model::deal_field::title, ColumnType::text, "title"},
    {model::deal_field::value, ColumnType::money, "value", true},
    {model::deal_field::stage, ColumnType::record, "stage", true},
    {model::deal_field::position, ColumnType::order_key, "position", true},
    {model::deal_field::outcome, ColumnType::outcome, "outcome", true},
    {model::deal_field::expected_close, ColumnType::date, "expected_close"},
    {model::deal_field::organisation, ColumnType::record, "organisation"},
    {model::deal_field::person, ColumnType::record, "person"},
    {model::deal_field::owner, ColumnType::record, "owner"},
    {model::deal_field::owner_name, ColumnType::text, "owner_name"},
    {model::deal_field::product_name, ColumnType::text, "product_name"},
    {model::deal_field::opened_on, ColumnType::date, "opened_on"},
    {model::deal_field::external_key, ColumnType::text, "external_key"},
    {model::deal_field::outcome_note, ColumnType::text, "outcome_note"},
    {model::merged_into_field, ColumnType::record, "merged_into"},
});
constexpr auto organisation_fields = std::to_array<FieldColumn>({
    {model::organisation_field::name, ColumnType::text, "name", true},
    {model::merged_into_field, ColumnType::record, "merged_into"},
});
constexpr auto person_fields = std::to_array<FieldColumn>({
    {model::person_field::name, ColumnType::text, "name", true},
    {model::person_field::organisation, ColumnType::record, "organisation"},
    {model::merged_into_field, ColumnType::record, "merged_into"},
});
constexpr auto member_fields = std::to_array<FieldColumn>({
    {model::member_field::name, ColumnType::text, "name"},
    {model::merged_into_field, ColumnType::record, "merged_into"},
});

constexpr auto record_tables = std::to_array<RecordTable>({
    {RecordKind::pipeline, "pipeline", pipeline_fields},
    {RecordKind::stage, "stage", stage_fields},
    {RecordKind::deal, "deal", deal_fields},
    {RecordKind::organisation, "organisation", organisation_fields},
    {RecordKind::person, "person", person_fields},
    {RecordKind::member, "member", member_fields},
});

struct Binder {
  Statement& statement;
  int parameter;
  ColumnType type;

  void operator()(model::NoValue) const {
    if (type == ColumnType::outcome) {
      (*this)(model::Outcome{});
    } else if (type == ColumnType::order_key) {
      statement.bind(parameter, ByteView());  // sorts; a key is never empty
    } else {
      statement.bind_null(parameter);
      if (type == ColumnType::money) statement.bind_null(parameter + 1);
    }
  }
  void operator()(std::int64_t value) const { statement.bind(parameter, value); }
  void operator()(const std::string& value) const {
    statement.bind(parameter, std::string_view(value));
  }
  void operator()(const model::Money& value) const {
    statement.bind(parameter, value.minor).bind(parameter + 1, value.currency.code());
  }
  void operator()(const model::Outcome& value) const {
    statement.bind(parameter, static_cast<std::int64_t>(value.state))
        .bind(parameter + 1, value.reason)
        .bind(parameter + 2, value.closed_ms);
  }
  void operator()(RecordId value) const { statement.bind(parameter, value); }
  void operator()(model::Date value) const { statement.bind(parameter, std::int64_t{value.days}); }
  void operator()(const model::OrderKey& value) const {
    statement.bind(parameter, ByteView(value.bytes));
  }
  void operator()(const model::SetElements&) const {
    HOLDALL_ASSERT(false && "a set fits no column");
  }
  void operator()(const model::UnknownValue&) const {
    HOLDALL_ASSERT(false && "an unknown value fits no column");
  }
};

}  // namespace

const FieldColumn* RecordTable::find(model::FieldNumber field) const {
  const auto found = std::ranges::find(fields, field, &FieldColumn::field);
  return found == fields.end() ? nullptr : &*found;
}

std::span<const RecordTable> all_record_tables() { return record_tables; }

const RecordTable* record_table(RecordKind kind) {
  const auto found = std::ranges::find(record_tables, kind, &RecordTable::kind);
  return found == record_tables.end() ? nullptr : &*found;
}

int column_count(const FieldColumn& field) {
  if (field.type == ColumnType::money) return 2;
  if (field.type == ColumnType::outcome) return 3;
  return 1;
}

bool fits(const FieldColumn& field, const Value& value) {
  if (std::holds_alternative<model::NoValue>(value)) return true;
  switch (field.type) {
    case ColumnType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case ColumnType::text:
      return std::holds_alternative<std::string>(value);
    case ColumnType::money:
      return std::holds_alternative<model::Money>(value);
    case ColumnType::outcome: {
      const auto* outcome = std::get_if<model::Outcome>(&value);
      return outcome != nullptr && *outcome != model::Outcome{};
    }
    case ColumnType::record: {
      const auto* record = std::get_if<RecordId>(&value);
      return record != nullptr && *record;
    }
    case ColumnType::date:
      return std::holds_alternative<model::Date>(value);
    case ColumnType::order_key: {
      const auto* key = std::get_if<model::OrderKey>(&value);
      return key != nullptr && !key->bytes.empty();
    }
  }
  return false;
}

void bind_value(Statement& statement, int parameter, const FieldColumn& field, const Value& value) {
  HOLDALL_ASSERT(fits(field, value));
  std::visit(Binder{statement, parameter, field.type}, value);
}

Value read_value(const Statement& statement, int column, const FieldColumn& field) {
  if (field.type == ColumnType::outcome) {
    const model::Outcome outcome{static_cast<model::OutcomeState>(statement.integer(column)),
                                 statement.record(column + 1), statement.integer(column + 2)};
    if (outcome == model::Outcome{}) return model::NoValue{};
    return outcome;
  }
  if (statement.is_null(column)) return model::NoValue{};
  switch (field.type) {
    case ColumnType::integer:
      return statement.integer(column);
    case ColumnType::text:
      return std::string(statement.text(column));
    case ColumnType::money: {
      const auto currency = model::currency_from_code(statement.text(column + 1));
      return model::Money{statement.integer(column), currency.value_or(model::Currency{})};
    }
    case ColumnType::record:
      return statement.record(column);
    case ColumnType::date:
      return model::Date{static_cast<std::int32_t>(statement.integer(column))};
    case ColumnType::order_key: {
      const ByteView key = statement.blob(column);
      if (key.empty()) return model::NoValue{};
      return model::OrderKey{Bytes(key.begin(), key.end())};
    }
    case ColumnType::outcome:
      break;
  }
  return model::NoValue{};
}

}  // namespace holdall::store
