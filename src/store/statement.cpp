#include "store/statement.h"

#include <sqlite3.h>

#include <utility>

#include "store/sqlite_error.h"

namespace holdall::store {

Statement::Statement(Statement&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), bind_code_(other.bind_code_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(bind_code_, other.bind_code_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::bound(int code) {
  if (code != SQLITE_OK && bind_code_ == SQLITE_OK) bind_code_ = code;
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  return bound(sqlite3_bind_int64(handle_, parameter, value));
}

// A null pointer would bind NULL, so empty text and bytes get an address.
Statement& Statement::bind(int parameter, std::string_view value) {
  const char* text = value.empty() ? "" : value.data();
  return bound(
      sqlite3_bind_text64(handle_, parameter, text, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

Statement& Statement::bind(int parameter, ByteView value) {
  const void* bytes = value.empty() ? static_cast<const void*>("") : value.data();
  return bound(sqlite3_bind_blob64(handle_, parameter, bytes, value.size(), SQLITE_STATIC));
}

Statement& Statement::bind_null(int parameter) {
  return bound(sqlite3_bind_null(handle_, parameter));
}

Result<bool> Statement::step() {
  int code = bind_code_;
  if (code == SQLITE_OK) code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Error error = sqlite_error(sqlite3_db_handle(handle_), code);
  reset();
  return fail(std::move(error));
}

Status Statement::run() {
  Result<bool> stepped = step();
  while (stepped && *stepped) stepped = step();
  reset();
  if (!stepped) return fail(std::move(stepped.error()));
  return {};
}

void Statement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  bind_code_ = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

ByteView Statement::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

}  // namespace holdall::store
