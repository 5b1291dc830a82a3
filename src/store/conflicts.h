#pragma once

#include <vector>

#include "store/change_log.h"
#include "store/store.h"

namespace holdall::store {

// What people have written of one record without knowing of each other (docs/data-format.md
// 'Conflicts').

struct CellRivals {
  model::FieldNumber field = 0;
  LoggedChange winner;
  std::vector<LoggedChange> losers;  // the newest first, each value once
};

// An edit that a record in the bin holds, unknown to whoever put it there.
struct EditInBin {
  model::FieldNumber field = 0;
  LoggedChange edit;
};

struct RecordConflicts {
  std::vector<CellRivals> cells;  // by ascending field
  std::vector<EditInBin> edits_in_bin;

  [[nodiscard]] bool any() const { return !cells.empty() || !edits_in_bin.empty(); }
};

// Computed from all changes of the record. To take the value that lost is an ordinary edit; it
// settles the conflict. If there is none, nothing says any more that there may be one: that is
// written at once, unless the database is only read.
[[nodiscard]] Result<RecordConflicts> conflicts_of_record(Store& store, model::RecordKind kind,
                                                          RecordId record);

// The records that may be in conflict, by kind and id: all that are, and some that
// conflicts_of_record() will find none in.
[[nodiscard]] Result<std::vector<TouchedRecord>> records_in_conflict(Store& store);

// --- for merge.h, within its transaction ---

// From now on the record is one that may be in conflict.
[[nodiscard]] Status note_conflict(Store& store, const TouchedRecord& record);

}  // namespace holdall::store
