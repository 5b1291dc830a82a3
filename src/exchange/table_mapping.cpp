#include "exchange/table_mapping.h"

#include <algorithm>
#include <limits>

#include "base/utf8.h"
#include "exchange/header_names.h"
#include "i18n/currency.h"

namespace holdall::exchange {

namespace {

constexpr std::size_t example_rows = 1'000;
constexpr std::size_t example_size_max = 80;
// A column with more different words than this holds no stages.
constexpr std::size_t stages_max = 64;

// By one of these fields a table is told to hold deals: products or dates alone are something else.
constexpr DealField telling_fields[] = {
    DealField::title,   DealField::external_key, DealField::value, DealField::stage,
    DealField::outcome, DealField::organisation, DealField::person};

void index_columns(TableMapping& mapping) {
  mapping.column_of.fill(TableMapping::no_column);
  for (std::size_t column = mapping.columns.size(); column-- > 0;) {
    const DealField field = mapping.columns[column].field;
    if (field != DealField::none) mapping.column_of[static_cast<std::size_t>(field)] = column;
  }
}

// Of several columns for one field the one with the most telling name.
void recognise_headers(TableMapping& mapping, const CsvTable& table) {
  std::array<int, deal_field_count> best;
  best.fill(std::numeric_limits<int>::max());
  mapping.column_of.fill(TableMapping::no_column);
  mapping.columns.resize(table.column_count());
  for (std::size_t column = 0; column < table.column_count(); ++column) {
    mapping.columns[column].header = table.headers()[column];
    const KnownHeader known = recognise_header(table.headers()[column]);
    const auto field = static_cast<std::size_t>(known.field);
    if (known.field == DealField::none || known.rank >= best[field]) continue;
    best[field] = known.rank;
    const std::size_t weaker = mapping.column_of[field];
    if (weaker != TableMapping::no_column) mapping.columns[weaker].field = DealField::none;
    mapping.column_of[field] = column;
    mapping.columns[column].field = known.field;
    if (known.field == DealField::value) mapping.currency = known.currency;
  }
}

std::string shortened(std::string_view text) {
  if (text.size() <= example_size_max) return std::string(text);
  text = text.substr(0, example_size_max);
  return std::string(text.substr(0, valid_utf8_prefix(text))) + "…";
}

void take_examples(TableMapping& mapping, const CsvTable& table) {
  for (std::size_t column = 0; column < table.column_count(); ++column) {
    ColumnMapping& described = mapping.columns[column];
    for (std::size_t row = 0; row < std::min(table.row_count(), example_rows); ++row) {
      const std::string_view content = content_of(table.cell(row, column));
      if (content.empty()) continue;
      if (described.filled_rows == 0) described.example = shortened(content);
      ++described.filled_rows;
    }
  }
}

void look_at_dates(TableMapping& mapping, const CsvTable& table, i18n::Language language) {
  DateEvidence evidence;
  for (std::size_t column = 0; column < mapping.columns.size(); ++column) {
    if (!is_date(mapping.columns[column].field)) continue;
    for (std::size_t row = 0; row < table.row_count(); ++row) evidence.add(table.cell(row, column));
  }
  mapping.date_order = evidence.order(language == i18n::Language::english);
  mapping.date_order_ambiguous = evidence.is_ambiguous();
}

bool is_all_digits(std::string_view text) {
  return !text.empty() && text.size() <= 15 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What an amount says about the decimal mark: the later of two different marks is it, a repeated
// one is not, and a single one is unless exactly three digits follow.
struct MarkEvidence {
  std::size_t point = 0;
  std::size_t comma = 0;

  void add(std::string_view amount) {
    const std::size_t last_point = amount.find_last_of('.');
    const std::size_t last_comma = amount.find_last_of(',');
    const bool has_point = last_point != std::string_view::npos;
    const bool has_comma = last_comma != std::string_view::npos;
    if (!has_point && !has_comma) return;
    if (has_point && has_comma) {
      ++(last_point > last_comma ? point : comma);
      return;
    }
    const char only = has_point ? '.' : ',';
    const std::size_t last = has_point ? last_point : last_comma;
    const bool repeated = amount.find(only) != last;
    std::size_t digits = 0;
    while (last + 1 + digits < amount.size() && amount[last + 1 + digits] >= '0' &&
           amount[last + 1 + digits] <= '9') {
      ++digits;
    }
    const bool is_decimal = !repeated && digits != 3 && digits != 0;
    if (repeated) ++(has_point ? comma : point);
    if (is_decimal) ++(has_point ? point : comma);
  }

  [[nodiscard]] i18n::DecimalMark mark() const {
    if (point > 0 && comma == 0) return i18n::DecimalMark::point;
    if (comma > 0 && point == 0) return i18n::DecimalMark::comma;
    return i18n::DecimalMark::guess;
  }
};

void look_at_values(TableMapping& mapping, const CsvTable& table) {
  mapping.rows_with_value = 0;
  mapping.rows_without_currency = 0;
  mapping.decimal_mark = i18n::DecimalMark::guess;
  if (!mapping.has(DealField::value)) return;
  const std::size_t column = mapping.column(DealField::value);
  const std::size_t currency_column = mapping.column(DealField::currency);
  MarkEvidence evidence;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    const std::string_view amount = content_of(table.cell(row, column));
    if (amount.empty()) continue;
    ++mapping.rows_with_value;
    evidence.add(amount);
    const bool named = currency_column != TableMapping::no_column &&
                       !content_of(table.cell(row, currency_column)).empty();
    if (named) continue;
    if (!is_all_digits(amount)) {
      const auto parsed = i18n::parse_money(amount, "");
      if (parsed && parsed->currency_written) continue;
    }
    ++mapping.rows_without_currency;
  }
  mapping.decimal_mark = evidence.mark();
}

// Orders stages as a sales process has them: known words by their usual place; every other before
// the first stage whose rows have a greater share of dates, for deals gather dates as they go on.
// Equals keep the order of the file.
void order_stages(std::vector<FoundStage>& stages) {
  const auto date_share = [](const FoundStage& stage) {
    return stage.rows == 0
               ? 0.0
               : static_cast<double>(stage.filled_dates) / static_cast<double>(stage.rows);
  };
  std::vector<FoundStage> known;
  std::vector<FoundStage> unknown;
  std::vector<FoundStage> closed;
  for (FoundStage& stage : stages) {
    const bool is_open =
        stage.meaning == StageMeaning::stage || stage.meaning == StageMeaning::open;
    const bool is_known = funnel_position(stage.name).has_value();
    (!is_open ? closed : is_known ? known : unknown).push_back(std::move(stage));
  }
  const auto position = [](const FoundStage& stage) { return *funnel_position(stage.name); };
  std::stable_sort(known.begin(), known.end(),
                   [&](const FoundStage& left, const FoundStage& right) {
                     return position(left) < position(right);
                   });
  std::stable_sort(unknown.begin(), unknown.end(),
                   [&](const FoundStage& left, const FoundStage& right) {
                     return date_share(left) < date_share(right);
                   });
  for (FoundStage& stage : unknown) {
    const double share = date_share(stage);
    const auto later = std::find_if(known.begin(), known.end(), [&](const FoundStage& other) {
      return date_share(other) > share;
    });
    known.insert(later, std::move(stage));
  }
  std::stable_sort(
      closed.begin(), closed.end(),
      [](const FoundStage& left, const FoundStage& right) { return left.meaning < right.meaning; });
  stages = std::move(known);
  for (FoundStage& stage : closed) stages.push_back(std::move(stage));
}

// Collects the words of a column; false if there are too many for stages.
bool collect_stages(TableMapping& mapping, const CsvTable& table, std::size_t column) {
  std::vector<std::size_t> date_columns;
  for (std::size_t other = 0; other < mapping.columns.size(); ++other) {
    if (is_date(mapping.columns[other].field)) date_columns.push_back(other);
  }
  mapping.stages.clear();
  mapping.stage_index.clear();
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    const std::string_view name = content_of(table.cell(row, column));
    if (name.empty()) continue;
    auto found = mapping.stage_index.find(name);
    if (found == mapping.stage_index.end()) {
      if (mapping.stages.size() == stages_max) return false;
      mapping.stages.push_back({std::string(name), meaning_of(name), 0, 0});
      found = mapping.stage_index.emplace(std::string(name), mapping.stages.size() - 1).first;
    }
    FoundStage& stage = mapping.stages[found->second];
    ++stage.rows;
    for (const std::size_t date : date_columns) {
      if (!content_of(table.cell(row, date)).empty()) ++stage.filled_dates;
    }
  }
  return true;
}

void index_stages(TableMapping& mapping) {
  mapping.stage_index.clear();
  for (std::size_t i = 0; i < mapping.stages.size(); ++i) {
    mapping.stage_index.emplace(mapping.stages[i].name, i);
  }
}

void look_at_stages(TableMapping& mapping, const CsvTable& table) {
  mapping.stages.clear();
  mapping.stage_index.clear();
  if (!mapping.has(DealField::stage)) return;
  const std::size_t column = mapping.column(DealField::stage);
  if (!collect_stages(mapping, table, column)) {
    mapping.stages.clear();
    mapping.stage_index.clear();
    mapping.columns[column].field = DealField::none;
    index_columns(mapping);
    return;
  }
  order_stages(mapping.stages);
  index_stages(mapping);
}

// A "status" that holds more than open, won and lost is the column of stages, if no other is.
void turn_outcome_into_stage(TableMapping& mapping, const CsvTable& table) {
  if (mapping.has(DealField::stage) || !mapping.has(DealField::outcome)) return;
  const std::size_t column = mapping.column(DealField::outcome);
  if (!collect_stages(mapping, table, column)) return;
  const bool has_stage =
      std::any_of(mapping.stages.begin(), mapping.stages.end(),
                  [](const FoundStage& stage) { return stage.meaning == StageMeaning::stage; });
  if (!has_stage) return;
  mapping.columns[column].field = DealField::stage;
  index_columns(mapping);
}

void look_at_table(TableMapping& mapping, const CsvTable& table, i18n::Language language) {
  index_columns(mapping);
  look_at_dates(mapping, table, language);
  look_at_values(mapping, table);
  look_at_stages(mapping, table);
}

}  // namespace

