#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "change/change.h"
#include "store/database.h"
#include "store/record_store.h"

namespace holdall::store {

// A change as it stands in the history of this device.
struct LoggedChange {
  // The order in which this device wrote its own; below 0 of another device, in the order in which
  // they arrived.
  std::int64_t number = 0;
  std::int64_t command = 0;  // 0 of another device
  std::int64_t batch = 0;    // of another device: the number of the batch that brought it; else 0
  // The number of the change that this one takes back (undo, redo), 0 for none. Of this device
  // only.
  std::int64_t reverses = 0;
  change::Change change;
};

// Writes a change; `logged.number` is given by the database.
[[nodiscard]] Status insert_change(Database& database, const LoggedChange& logged);

// Calls `visit` for the changes of a command with numbers below `below`, the last first, until it
// says false. Stops at the first failure and hands it on. False if `visit` stopped it.
[[nodiscard]] Result<bool> visit_changes_of_command(
    Database& database, std::int64_t command, std::int64_t below,
    const std::function<Result<bool>(const LoggedChange&)>& visit);

// Calls `visit` for this device's changes with numbers above `above` and below `below`, in their
// order, with the bytes that their cells take, until it says false. Fails as `visit` does.
[[nodiscard]] Status visit_changes(
    Database& database, std::int64_t above, std::int64_t below,
    const std::function<Result<bool>(const LoggedChange&, std::size_t cell_bytes)>& visit);

[[nodiscard]] Result<std::int64_t> count_changes_of_command(Database& database,
                                                            std::int64_t command);
// The number that the last change of a command takes back; nothing if it has none.
[[nodiscard]] Result<std::optional<std::int64_t>> last_reversed(Database& database,
                                                                std::int64_t command);

// The changes of a record, this device's and those that others' batches brought, also the ones that
// lost: the newest by wall time first, of one moment the greater number. Who wrote a change is told
// by its stamp's device.
[[nodiscard]] Result<std::vector<LoggedChange>> changes_of_record(RecordStore& records,
                                                                  model::RecordKind kind,
                                                                  RecordId record);

}  // namespace holdall::store
