#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "exchange/cell_words.h"
#include "exchange/csv_table.h"
#include "exchange/date_cell.h"
#include "exchange/deal_field.h"
#include "i18n/language.h"
#include "i18n/parse.h"

namespace holdall::exchange {

struct ColumnMapping {
  std::string header;
  DealField field = DealField::none;
  std::string example;          // the first cell that says something
  std::size_t filled_rows = 0;  // of the first 1,000
};

// A word in the column of stages. What it means can be changed by the person.
struct FoundStage {
  std::string name;
  StageMeaning meaning = StageMeaning::stage;
  std::size_t rows = 0;
  std::size_t filled_dates = 0;  // over its rows
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

// How the columns of a table become deals: recognised at first, then as the person changes it. The
// fields are read freely and written through the functions below, which keep them in step.
struct TableMapping {
  static constexpr std::size_t no_column = SIZE_MAX;

  std::vector<ColumnMapping> columns;  // as in the table
  // The column of each field, no_column if there is none.
  std::array<std::size_t, deal_field_count> column_of{};
  // The words in the column of stages, first the stages in the order of the sales process, then won
  // and lost.
  std::vector<FoundStage> stages;
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> stage_index;  // by cell
  DateOrder date_order = DateOrder::day_month;
  bool date_order_ambiguous = false;
  bool chosen = false;  // the person has given columns a meaning: an outcome stays one
  i18n::DecimalMark decimal_mark = i18n::DecimalMark::guess;
  // The currency of amounts that name none; empty until it is known from a header or chosen.
  std::string currency;
  std::size_t rows_with_value = 0;
  std::size_t rows_without_currency = 0;  // that have a value

  [[nodiscard]] std::size_t column(DealField field) const {
    return column_of[static_cast<std::size_t>(field)];
  }
  [[nodiscard]] bool has(DealField field) const { return column(field) != no_column; }
  // Whether the person must be asked for the currency: there are amounts, and some name none.
  [[nodiscard]] bool needs_currency() const {
    return rows_without_currency > 0 && currency.empty();
  }
};

// Recognises the columns by their names. What stands in them a TableScan tells. Fails with
// file_unrecognised if no column is known by which a table can be told to hold deals, and with
// file_no_rows if there are none.
[[nodiscard]] Result<TableMapping> recognise_columns(const CsvTable& table);

// What amounts say about the decimal mark.
struct MarkEvidence {
  std::size_t point = 0;
  std::size_t comma = 0;

  void add(std::string_view amount);
  [[nodiscard]] i18n::DecimalMark mark() const;
};

// Looks at what stands in the columns of a mapping, some rows at a time: how dates and amounts are
// written, which stages there are.
class TableScan {
 public:
  // The table must outlive the scan; the columns of the mapping must stay as they are.
  TableScan(const CsvTable& table, const TableMapping& mapping);

  void look(std::size_t row_limit);
  [[nodiscard]] bool done() const { return row_ == table_->row_count(); }
  // Once it is done. `language` decides what dates such as 3/4/2021 mean where nothing else tells.
  void finish(TableMapping& mapping, i18n::Language language);

 private:
  void look_at_value(std::size_t row);
  void look_at_stage(std::size_t row);

  const CsvTable* table_;
  std::size_t row_ = 0;
  std::vector<std::size_t> date_columns_;
  std::size_t value_column_;
  std::size_t currency_column_;
  // Of stages; or of outcomes, if there is none: it may turn out to be one.
  std::size_t stage_column_;
  bool stage_is_outcome_ = false;
  DateEvidence dates_;
  MarkEvidence marks_;
  std::size_t rows_with_value_ = 0;
  std::size_t rows_without_currency_ = 0;
  std::vector<FoundStage> stages_;
  std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> stage_index_;
  bool too_many_stages_ = false;
};

// Gives a column another meaning; the column that had this meaning is left out then. The table is
// to be scanned anew.
void set_field(TableMapping& mapping, std::size_t column, DealField field);

// The currency of amounts that name none, an ISO 4217 code.
void set_currency(TableMapping& mapping, std::string currency);

void set_date_order(TableMapping& mapping, DateOrder order);

void set_meaning(TableMapping& mapping, std::size_t stage, StageMeaning meaning);

}  // namespace holdall::exchange
