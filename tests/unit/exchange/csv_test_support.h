#pragma once

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/csv_parser.h"
#include "exchange/table_mapping.h"

namespace holdall::test {

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

inline std::optional<Bytes> read_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  Bytes bytes;
  std::uint8_t block[65'536];
  for (std::size_t count = 0; (count = std::fread(block, 1, sizeof block, file)) > 0;) {
    bytes.insert(bytes.end(), block, block + count);
  }
  std::fclose(file);
  return bytes;
}

inline Bytes fixture(const std::string& name) {
  auto bytes = read_file(std::string(HOLDALL_SOURCE_DIR) + "/tests/fixtures/csv/" + name);
  REQUIRE(bytes.has_value());
  return std::move(*bytes);
}

// The real pipeline, which is too big for the repository: in $HOLDALL_SHARED, or beside the clone
// in shared/.
inline std::optional<Bytes> real_pipeline() {
  const char* given = std::getenv("HOLDALL_SHARED");
  const std::string shared =
      given != nullptr ? given : std::string(HOLDALL_SOURCE_DIR) + "/../shared";
  return read_file(shared + "/data/crm-sales-opportunities/sales_pipeline.csv");
}

// Decodes a whole file, `slice` bytes per call, and opens it.
inline Result<exchange::CsvParser> open_parser(Bytes bytes, std::size_t slice = 4'096) {
  if (Status usable = exchange::check_csv_file(bytes); !usable) return fail(usable.error());
  exchange::TextDecoder decoder(std::move(bytes));
  while (!decoder.done()) {
    if (Status status = decoder.decode(slice); !status) return fail(std::move(status.error()));
  }
  return exchange::CsvParser::open(decoder.take());
}

// Looks at a whole table, `slice` rows per call.
inline Result<exchange::TableMapping> recognise_table(const exchange::CsvTable& table,
                                                      i18n::Language language,
                                                      std::size_t slice = 1'000) {
  auto mapping = exchange::recognise_columns(table);
  if (!mapping) return fail(std::move(mapping.error()));
  exchange::TableScan scan(table, *mapping);
  while (!scan.done()) scan.look(slice);
  scan.finish(*mapping, language);
  return mapping;
}

inline void change_field(exchange::TableMapping& mapping, const exchange::CsvTable& table,
                         std::size_t column, exchange::DealField field) {
  exchange::set_field(mapping, column, field);
  exchange::TableScan scan(table, mapping);
  while (!scan.done()) scan.look(3);
  scan.finish(mapping, i18n::Language::english);
}

// Reads a whole table, `slice` rows per call.
inline Result<exchange::CsvTable> parse_all(Bytes bytes, std::size_t slice = 1'000) {
  auto parser = open_parser(std::move(bytes), slice);
  if (!parser) return fail(std::move(parser.error()));
  do {
    if (Status status = parser->parse(slice); !status) return fail(std::move(status.error()));
  } while (!parser->done());
  return parser->take_table();
}

inline Result<exchange::CsvTable> parse_text(std::string_view text, std::size_t slice = 1'000) {
  return parse_all(bytes_of(text), slice);
}

using Rows = std::vector<std::vector<std::string>>;

inline Rows rows_of(const exchange::CsvTable& table) {
  Rows rows{table.headers()};
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (std::size_t column = 0; column < table.column_count(); ++column) {
      cells.emplace_back(table.cell(row, column));
    }
  }
  return rows;
}

}  // namespace holdall::test
