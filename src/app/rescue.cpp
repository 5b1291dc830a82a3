#include "app/rescue.h"

#include <array>
#include <string>
#include <string_view>

#include "i18n/calendar.h"
#include "i18n/locale.h"
#include "store/database.h"
#include "store/readable_deals.h"

namespace holdall::app {
namespace {

constexpr std::string_view csv_head =
    "\xEF\xBB\xBFTitle,Organization,Contact person,Value,Currency,Stage,Status,Expected close "
    "date,External ID\r\n";

void append_cell(std::string& csv, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    csv += text;
    return;
  }
  csv += '"';
  for (const char character : text) {
    if (character == '"') csv += '"';
    csv += character;
  }
  csv += '"';
}

std::string_view outcome_cell(model::OutcomeState outcome) {
  switch (outcome) {
    case model::OutcomeState::won:
      return "Won";
    case model::OutcomeState::lost:
      return "Lost";
    case model::OutcomeState::open:
      break;
  }
  return "Open";
}

void append_row(std::string& csv, const store::ReadableDeal& deal) {
  std::string amount;
  std::string_view currency;
  if (deal.value) {
    currency = deal.value->currency.code();
    amount = i18n::Locale(i18n::Language::english).money_to_edit(deal.value->minor, currency);
  }
  const std::string date =
      deal.expected_close ? i18n::iso_date(deal.expected_close->days) : std::string();
  const std::array<std::string_view, 9> cells = {
      deal.title, deal.organisation,          deal.person, amount,           currency,
      deal.stage, outcome_cell(deal.outcome), date,        deal.external_key};
  for (std::size_t index = 0; index < cells.size(); ++index) {
    if (index > 0) csv += ',';
    append_cell(csv, cells[index]);
  }
  csv += "\r\n";
}

}  // namespace

Bytes readable_deals_csv(store::Database& database) {
  std::string csv(csv_head);
  store::visit_readable_deals(database,
                              [&](const store::ReadableDeal& deal) { append_row(csv, deal); });
  return {csv.begin(), csv.end()};
}

Bytes readable_deals_csv(store::DurableImage& image) {
  const Result<std::unique_ptr<store::Database>> database = store::Database::open(image);
  if (database) return readable_deals_csv(**database);
  return {csv_head.begin(), csv_head.end()};
}

Bytes raw_image(store::DurableImage& image) {
  Bytes bytes(static_cast<std::size_t>(image.image().size()));
  image.image().read(0, bytes);
  return bytes;
}

}  // namespace holdall::app
