#include "change/conflict.h"

#include <algorithm>

#include "change/causal_length.h"
#include "change/value_codec.h"

namespace holdall::change {
namespace {

using model::FieldNumber;
using model::Value;

struct Write {
  std::size_t index;  // of the change
  Stamp stamp;
  const Value* value;
  const BatchPoint* batch;
};

std::vector<Write> writes_of(FieldNumber field, std::span<const AuthoredChange> changes) {
  std::vector<Write> writes;
  for (std::size_t index = 0; index < changes.size(); ++index) {
    const Change& change = *changes[index].change;
    const auto cell = std::ranges::lower_bound(change.cells, field, {}, &CellValue::field);
    if (cell == change.cells.end() || cell->field != field) continue;
    writes.push_back({index, change.stamp, &cell->value, &changes[index].batch});
  }
  return writes;
}

std::int64_t length_of(const Write& write) { return std::get<std::int64_t>(*write.value); }

// Whether `left` wins over `right`, as merge has it.
bool wins(FieldNumber field, const Write& left, const Write& right) {
  if (field == model::life_field && length_of(left) != length_of(right))
    return length_of(left) > length_of(right);
  if (left.stamp != right.stamp) return left.stamp > right.stamp;
  return has_greater_bytes(*left.value, *right.value);
}

bool are_equal(FieldNumber field, const Write& left, const Write& right) {
  if (field == model::life_field) return exists_at(length_of(left)) == exists_at(length_of(right));
  return *left.value == *right.value;
}

// Within a batch each write of a cell knows the one before and has a greater stamp.
bool knew(const Write& later, const Write& earlier) {
  const bool same_batch = later.batch->author == earlier.batch->author &&
                          later.batch->sequence == earlier.batch->sequence;
  return same_batch ? later.stamp > earlier.stamp : has_seen(*later.batch, *earlier.batch);
}

bool was_overwritten(const Write& write, std::span<const Write> writes) {
  return std::ranges::any_of(writes, [&](const Write& other) { return knew(other, write); });
}

bool is_creating(FieldNumber field, const Write& write) {
  return field == model::life_field && length_of(write) == 1;
}

}  // namespace

std::optional<CellConflict> find_cell_conflict(FieldNumber field,
                                               std::span<const AuthoredChange> changes) {
  if (model::is_set_field(field)) return std::nullopt;
  std::vector<Write> writes = writes_of(field, changes);
  if (writes.empty()) return std::nullopt;
  const auto precedes = [&](const Write& left, const Write& right) {
    return wins(field, left, right);
  };
  std::ranges::sort(writes, precedes);
  const Write& winner = writes.front();
  CellConflict conflict{winner.index, {}};
  std::vector<Write> losers;
  for (const Write& write : writes) {
    const auto tells_the_same = [&](const Write& other) { return are_equal(field, other, write); };
    if (is_creating(field, write) || tells_the_same(winner) ||
        std::ranges::any_of(losers, tells_the_same) || knew(write, winner) ||
        was_overwritten(write, writes))
      continue;
    losers.push_back(write);
    conflict.losers.push_back(write.index);
  }
  return conflict;
}

std::vector<EditBesideDeletion> find_edits_beside_deletion(
    std::span<const AuthoredChange> changes) {
  std::vector<Write> lives = writes_of(model::life_field, changes);
  if (lives.empty()) return {};
  const std::int64_t length = length_of(*std::ranges::max_element(lives, {}, length_of));
  if (exists_at(length)) return {};
  std::erase_if(lives, [&](const Write& life) { return length_of(life) != length; });
  std::vector<EditBesideDeletion> edits;
  for (std::size_t index = 0; index < changes.size(); ++index) {
    const AuthoredChange& edit = changes[index];
    const bool is_beside = std::ranges::all_of(
        lives, [&](const Write& life) { return are_concurrent(*life.batch, edit.batch); });
    if (!is_beside || is_creation(*edit.change)) continue;
    for (const CellValue& cell : edit.change->cells) {
      if (cell.field == model::life_field) continue;
      const Write write{index, edit.change->stamp, &cell.value, &edit.batch};
      const bool overwritten = !model::is_set_field(cell.field) &&
                               was_overwritten(write, writes_of(cell.field, changes));
      if (!overwritten) edits.push_back({index, cell.field});
    }
  }
  return edits;
}

}  // namespace holdall::change
