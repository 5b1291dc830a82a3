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

// Recognises the columns by their names and then what stands in them. `language` decides what dates
// such as 3/4/2021 mean where nothing else tells. Fails with file_unrecognised if no column is
// known by which a table can be told to hold deals, and with file_no_rows if there are none.
[[nodiscard]] Result<TableMapping> recognise_table(const CsvTable& table, i18n::Language language);

// Gives a column another meaning and looks at the table anew; the column that had this meaning is
// left out then.
void set_field(TableMapping& mapping, const CsvTable& table, std::size_t column, DealField field,
               i18n::Language language);

// The currency of amounts that name none, an ISO 4217 code.
void set_currency(TableMapping& mapping, std::string currency);

void set_date_order(TableMapping& mapping, DateOrder order);

void set_meaning(TableMapping& mapping, std::size_t stage, StageMeaning meaning);

}  // namespace holdall::exchange
