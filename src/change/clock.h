#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "change/stamp.h"
#include "model/fields.h"

namespace holdall::change {

// The stamps of all cells of one row: a base stamp (that of the row's creation) and the cells that
// differ from it, because most rows are created once and touched in a few cells.
class Clock {
 public:
  Clock() = default;
  explicit Clock(Stamp base) : base_(base) {}

  [[nodiscard]] Stamp base() const { return base_; }
  // A cell that was never written has the base stamp.
  [[nodiscard]] Stamp stamp(model::FieldNumber field) const;
  void set(model::FieldNumber field, Stamp stamp);

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
  std::vector<Exception> exceptions_;  // by ascending field, none equal to base_
};

}  // namespace holdall::change
