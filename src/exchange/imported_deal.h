#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exchange/csv_table.h"
#include "exchange/table_mapping.h"
#include "i18n/locale.h"

namespace holdall::exchange {

enum class DealOutcome : std::uint8_t { open, won, lost };

// Something in a row to check. What cannot be taken over is left out and the rest of the row is
// taken; a name longer than people may type (model::name_length_max) is taken whole.
enum class ImportProblem : std::uint8_t {
  value,
  date,
  currency,
  negative_value,
  early_date,
  long_name
};

struct FoundProblem {
  ImportProblem problem = ImportProblem::value;
  DealField field = DealField::none;  // of which a column is to check
  std::string cell;                   // its beginning
};

struct ImportedMoney {
  std::int64_t minor = 0;
  std::string currency;  // ISO 4217

  friend bool operator==(const ImportedMoney&, const ImportedMoney&) = default;
};

// A row of a table as a deal that is proposed to the person. Texts are trimmed and empty where the
// row says nothing.
struct ImportedDeal {
  std::string title;  // the column of titles, else organisation, product and key joined by " · "
  std::string external_key;
  std::string organisation;
  std::string person;
  std::string owner;
  std::string product;
  std::string lost_reason;
  std::string stage;  // of a closed deal the one at closing; empty if the file names none
  DealOutcome outcome = DealOutcome::open;
  std::optional<ImportedMoney> value;
  std::optional<std::int32_t> opened_on;  // days since 1970-01-01
  std::optional<std::int32_t> expected_close;
  std::optional<std::int32_t> closed_on;
  std::vector<FoundProblem> problems;
};

// The deal of a row. An amount without any currency is in `mapping.currency`, or in "XXX" while
// that is empty.
[[nodiscard]] ImportedDeal propose_deal(const CsvTable& table, const TableMapping& mapping,
                                        std::size_t row);

// What a problem is called in the preview, with the beginning of the cell.
[[nodiscard]] std::string problem_text(const i18n::Locale& locale, const FoundProblem& problem);

// The sums that the preview shows before anything is imported.
struct ImportSummary {
  std::size_t deals = 0;
  std::size_t open = 0;
  std::size_t won = 0;
  std::size_t lost = 0;
  std::size_t with_problems = 0;
  std::map<std::string, std::int64_t> won_minor;  // by currency; stays at the limit of 64 bits

  void add(const ImportedDeal& deal);
};

}  // namespace holdall::exchange
