#pragma once

#include "base/error.h"

struct sqlite3;

namespace holdall::store {

// What the VFS says of a page that is not loaded yet: SQLITE_IOERR with an extension that SQLite
// does not use.
inline constexpr int absent_page_code = 10 | (127 << 8);

// The failure of the last call on this connection, which returned `code`, with SQLite's message as
// the detail.
[[nodiscard]] Error sqlite_error(sqlite3* handle, int code);

}  // namespace holdall::store
