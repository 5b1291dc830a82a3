#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "change/change.h"
#include "change/clock.h"

namespace holdall::change {

// What merge knows of one record: a function of the set of the record's changes that have arrived,
// in whatever order, groups and repetitions they came, down to the bytes of the encoded clock
// (docs/data-format.md 'Merge').
struct RecordState {
  Clock clock;            // its base is (0, 0, 0) until the record's creation has arrived
  std::int64_t life = 0;  // the causal length of its existence; 0: no change has told one
  // The cells that hold a value, by ascending field; life_field is not among them.
  std::vector<CellValue> cells;

  friend bool operator==(const RecordState&, const RecordState&) = default;
};

// What became of one cell of a change.
enum class CellFate : std::uint8_t {
  took_effect,  // the cell, or some element of the set, or only its stamp, is now the change's
  lost,         // the cell stays as it was, and holds something newer
  known,        // the cell stays as it was, and holds just this
};

struct MergeReport {
  std::vector<CellFate> cells;  // of the change's cells, in their order
  bool base_moved = false;      // the creation has arrived, or one with a lesser stamp

  // Whether anything of the state is different from before, be it only a stamp.
  [[nodiscard]] bool changed() const;
};

// Puts a change into the state of its record. `report` is overwritten; who merges many changes
// gives the same one again. Fails as check_change() does, and leaves the state as it was.
[[nodiscard]] Status merge_change(RecordState& state, const Change& change, MergeReport& report);

// Whether merge_change() has to know the values of the record's cells. If this is false of each of
// some changes and the state before all of them, they may be merged into a state that has the
// record's clock and life and no cells: clock, life and reports come out the same, and `cells` then
// holds the values of those cells alone that took effect. So most changes of a record can be merged
// without reading its values.
[[nodiscard]] bool needs_values(const RecordState& state, const Change& change);

}  // namespace holdall::change
