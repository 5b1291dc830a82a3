#include "store/cell_history.h"

#include <algorithm>

namespace holdall::store {
namespace {

const change::CellValue* find_cell(const LoggedChange& logged, model::FieldNumber field) {
  const auto found = std::ranges::find(logged.change.cells, field, &change::CellValue::field);
  return found == logged.change.cells.end() ? nullptr : &*found;
}

// None for no change.
model::Value value_in(const LoggedChange* logged, model::FieldNumber field) {
  const change::CellValue* cell = logged == nullptr ? nullptr : find_cell(*logged, field);
  return cell == nullptr ? model::Value(model::NoValue{}) : cell->value;
}

}  // namespace

Result<CellHistory> CellHistory::load(RecordStore& records, model::RecordKind kind,
                                      RecordId record) {
  Result<std::vector<LoggedChange>> changes = changes_of_record(records, kind, record);
  if (!changes) return fail(std::move(changes.error()));
  return CellHistory(*std::move(changes));
}

const LoggedChange* CellHistory::with_stamp(model::FieldNumber field, change::Stamp stamp) const {
  for (const LoggedChange& logged : changes_) {
    if (logged.change.stamp == stamp && find_cell(logged, field) != nullptr) return &logged;
  }
  return nullptr;
}

const LoggedChange* CellHistory::previous(model::FieldNumber field, change::Stamp stamp) const {
  const LoggedChange* latest = nullptr;
  for (const LoggedChange& logged : changes_) {
    const bool earlier = logged.change.stamp < stamp && find_cell(logged, field) != nullptr;
    if (earlier && (latest == nullptr || latest->change.stamp < logged.change.stamp))
      latest = &logged;
  }
  return latest;
}

// The change whose value the cell shows after `change`: itself, or, where it takes another back,
// the one before that.
const LoggedChange* CellHistory::origin(model::FieldNumber field,
                                        const LoggedChange* change) const {
  while (change != nullptr && change->reverses != 0) {
    const auto reversed = std::ranges::find(changes_, change->reverses, &LoggedChange::number);
    if (reversed == changes_.end()) return change;
    change = previous(field, reversed->change.stamp);
  }
  return change;
}

bool CellHistory::is_current(model::FieldNumber field, const LoggedChange& change,
                             change::Stamp row_stamp) const {
  const LoggedChange* latest = with_stamp(field, row_stamp);
  const LoggedChange* own = with_stamp(field, change.change.stamp);
  return latest != nullptr && origin(field, latest) == origin(field, own);
}

model::Value CellHistory::value_with(model::FieldNumber field, change::Stamp stamp) const {
  return value_in(with_stamp(field, stamp), field);
}

model::Value CellHistory::value_before(model::FieldNumber field, const LoggedChange& change) const {
  return value_in(previous(field, change.change.stamp), field);
}

}  // namespace holdall::store
