#include "exchange/imported_deal.h"

#include <algorithm>
#include <limits>

#include "base/utf8.h"
#include "i18n/currency.h"
#include "i18n/folding.h"
#include "model/date.h"
#include "model/records.h"

namespace holdall::exchange {

namespace {

// Of a cell that is shown with a problem, in characters.
constexpr std::size_t shown_cell_length = 60;

// The digits of a plain whole amount, which most are; nothing for any other text.
std::optional<std::int64_t> plain_amount(std::string_view amount) {
  if (amount.size() > 14) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : amount) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

class Row {
 public:
  Row(const CsvTable& table, const TableMapping& mapping, std::size_t row, ImportedDeal& deal)
      : table_(table), mapping_(mapping), row_(row), deal_(deal) {}

  // Empty if there is no such column or the cell says that there is nothing.
  [[nodiscard]] std::string_view content(DealField field) const {
    const std::size_t column = mapping_.column(field);
    return column == TableMapping::no_column ? std::string_view()
                                             : content_of(table_.cell(row_, column));
  }

  [[nodiscard]] std::optional<std::int32_t> date(DealField field) const {
    const std::string_view cell = content(field);
    if (cell.empty()) return std::nullopt;
    const auto days = parse_date_cell(cell, mapping_.date_order);
    if (!days) report(ImportProblem::date, field, cell);
    if (!days || *days >= model::first_date.days) return days;
    report(ImportProblem::early_date, field, cell);
    return std::nullopt;
  }

  // The currency that the row names, or the table's.
  [[nodiscard]] std::string currency() const {
    const std::string_view cell = content(DealField::currency);
    if (!cell.empty()) {
      if (const i18n::Currency* known = i18n::currency_from_word(i18n::fold(cell)))
        return std::string(known->code);
      const bool is_code = cell.size() == 3 && std::all_of(cell.begin(), cell.end(), [](char c) {
                             return c >= 'A' && c <= 'Z';
                           });
      if (is_code) return std::string(cell);
      report(ImportProblem::currency, DealField::currency, cell);
    }
    return mapping_.currency.empty() ? "XXX" : mapping_.currency;
  }

  [[nodiscard]] std::optional<ImportedMoney> value() const {
    const std::string_view cell = content(DealField::value);
    if (cell.empty()) return std::nullopt;
    std::string code = currency();
    if (const auto whole = plain_amount(cell)) {
      return ImportedMoney{*whole * i18n::minor_per_unit(code), std::move(code)};
    }
    const auto parsed = i18n::parse_money(cell, code, mapping_.decimal_mark);
    if (!parsed) {
      report(ImportProblem::value, DealField::value, cell);
      return std::nullopt;
    }
    if (parsed->minor < 0) {
      report(ImportProblem::negative_value, DealField::value, cell);
      return std::nullopt;
    }
    return ImportedMoney{parsed->minor, parsed->currency};
  }

  void check_length(DealField field, std::string_view name) const {
    if (leading_code_points(name, model::name_length_max).size() < name.size())
      report(ImportProblem::long_name, field, name);
  }

  void take_stage_and_outcome() const {
    const std::string_view stage = content(DealField::stage);
    if (!stage.empty()) take_meaning(meaning_of_stage(stage), stage);
    const std::string_view outcome = content(DealField::outcome);
    if (!outcome.empty()) take_meaning(meaning_of(outcome), {});
  }

 private:
  [[nodiscard]] StageMeaning meaning_of_stage(std::string_view name) const {
    const auto found = mapping_.stage_index.find(name);
    return found == mapping_.stage_index.end() ? meaning_of(name)
                                               : mapping_.stages[found->second].meaning;
  }

  void take_meaning(StageMeaning meaning, std::string_view stage) const {
    if (meaning == StageMeaning::won) deal_.outcome = DealOutcome::won;
    if (meaning == StageMeaning::lost) deal_.outcome = DealOutcome::lost;
    if (meaning == StageMeaning::stage) deal_.stage = stage;
  }

  void report(ImportProblem problem, DealField field, std::string_view cell) const {
    deal_.problems.push_back({problem, field, shortened(cell, shown_cell_length)});
  }

  const CsvTable& table_;
  const TableMapping& mapping_;
  std::size_t row_;
  ImportedDeal& deal_;
};

// HubSpot joins several associated names with ';': the first is the main one.
std::string_view first_name(std::string_view names) {
  return trimmed(names.substr(0, names.find(';')));
}

std::string joined_title(const ImportedDeal& deal) {
  std::string title;
  for (const std::string* part : {&deal.organisation, &deal.product, &deal.external_key}) {
    if (part->empty()) continue;
    if (!title.empty()) title += " · ";
    title += *part;
  }
  return title;
}

}  // namespace

ImportedDeal propose_deal(const CsvTable& table, const TableMapping& mapping,
                          std::size_t row_index) {
  ImportedDeal deal;
  const Row row(table, mapping, row_index, deal);
  deal.title = row.content(DealField::title);
  deal.external_key = row.content(DealField::external_key);
  deal.organisation = first_name(row.content(DealField::organisation));
  deal.person = first_name(row.content(DealField::person));
  deal.owner = row.content(DealField::owner);
  deal.product = row.content(DealField::product);
  deal.lost_reason = row.content(DealField::lost_reason);
  if (deal.title.empty()) deal.title = joined_title(deal);
  row.check_length(DealField::title, deal.title);
  row.check_length(DealField::organisation, deal.organisation);
  row.check_length(DealField::person, deal.person);
  row.take_stage_and_outcome();
  deal.value = row.value();
  deal.opened_on = row.date(DealField::opened_on);
  deal.expected_close = row.date(DealField::expected_close);
  const auto close_date = row.date(DealField::close_date);
  if (deal.outcome == DealOutcome::open) {
    if (!deal.expected_close) deal.expected_close = close_date;
  } else {
    deal.closed_on = row.date(DealField::closed_on);
    if (!deal.closed_on) deal.closed_on = close_date;
  }
  return deal;
}

std::string problem_text(const i18n::Locale& locale, const FoundProblem& problem) {
  using i18n::Text;
  constexpr Text texts[] = {Text::import_problem_value,    Text::import_problem_date,
                            Text::import_problem_currency, Text::import_problem_negative,
                            Text::import_problem_early,    Text::import_problem_long};
  const std::string limit = locale.integer(static_cast<std::int64_t>(model::name_length_max));
  return locale.format(texts[static_cast<std::size_t>(problem.problem)],
                       {{"value", problem.cell}, {"limit", limit}});
}

void ImportSummary::add(const ImportedDeal& deal) {
  ++deals;
  if (deal.outcome == DealOutcome::open) ++open;
  if (deal.outcome == DealOutcome::won) ++won;
  if (deal.outcome == DealOutcome::lost) ++lost;
  if (!deal.problems.empty()) ++with_problems;
  if (deal.outcome != DealOutcome::won || !deal.value) return;
  std::int64_t& sum = won_minor[deal.value->currency];
  if (__builtin_add_overflow(sum, deal.value->minor, &sum)) {
    sum = deal.value->minor > 0 ? std::numeric_limits<std::int64_t>::max()
                                : std::numeric_limits<std::int64_t>::min();
  }
}

}  // namespace holdall::exchange
