#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "change/change.h"
#include "change/version_vector.h"

namespace holdall::change {

// A change of a record with the batch that brought it. What is not in a batch yet belongs to the
// one that would be closed now.
struct AuthoredChange {
  const Change* change = nullptr;  // owned by the caller; one that check_change() takes
  BatchPoint batch;
};

// The writes of one cell that are in conflict, as indices of the changes.
struct CellConflict {
  std::size_t winner = 0;
  // Those whose values lost to the winner's without its author having known them, nor anybody who
  // wrote the cell since; the newest first, each value once, none equal to the winner's.
  std::vector<std::size_t> losers;
};

// The winner of a cell and what is in conflict with it, from all changes of the record (docs/
// data-format.md 'Conflicts'); those without the cell are passed over. Nothing if none has it, and
// for a set, whose elements merge. Values of life_field are equal if the record exists with both or
// with neither, and a creation is in conflict with nothing.
[[nodiscard]] std::optional<CellConflict> find_cell_conflict(
    model::FieldNumber field, std::span<const AuthoredChange> changes);

struct EditBesideDeletion {
  std::size_t change = 0;  // an index of the changes
  model::FieldNumber field = 0;

  friend bool operator==(const EditBesideDeletion&, const EditBesideDeletion&) = default;
};

// The edits that a record in the bin holds and that nobody knew who put it there, nor did their
// authors know that it was there, by ascending change and field. Empty if the record exists. An
// edit that another one of the same cell overwrote, knowing it, is left out; the creation is none.
[[nodiscard]] std::vector<EditBesideDeletion> find_edits_beside_deletion(
    std::span<const AuthoredChange> changes);

}  // namespace holdall::change
