#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "store/statement.h"

struct sqlite3;

namespace holdall::store {

class DurableImage;
class VfsMount;

// One connection to the SQLite database that lives in an image. The image must outlive it.
class Database {
 public:
  // Opens (or creates) the database in the image and sets its pragmas; runs no migration.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(DurableImage& image);

  // From now on the image may change under the database: this tab follows another one.
  [[nodiscard]] Status share();
  // From now on it changes through this database alone.
  [[nodiscard]] Status own();
  // The image has changed under it. No statement may be under way.
  void forget_cache();

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Runs statements that need no parameters, one after the other.
  [[nodiscard]] Status execute(std::string_view sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  // The prepared statement of this text, kept for the life of the database. `sql` must be a string
  // literal: it is found by its address.
  [[nodiscard]] Result<Statement*> cached(const char* sql);
  // The first column of the first row as an integer; an error if there is no row.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);

  // Whether triggers run. Statements that are kept are compiled anew, so it is nothing for single
  // rows. No statement may be under way.
  void set_triggers(bool run);

  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] std::int64_t changes() const;

 private:
  friend class Transaction;
  explicit Database(DurableImage& image);
  [[nodiscard]] Error last_error() const;

  DurableImage& image_;
  std::unique_ptr<VfsMount> mount_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<const char*, Statement> cached_;
};

// A write transaction: rolled back when it goes unless it was committed. begin() fails as
// DurableImage::may_write() does.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Database& database);

  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  [[nodiscard]] Status commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;
};

}  // namespace holdall::store
