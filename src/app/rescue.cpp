#include "app/rescue.h"

#include <array>
#include <string>
#include <string_view>

#include "app/deal_cells.h"
#include "store/database.h"

namespace holdall::app {
namespace {

// An import takes them for the same fields again, but for the pipeline, which it does not know.
constexpr std::string_view csv_head =
    "\xEF\xBB\xBFTitle,Organization,Contact person,Owner,Product,Value,Currency,Pipeline,Stage,"
    "Status,Opened on,Expected close date,Closed on,Lost reason,External ID\r\n";

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

void append_row(std::string& csv, const store::ReadableDeal& deal, const platform::Clock& clock,
                i18n::Locale locale) {
  std::string amount;
  std::string_view currency;
  if (deal.value) {
    currency = deal.value->currency.code();
    amount = decimal_amount(*deal.value);
  }
  const std::string opened_on = iso_day(deal.opened_on);
  const std::string expected_close = iso_day(deal.expected_close);
  const std::string closed_on = closing_day(deal.outcome, clock);
  const std::array<std::string_view, 15> cells = {deal.title,
                                                  deal.organisation,
                                                  deal.person,
                                                  deal.owner,
                                                  deal.product,
                                                  amount,
                                                  currency,
                                                  locale.name(deal.pipeline),
                                                  locale.name(deal.stage),
                                                  outcome_cell(deal.outcome.state),
                                                  opened_on,
                                                  expected_close,
                                                  closed_on,
                                                  deal.outcome_note,
                                                  deal.external_key};
  for (std::size_t index = 0; index < cells.size(); ++index) {
    if (index > 0) csv += ',';
    append_cell(csv, cells[index]);
  }
  csv += "\r\n";
}

}  // namespace

ReadableDeals readable_deals(store::Database& database, const platform::Clock& clock,
                             i18n::Locale locale) {
  std::string csv(csv_head);
  const store::ReadableCount count = store::visit_readable_deals(
      database, [&](const store::ReadableDeal& deal) { append_row(csv, deal, clock, locale); });
  return {{csv.begin(), csv.end()}, count};
}

ReadableDeals readable_deals(store::DurableImage& image, const platform::Clock& clock,
                             i18n::Locale locale) {
  const Result<std::unique_ptr<store::Database>> database = store::Database::open(image);
  if (database) return readable_deals(**database, clock, locale);
  return {{csv_head.begin(), csv_head.end()}, {.deals = 0, .existing = {}, .complete = false}};
}

std::string told_of(const store::ReadableCount& count, i18n::Locale locale) {
  if (count.deals == 0) return std::string(locale.text(i18n::Text::rescue_none));
  const std::string saved = locale.plural(i18n::Text::rescue_saved, count.deals) + " ";
  const std::int64_t missing = count.existing.value_or(0) - count.deals;
  if (missing > 0) return saved + locale.plural(i18n::Text::rescue_missing, missing);
  if (!count.existing) return saved + std::string(locale.text(i18n::Text::rescue_number_unknown));
  if (!count.complete) return saved + std::string(locale.text(i18n::Text::rescue_incomplete));
  return saved + std::string(locale.text(i18n::Text::rescue_all));
}

Bytes raw_image(store::DurableImage& image) {
  Bytes bytes(static_cast<std::size_t>(image.image().size()));
  image.image().read(0, bytes);
  return bytes;
}

}  // namespace holdall::app
