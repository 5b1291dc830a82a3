// What the edits of one record come to, by who knew what.

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "model.h"

namespace holdall::sim {
namespace {

using Edits = std::vector<const Edit*>;

Edits with_field(const Edits& edits, std::uint64_t field) {
  Edits found;
  std::ranges::copy_if(edits, std::back_inserter(found),
                       [field](const Edit* edit) { return edit->change.find(field) != nullptr; });
  return found;
}

// How often the record had come and gone when this edit of its life was written: one turn more
// than the most that its author knew of.
std::int64_t turns_of(const Edit& edit, const Edits& lives,
                      std::map<const Edit*, std::int64_t>& counted) {
  const auto found = counted.find(&edit);
  if (found != counted.end()) return found->second;
  std::int64_t most = 0;
  for (const Edit* earlier : lives) {
    if (knew(edit, *earlier)) most = std::max(most, turns_of(*earlier, lives, counted));
  }
  return counted[&edit] = most + 1;
}

Result<std::int64_t> expect_life(const Edits& edits) {
  const Edits lives = with_field(edits, raw_life_field);
  std::map<const Edit*, std::int64_t> counted;
  std::int64_t life = 0;
  for (const Edit* edit : lives) {
    const std::int64_t turns = turns_of(*edit, lives, counted);
    if (turns != raw_integer_of(*edit->change.find(raw_life_field)))
      return violation(
          "a record was put into the bin, or out of it, by one who did not see "
          "that it was there already");
    life = std::max(life, turns);
  }
  return life;
}

// The last writer by stamp, then by bytes; nobody may have overwritten it knowingly.
Result<const Edit*> last_writer(std::uint64_t field, const Edits& edits) {
  const Edits writers = with_field(edits, field);
  const auto rank = [field](const Edit* edit) {
    return std::pair(edit->change.stamp, *edit->change.find(field));
  };
  const Edit* last = *std::ranges::max_element(writers, {}, rank);
  const bool knows_better =
      std::ranges::any_of(writers, [&](const Edit* other) { return knew(*other, *last); });
  if (knows_better)
    return violation("field " + std::to_string(field) +
                     ": an edit that was made after seeing another has the lesser stamp");
  return last;
}

// Of each element the greatest length.
std::map<Bytes, std::int64_t> expect_set(std::uint64_t field, const Edits& edits) {
  std::map<Bytes, std::int64_t> elements;
  const Edits writers = with_field(edits, field);
  for (const Edit* edit : writers) {
    for (const auto& [element, length] : raw_elements_of(*edit->change.find(field)))
      elements[element] = std::max(elements[element], length);
  }
  return elements;
}

std::set<std::uint64_t> fields_of(const Edits& edits) {
  std::set<std::uint64_t> fields;
  for (const Edit* edit : edits)
    for (const RawCell& cell : edit->change.cells) fields.insert(cell.field);
  return fields;
}

bool was_overwritten(const Edit& edit, const Edits& writers) {
  return std::ranges::any_of(writers, [&](const Edit* other) { return knew(*other, edit); });
}

std::int64_t length_of(const Edit& edit) {
  return raw_integer_of(*edit.change.find(raw_life_field));
}

bool creates(const Edit& edit) {
  return edit.change.find(raw_life_field) != nullptr && length_of(edit) == 1;
}

// What of a cell two edits must differ in to be in conflict: its value, of a life whether the
// record exists.
Bytes meaning(std::uint64_t field, const Edit& edit) {
  if (field == raw_life_field) return {static_cast<std::uint8_t>(length_of(edit) % 2)};
  return *edit.change.find(field);
}

// Values that lost and that nobody who wrote the cell has ever seen.
std::set<Bytes> lost_values(std::uint64_t field, const Edits& edits) {
  const Edits writers = with_field(edits, field);
  const auto rank = [field](const Edit* edit) {
    return std::tuple(field == raw_life_field ? length_of(*edit) : 0, edit->change.stamp,
                      *edit->change.find(field));
  };
  const Edit* winner = *std::ranges::max_element(writers, {}, rank);
  std::set<Bytes> lost;
  for (const Edit* edit : writers) {
    if (field == raw_life_field && creates(*edit)) continue;
    if (was_overwritten(*edit, writers) || meaning(field, *edit) == meaning(field, *winner))
      continue;
    lost.insert(meaning(field, *edit));
  }
  return lost;
}

// Edits that a record in the bin holds and that were made beside its deletion.
std::set<std::pair<std::uint64_t, RawStamp>> edits_in_bin(const Edits& edits) {
  Edits lives = with_field(edits, raw_life_field);
  std::int64_t most = 0;
  for (const Edit* life : lives) most = std::max(most, length_of(*life));
  if (most % 2 == 1) return {};
  std::erase_if(lives, [&](const Edit* life) { return length_of(*life) != most; });
  std::set<std::pair<std::uint64_t, RawStamp>> beside;
  for (const Edit* edit : edits) {
    const bool is_beside = std::ranges::all_of(lives, [&](const Edit* life) {
      return life != edit && !knew(*life, *edit) && !knew(*edit, *life);
    });
    if (!is_beside || creates(*edit)) continue;
    for (const RawCell& cell : edit->change.cells) {
      const bool is_set = cell.field >= raw_first_set_field;
      if (cell.field == raw_life_field) continue;
      if (is_set || !was_overwritten(*edit, with_field(edits, cell.field)))
        beside.emplace(cell.field, edit->change.stamp);
    }
  }
  return beside;
}

}  // namespace

ExpectedConflicts expect_conflicts(const std::vector<const Edit*>& edits) {
  ExpectedConflicts expected{.lost = {}, .edits_in_bin = edits_in_bin(edits)};
  for (const std::uint64_t field : fields_of(edits)) {
    if (field >= raw_first_set_field) continue;
    std::set<Bytes> lost = lost_values(field, edits);
    if (!lost.empty()) expected.lost[field] = std::move(lost);
  }
  return expected;
}

Result<ExpectedRecord> expect(const std::vector<const Edit*>& edits) {
  ExpectedRecord expected;
  const Result<std::int64_t> life = expect_life(edits);
  if (!life) return fail(life.error());
  expected.life = *life;
  for (const std::uint64_t field : fields_of(edits)) {
    if (field == raw_life_field) continue;
    if (field >= raw_first_set_field) {
      expected.sets[field] = expect_set(field, edits);
      continue;
    }
    const Result<const Edit*> last = last_writer(field, edits);
    if (!last) return fail(last.error());
    const Bytes& value = *(*last)->change.find(field);
    if (!is_raw_none(value)) expected.cells[field] = value;
  }
  return expected;
}

}  // namespace holdall::sim
