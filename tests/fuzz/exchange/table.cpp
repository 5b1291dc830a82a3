// A file with a table, from its bytes to the deals that are proposed.
#include <string_view>

#include "../fuzz.h"
#include "base/utf8.h"
#include "exchange/csv_parser.h"
#include "exchange/imported_deal.h"
#include "exchange/table_mapping.h"
#include "exchange/text_encoding.h"

namespace holdall::fuzz {
namespace {

constexpr std::size_t slice_bytes = 512;
constexpr std::size_t slice_rows = 7;

void propose(const exchange::CsvTable& table) {
  Result<exchange::TableMapping> mapping = exchange::recognise_columns(table);
  if (!mapping) return;
  exchange::TableScan scan(table, *mapping);
  while (!scan.done()) scan.look(slice_rows);
  scan.finish(*mapping, i18n::Language::ukrainian);
  exchange::ImportSummary summary;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    const exchange::ImportedDeal deal = exchange::propose_deal(table, *mapping, row);
    require(is_valid_utf8(deal.title), "a title is UTF-8");
    summary.add(deal);
  }
  require(summary.deals == table.row_count(), "each row is a deal");
}

}  // namespace

std::vector<Bytes> seeds() {
  using std::string_view_literals::operator""sv;
  std::vector<Bytes> seeds;
  for (
      const std::string_view text :
      {"Deal - Title,Deal - Value,Currency,Stage,Expected close\nA,\"1,200.50\",USD,Won,3/7/21\n"sv,
       "Назва;Сума;Етап\r\n\"Ґа\"\"нок\";1 200,5 грн;Виграно\r\n;-;\r\n"sv,
       "sep=|\nName|Amount|Close Date\nx|(5)|7 Mar 2017\n"sv,
       "\xFF\xFEN\0a\0m\0e\0,\0S\0t\0a\0g\0e\0\n\0a\0,\0b\0\n\0"sv,
       "\xCD\xE0\xE7\xE2\xE0\xED\xE8\xE5\t\xD1\xF3\xEC\xEC\xE0\n\xC0\xE1\t12\n"sv}) {
    const ByteView bytes = as_bytes(text);
    seeds.emplace_back(bytes.begin(), bytes.end());
  }
  return seeds;
}

void run(ByteView input) {
  const AllocationLimit limit(input.size());
  if (!exchange::check_csv_file(input)) return;
  exchange::TextDecoder decoder(Bytes(input.begin(), input.end()));
  while (!decoder.done()) {
    if (!decoder.decode(slice_bytes)) return;
  }
  exchange::DecodedText decoded = decoder.take();
  require(is_valid_utf8(decoded.text), "what was decoded is UTF-8");
  Result<exchange::CsvParser> parser = exchange::CsvParser::open(std::move(decoded));
  if (!parser) return;
  while (!parser->done()) {
    if (!parser->parse(slice_rows)) return;
  }
  propose(parser->table());
}

}  // namespace holdall::fuzz