Result<TableMapping> recognise_table(const CsvTable& table, i18n::Language language) {
  TableMapping mapping;
  recognise_headers(mapping, table);
  const bool known = std::any_of(std::begin(telling_fields), std::end(telling_fields),
                                 [&](DealField field) { return mapping.has(field); });
  if (!known) return fail(ErrorCode::file_unrecognised);
  if (table.row_count() == 0) return fail(ErrorCode::file_no_rows);
  take_examples(mapping, table);
  turn_outcome_into_stage(mapping, table);
  look_at_table(mapping, table, language);
  return mapping;
}

void set_field(TableMapping& mapping, const CsvTable& table, std::size_t column, DealField field,
               i18n::Language language) {
  for (ColumnMapping& other : mapping.columns) {
    if (other.field == field) other.field = DealField::none;
  }
  mapping.columns[column].field = field;
  look_at_table(mapping, table, language);
}

void set_currency(TableMapping& mapping, std::string currency) {
  mapping.currency = std::move(currency);
}

void set_date_order(TableMapping& mapping, DateOrder order) {
  mapping.date_order = order;
  mapping.date_order_ambiguous = false;
}

void set_meaning(TableMapping& mapping, std::size_t stage, StageMeaning meaning) {
  mapping.stages[stage].meaning = meaning;
}

}  // namespace holdall::exchange
