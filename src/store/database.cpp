#include "store/database.h"

#include <sqlite3.h>

#include <string>
#include <utility>

#include "base/assert.h"
#include "store/durable_image.h"
#include "store/sqlite_error.h"
#include "store/vfs.h"

namespace holdall::store {
namespace {

// Nothing but the one file is ever opened; a commit reaches the image as a whole, and only at its
// end. The page size counts only while the database is empty.
constexpr std::string_view opening_pragmas =
    "PRAGMA page_size = 4096;"
    "PRAGMA journal_mode = MEMORY;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_spill = OFF;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA trusted_schema = OFF;";

// Nobody else uses the file, so SQLite need not look before each statement whether it has changed
// ...
constexpr std::string_view exclusive = "PRAGMA locking_mode = EXCLUSIVE;";
// ... but in a tab that follows another one it must. The mode changes with the next statement.
constexpr std::string_view shared =
    "PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema;";

}  // namespace

Database::Database(DurableImage& image)
    : image_(image), mount_(std::make_unique<VfsMount>(image)) {}

Result<std::unique_ptr<Database>> Database::open(DurableImage& image) {
  std::unique_ptr<Database> database(new Database(image));
  const int mode = image.may_write() || !image.is_loaded() || image.is_following()
                       ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                       : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(database->mount_->name(), &database->handle_,
                                   mode | SQLITE_OPEN_EXRESCODE, "holdall");
  if (code != SQLITE_OK) return fail(sqlite_error(database->handle_, code));
  // Plans must not depend on what is bound: a statement on a table with a partial index would be
  // compiled anew each time that its parameters change, which took half the time of an import.
  sqlite3_db_config(database->handle_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  if (Status set = database->execute(opening_pragmas); !set) return fail(std::move(set.error()));
  if (image.is_following()) return database;
  if (Status set = database->own(); !set) return fail(std::move(set.error()));
  return database;
}

Status Database::share() { return execute(shared); }

Status Database::own() { return execute(exclusive); }

void Database::forget_cache() {
  HOLDALL_ASSERT(sqlite3_txn_state(handle_, nullptr) == SQLITE_TXN_NONE);
  const int code = sqlite3_file_control(handle_, nullptr, SQLITE_FCNTL_RESET_CACHE, nullptr);
  HOLDALL_ASSERT(code == SQLITE_OK);
}

Database::~Database() {
  cached_.clear();
  const int code = sqlite3_close(handle_);
  HOLDALL_ASSERT(code == SQLITE_OK);  // else a statement outlives its database
}

Error Database::last_error() const {
  return sqlite_error(handle_, sqlite3_extended_errcode(handle_));
}

Status Database::execute(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(sqlite_error(handle_, code));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), 0, &statement, nullptr);
  if (code != SQLITE_OK) return fail(last_error());
  return Statement(statement);
}

Result<Statement*> Database::cached(const char* sql) {
  const auto found = cached_.find(sql);
  if (found != cached_.end()) return &found->second;
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return fail(last_error());
  return &cached_.emplace(sql, Statement(statement)).first->second;
}

Result<std::int64_t> Database::integer(std::string_view sql) {
  Result<Statement> statement = prepare(sql);
  if (!statement) return fail(std::move(statement.error()));
  const Result<bool> row = statement->step();
  if (!row) return fail(row.error());
  if (!*row) return fail(ErrorCode::not_found, "no row");
  return statement->integer(0);
}

void Database::set_triggers(bool run) {
  const int code = sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, run ? 1 : 0, nullptr);
  HOLDALL_ASSERT(code == SQLITE_OK);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

Result<Transaction> Transaction::begin(Database& database) {
  if (Status may = database.image_.may_write(); !may) return fail(std::move(may.error()));
  const Result<Statement*> begin = database.cached("BEGIN IMMEDIATE");
  if (!begin) return fail(begin.error());
  if (Status begun = (*begin)->run(); !begun) return fail(std::move(begun.error()));
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  // SQLite rolls back by itself on some errors (no memory, for one).
  if (database_ == nullptr || !database_->in_transaction()) return;
  // A rollback that fails leaves SQLite's connection in error, which the next statement tells.
  [[maybe_unused]] const Status rolled_back = database_->execute("ROLLBACK");
}

Status Transaction::commit() {
  HOLDALL_ASSERT(database_ != nullptr);
  const Result<Statement*> commit = database_->cached("COMMIT");
  if (!commit) return fail(commit.error());
  Status committed = (*commit)->run();
  if (committed) database_ = nullptr;
  return committed;
}

}  // namespace holdall::store
