#include "store/version_2.h"

#include <algorithm>
#include <vector>

#include "store/cell_history.h"
#include "store/query_parts.h"
#include "store/record_store.h"

namespace holdall::store {
namespace {

using change::CellValue;
using model::RecordKind;

Result<std::vector<RecordId>> all_deals(Database& database) {
  Result<Statement> select = database.prepare("SELECT id FROM deal");
  if (!select) return fail(std::move(select.error()));
  std::vector<RecordId> deals;
  const Status visited =
      visit_rows(*select, [&](const Statement& row) { deals.push_back(row.record(0)); });
  if (!visited) return fail(visited.error());
  return deals;
}

Status fill_deal(RecordStore& records, Statement& update, RecordId deal) {
  const Result<std::optional<RowState>> row = records.row(RecordKind::deal, deal);
  if (!row) return fail(row.error());
  if (!*row) return {};
  const Result<CellHistory> history = CellHistory::load(records, RecordKind::deal, deal);
  if (!history) return fail(history.error());
  const change::Clock& clock = (*row)->clock;
  const LoggedChange* since =
      history->source(model::deal_field::stage, clock.stamp(model::deal_field::stage));
  std::vector<CellValue> unknown = (*row)->unknown;
  const model::Value open = model::Outcome{};
  const model::FieldNumber outcome = model::deal_field::outcome;
  const bool is_there = std::ranges::find(unknown, outcome, &CellValue::field) != unknown.end();
  if (!is_there && history->value_with(outcome, clock.stamp(outcome)) == open)
    unknown.push_back({outcome, open});
  std::ranges::sort(unknown, {}, &CellValue::field);
  const Bytes encoded = change::encode_cells(unknown);
  update.bind(1, deal).bind(2, since == nullptr ? 0 : since->change.wall_ms);
  if (encoded.empty()) {
    update.bind_null(3);
  } else {
    update.bind(3, ByteView(encoded));
  }
  return update.run();
}

}  // namespace

Status fill_version_2(Database& database) {
  const Result<std::vector<RecordId>> deals = all_deals(database);
  if (!deals) return fail(deals.error());
  Result<Statement> update =
      database.prepare("UPDATE deal SET stage_since_ms = ?2, unknown = ?3 WHERE id = ?1");
  if (!update) return fail(std::move(update.error()));
  RecordStore records(database);
  for (const RecordId deal : *deals) {
    if (Status filled = fill_deal(records, *update, deal); !filled) return filled;
  }
  return {};
}

}  // namespace holdall::store
