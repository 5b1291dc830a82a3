#include "app/deal_conflicts.h"

#include <algorithm>
#include <utility>

#include "app/deal_words.h"
#include "store/conflicts.h"
#include "store/queries.h"

namespace holdall::app {
namespace {

using change::CellValue;

// The cell of this field in a change; the change has it.
const CellValue& cell_of(const store::LoggedChange& logged, model::FieldNumber field) {
  return *std::ranges::find(logged.change.cells, field, &CellValue::field);
}

}  // namespace

Result<std::vector<DealConflict>> deal_conflicts(store::Store& store, RecordId deal,
                                                 const i18n::Locale& locale) {
  const Result<store::RecordConflicts> found =
      store::conflicts_of_record(store, model::RecordKind::deal, deal);
  if (!found) return fail(found.error());
  std::vector<DealConflict> conflicts;
  for (const store::CellRivals& cell : found->cells) {
    const std::optional<i18n::Text> label = deal_field_label(cell.field);
    if (!label) continue;
    const Result<std::string> shown =
        deal_value_words(store, locale, cell_of(cell.winner, cell.field));
    if (!shown) return fail(shown.error());
    for (const store::LoggedChange& loser : cell.losers) {
      Result<std::string> other = deal_value_words(store, locale, cell_of(loser, cell.field));
      if (!other) return fail(std::move(other.error()));
      conflicts.push_back({.field = cell.field,
                           .lost = loser.change.stamp,
                           .label = std::string(locale.text(*label)),
                           .shown = *shown,
                           .other = *std::move(other),
                           .wall_ms = loser.change.wall_ms});
    }
  }
  return conflicts;
}

Result<std::vector<DealInConflict>> deals_in_conflict(store::Store& store, std::size_t most,
                                                      const i18n::Locale& locale) {
  const Result<std::vector<store::TouchedRecord>> records = store::records_in_conflict(store);
  if (!records) return fail(records.error());
  std::vector<DealInConflict> deals;
  for (const store::TouchedRecord& record : *records) {
    if (deals.size() == most) break;
    if (record.kind != model::RecordKind::deal) continue;
    Result<std::optional<std::string>> title = store::deal_title(store, record.id);
    if (!title) return fail(std::move(title.error()));
    if (!*title) continue;
    const Result<std::vector<DealConflict>> conflicts = deal_conflicts(store, record.id, locale);
    if (!conflicts) return fail(conflicts.error());
    if (!conflicts->empty()) deals.push_back({record.id, **std::move(title)});
  }
  return deals;
}

}  // namespace holdall::app
