#pragma once

#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "change/stamp.h"
#include "model/fields.h"

namespace holdall::change {

// The stamps of all cells of one row: a base stamp (that of the row's creation) and the cells that
// differ from it, because most rows are created once and touched in a few cells. A cell that was
// written and holds no value is always among the latter, even with the base's stamp: so it is told
// from one that was never written.
class Clock {
 public:
  Clock() = default;
  explicit Clock(Stamp base) : base_(base) {}

  [[nodiscard]] Stamp base() const { return base_; }
  // A cell that was never written has the base stamp.
  [[nodiscard]] Stamp stamp(model::FieldNumber field) const;
  // The stamp of a cell that is kept beside the base; null if none is: then the cell was never
  // written, or it holds a value with the base's stamp. Valid until the clock changes.
  [[nodiscard]] const Stamp* exception(model::FieldNumber field) const;

  // The cell was written: now it holds a value.
  void set(model::FieldNumber field, Stamp stamp);
  // The cell was written: now it holds none.
  void set_none(model::FieldNumber field, Stamp stamp);
  // Another base. All cells that were written keep their stamps: `valued`, those that hold a value,
  // by ascending field.
  void move_base(Stamp base, std::span<const model::FieldNumber> valued);

  // docs/data-format.md 'Packed clocks'. The encoding of a clock is unique.
  [[nodiscard]] Bytes encode() const;
  [[nodiscard]] static Result<Clock> decode(ByteView bytes);

  friend bool operator==(const Clock&, const Clock&) = default;

 private:
  struct Exception {
    model::FieldNumber field;
    Stamp stamp;
    friend bool operator==(const Exception&, const Exception&) = default;
  };

  Stamp base_;
  std::vector<Exception> exceptions_;  // by ascending field
};

}  // namespace holdall::change
