#include "change/merge.h"

#include <algorithm>
#include <utility>

#include "change/set_elements.h"
#include "change/value_codec.h"

namespace holdall::change {
namespace {

using model::FieldNumber;
using model::Value;
using Cells = std::vector<CellValue>;

Cells::iterator place_of(Cells& cells, FieldNumber field) {
  return std::ranges::lower_bound(cells, field, {}, &CellValue::field);
}

// Null for a cell that holds none.
Value* find_value(Cells& cells, FieldNumber field) {
  const auto place = place_of(cells, field);
  return place != cells.end() && place->field == field ? &place->value : nullptr;
}

void put_value(Cells& cells, const CellValue& cell) {
  const auto place = place_of(cells, cell.field);
  if (place != cells.end() && place->field == cell.field) {
    place->value = cell.value;
  } else {
    cells.insert(place, cell);
  }
}

void erase_value(Cells& cells, FieldNumber field) {
  const auto place = place_of(cells, field);
  if (place != cells.end() && place->field == field) cells.erase(place);
}

// (0, 0, 0) stands for a creation that has not arrived: it is behind every other.
bool moves_base(Stamp base, Stamp creation) {
  return creation != Stamp{} && (base == Stamp{} || creation < base);
}

bool move_base(RecordState& state, Stamp creation) {
  if (!moves_base(state.clock.base(), creation)) return false;
  std::vector<FieldNumber> valued;
  valued.reserve(state.cells.size() + 1);
  if (state.life > 0) valued.push_back(model::life_field);
  for (const CellValue& cell : state.cells) valued.push_back(cell.field);
  state.clock.move_base(creation, valued);
  return true;
}

CellFate merge_life(RecordState& state, Stamp stamp, std::int64_t length) {
  if (length < state.life) return CellFate::lost;
  const bool is_newer = length > state.life || stamp > state.clock.stamp(model::life_field);
  if (!is_newer) return CellFate::known;
  state.life = length;
  state.clock.set(model::life_field, stamp);
  return CellFate::took_effect;
}

CellFate merge_set(RecordState& state, Stamp stamp, const CellValue& cell) {
  const auto& told = std::get<model::SetElements>(cell.value);
  Value* value = find_value(state.cells, cell.field);
  auto* held = value == nullptr ? nullptr : std::get_if<model::SetElements>(value);
  if (held == nullptr) {
    put_value(state.cells, cell);
    state.clock.set(cell.field, stamp);
    return CellFate::took_effect;
  }
  const ElementMerge merge = merge_elements(*held, told);
  const bool is_newer = stamp > state.clock.stamp(cell.field);
  if (is_newer) state.clock.set(cell.field, stamp);
  if (merge.grew || is_newer) return CellFate::took_effect;
  return merge.behind ? CellFate::lost : CellFate::known;
}

// How a write of a plain cell stands against what the cell holds. A cell that was never written
// yields to any.
CellFate judge(RecordState& state, Stamp stamp, const CellValue& cell) {
  static const Value none;
  const Stamp* own = state.clock.exception(cell.field);
  if (own != nullptr && stamp != *own) return stamp > *own ? CellFate::took_effect : CellFate::lost;
  const Stamp base = state.clock.base();
  if (own == nullptr && stamp > base) return CellFate::took_effect;
  const Value* value = find_value(state.cells, cell.field);
  const bool was_written = own != nullptr || value != nullptr;
  if (!was_written) return CellFate::took_effect;
  if (own == nullptr && stamp < base) return CellFate::lost;
  const Value& held = value == nullptr ? none : *value;
  if (held == cell.value) return CellFate::known;
  return has_greater_bytes(cell.value, held) ? CellFate::took_effect : CellFate::lost;
}

CellFate merge_plain(RecordState& state, Stamp stamp, const CellValue& cell) {
  const CellFate fate = judge(state, stamp, cell);
  if (fate != CellFate::took_effect) return fate;
  if (std::holds_alternative<model::NoValue>(cell.value)) {
    erase_value(state.cells, cell.field);
    state.clock.set_none(cell.field, stamp);
  } else {
    put_value(state.cells, cell);
    state.clock.set(cell.field, stamp);
  }
  return fate;
}

CellFate merge_cell(RecordState& state, Stamp stamp, const CellValue& cell) {
  if (cell.field == model::life_field)
    return merge_life(state, stamp, std::get<std::int64_t>(cell.value));
  if (model::is_set_field(cell.field)) return merge_set(state, stamp, cell);
  return merge_plain(state, stamp, cell);
}

}  // namespace

bool MergeReport::changed() const {
  return base_moved || std::ranges::find(cells, CellFate::took_effect) != cells.end();
}

Status merge_change(RecordState& state, const Change& change, MergeReport& report) {
  if (Status valid = check_change(change); !valid) return valid;
  report.cells.clear();
  report.base_moved = is_creation(change) && move_base(state, change.stamp);
  for (const CellValue& cell : change.cells)
    report.cells.push_back(merge_cell(state, change.stamp, cell));
  return {};
}

bool needs_values(const RecordState& state, const Change& change) {
  if (is_creation(change) && moves_base(state.clock.base(), change.stamp)) return true;
  return std::ranges::any_of(change.cells, [&](const CellValue& cell) {
    if (cell.field == model::life_field) return false;
    if (model::is_set_field(cell.field)) return true;
    const Stamp* own = state.clock.exception(cell.field);
    return own != nullptr ? change.stamp == *own : change.stamp <= state.clock.base();
  });
}

}  // namespace holdall::change
