#pragma once

#include "base/result.h"
#include "store/database.h"

namespace holdall::store {

// Writes the default pipeline and its stages: ids of device 0, stamp 0, names that are keys of the
// message catalogue. Their changes stand in the history as those of every record, under command 0.
[[nodiscard]] Status create_built_in_records(Database& database);

// Writes the member that stands for the person at this device, without a name, and remembers it in
// the setting 'me'.
[[nodiscard]] Status create_me(Database& database, std::int64_t wall_ms);

}  // namespace holdall::store
