#include "store/sqlite_error.h"

#include <sqlite3.h>

namespace holdall::store {
namespace {

ErrorCode error_code(int code) {
  if (code == absent_page_code) return ErrorCode::not_loaded;
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::damaged;
    // An image that cannot grow lacks memory, not room in the storage: that shows later, at the
    // DurableImage.
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return ErrorCode::out_of_memory;
    case SQLITE_INTERRUPT:
      return ErrorCode::cancelled;
    default:
      return ErrorCode::database;
  }
}

}  // namespace

Error sqlite_error(sqlite3* handle, int code) {
  // No words: they would have to be allocated.
  if (error_code(code) == ErrorCode::out_of_memory) return {ErrorCode::out_of_memory, {}};
  const bool is_last = handle != nullptr && ((sqlite3_extended_errcode(handle) ^ code) & 0xFF) == 0;
  return {error_code(code), is_last ? sqlite3_errmsg(handle) : sqlite3_errstr(code)};
}

}  // namespace holdall::store
