// What the edits of one record come to, by who knew what.

#include <algorithm>
#include <set>
#include <utility>

#include "model.h"

namespace holdall::sim {
namespace {

using Edits = std::vector<const Edit*>;

Edits with_field(const Edits& edits, std::uint64_t field) {
  Edits found;
  std::ranges::copy_if(edits, std::back_inserter(found), [field](const Edit* edit) {
    return edit->change.find(field) != nullptr;
  });
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
      return violation("a record was put into the bin, or out of it, by one who did not see "
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
  const bool knows_better = std::ranges::any_of(writers, [&](const Edit* other) {
    return knew(*other, *last);
  });
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

}  // namespace

Result<ExpectedRecord> expect(const std::vector<const Edit*>& edits) {
  ExpectedRecord expected;
  const Result<std::int64_t> life = expect_life(edits);
  if (!life) return fail(life.error());
  expected.life = *life;
  std::set<std::uint64_t> fields;
  for (const Edit* edit : edits)
    for (const RawCell& cell : edit->change.cells) fields.insert(cell.field);
  fields.erase(raw_life_field);
  for (const std::uint64_t field : fields) {
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
