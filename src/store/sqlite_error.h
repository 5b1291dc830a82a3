#pragma once

#include "base/error.h"

struct sqlite3;

namespace holdall::store {

// The failure of the last call on this connection, which returned `code`, with SQLite's message as
// the detail.
[[nodiscard]] Error sqlite_error(sqlite3* handle, int code);

}  // namespace holdall::store
