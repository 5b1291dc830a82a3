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

bool is_all_digits(std::string_view text) {
  return !text.empty() && text.size() <= 15 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
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

void index_stages(TableMapping& mapping) {
  mapping.stage_index.clear();
  for (std::size_t i = 0; i < mapping.stages.size(); ++i) {
    mapping.stage_index.emplace(mapping.stages[i].name, i);
  }
}

}  // namespace

// The later of two different marks is the decimal one, a repeated one is not, and a single one is
// unless exactly three digits follow.
void MarkEvidence::add(std::string_view amount) {
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

i18n::DecimalMark MarkEvidence::mark() const {
  if (point > 0 && comma == 0) return i18n::DecimalMark::point;
  if (comma > 0 && point == 0) return i18n::DecimalMark::comma;
  return i18n::DecimalMark::guess;
}

TableScan::TableScan(const CsvTable& table, const TableMapping& mapping)
    : table_(&table),
      value_column_(mapping.column(DealField::value)),
      currency_column_(mapping.column(DealField::currency)),
      stage_column_(mapping.column(DealField::stage)) {
  for (std::size_t column = 0; column < mapping.columns.size(); ++column) {
    if (is_date(mapping.columns[column].field)) date_columns_.push_back(column);
  }
  if (stage_column_ == TableMapping::no_column && !mapping.chosen) {
    stage_column_ = mapping.column(DealField::outcome);
    stage_is_outcome_ = true;
  }
}

void TableScan::look(std::size_t row_limit) {
  const std::size_t stop = std::min(table_->row_count(), row_ + row_limit);
  for (; row_ < stop; ++row_) {
    for (const std::size_t column : date_columns_) dates_.add(table_->cell(row_, column));
    if (value_column_ != TableMapping::no_column) look_at_value(row_);
    if (stage_column_ != TableMapping::no_column && !too_many_stages_) look_at_stage(row_);
  }
}

void TableScan::look_at_value(std::size_t row) {
  const std::string_view amount = content_of(table_->cell(row, value_column_));
  if (amount.empty()) return;
  ++rows_with_value_;
  marks_.add(amount);
  const bool named = currency_column_ != TableMapping::no_column &&
                     !content_of(table_->cell(row, currency_column_)).empty();
  if (named) return;
  if (!is_all_digits(amount)) {
    const auto parsed = i18n::parse_money(amount, "");
    if (parsed && parsed->currency_written) return;
  }
  ++rows_without_currency_;
}

void TableScan::look_at_stage(std::size_t row) {
  const std::string_view name = content_of(table_->cell(row, stage_column_));
  if (name.empty()) return;
  auto found = stage_index_.find(name);
  if (found == stage_index_.end()) {
    too_many_stages_ = stages_.size() == stages_max;
    if (too_many_stages_) return;
    stages_.push_back({std::string(name), meaning_of(name), 0, 0});
    found = stage_index_.emplace(std::string(name), stages_.size() - 1).first;
  }
  FoundStage& stage = stages_[found->second];
  ++stage.rows;
  for (const std::size_t date : date_columns_) {
    if (!content_of(table_->cell(row, date)).empty()) ++stage.filled_dates;
  }
}

void TableScan::finish(TableMapping& mapping, i18n::Language language) {
  mapping.date_order = dates_.order(language == i18n::Language::english);
  mapping.date_order_ambiguous = dates_.is_ambiguous();
  mapping.rows_with_value = rows_with_value_;
  mapping.rows_without_currency = rows_without_currency_;
  mapping.decimal_mark = marks_.mark();
  mapping.stages.clear();
  mapping.stage_index.clear();
  if (stage_column_ == TableMapping::no_column) return;
  if (stage_is_outcome_) {
    // A "status" that holds more than open, won and lost is the column of stages.
    const bool has_stage =
        std::ranges::contains(stages_, StageMeaning::stage, &FoundStage::meaning);
    if (too_many_stages_ || !has_stage) return;
  }
  mapping.columns[stage_column_].field = too_many_stages_ ? DealField::none : DealField::stage;
  index_columns(mapping);
  if (too_many_stages_) return;
  mapping.stages = std::move(stages_);
  order_stages(mapping.stages);
  index_stages(mapping);
}

Result<TableMapping> recognise_columns(const CsvTable& table) {
  TableMapping mapping;
  recognise_headers(mapping, table);
  const bool known = std::any_of(std::begin(telling_fields), std::end(telling_fields),
                                 [&](DealField field) { return mapping.has(field); });
  if (!known) return fail(ErrorCode::file_unrecognised);
  if (table.row_count() == 0) return fail(ErrorCode::file_no_rows);
  take_examples(mapping, table);
  index_columns(mapping);
  return mapping;
}

void set_field(TableMapping& mapping, std::size_t column, DealField field) {
  for (ColumnMapping& other : mapping.columns) {
    if (other.field == field) other.field = DealField::none;
  }
  mapping.columns[column].field = field;
  mapping.chosen = true;
  index_columns(mapping);
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
