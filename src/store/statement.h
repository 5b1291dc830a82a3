#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/record_id.h"
#include "base/result.h"

struct sqlite3_stmt;

namespace holdall::store {

// A prepared statement, finalised when it goes. Parameters are numbered from 1, columns from 0.
// Text and bytes are bound without a copy: they must live until reset() or the next bind of the
// same parameter. A bind that SQLite refuses makes the next step() fail.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, RecordId value) { return bind(parameter, value.value); }
  Statement& bind(int parameter, std::string_view value);
  Statement& bind(int parameter, ByteView value);
  Statement& bind_null(int parameter);

  // True: a row is there. False: the statement is done. A failure resets the statement.
  [[nodiscard]] Result<bool> step();
  // Runs a statement to its end, whatever rows it yields, and resets it.
  [[nodiscard]] Status run();
  // Makes it ready for the next run; the bindings are cleared.
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] RecordId record(int column) const { return {integer(column)}; }
  // Views into SQLite's memory, valid until the next step() or reset().
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] ByteView blob(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  Statement& bound(int code);

  sqlite3_stmt* handle_ = nullptr;
  int bind_code_ = 0;  // the first refusal since reset()
};

// Resets a statement that is kept for later use at the end of a scope.
class StatementUse {
 public:
  explicit StatementUse(Statement& statement) : statement_(statement) {}
  ~StatementUse() { statement_.reset(); }
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;
  Statement* operator->() { return &statement_; }
  Statement& operator*() { return statement_; }

 private:
  Statement& statement_;
};

}  // namespace holdall::store
