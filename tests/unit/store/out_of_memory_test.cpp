#include <doctest/doctest.h>
#include <sqlite3.h>

#include <string>

#include "store_fixture.h"

// The k-th allocation of SQLite fails, for every k that a small workload reaches: the workload is
// told, nothing is torn, and the next try succeeds.
namespace holdall::store {
namespace {

using test::Tab;

sqlite3_mem_methods real_methods;
std::int64_t allocations_left = -1;  // -1: unlimited

bool refuses() {
  if (allocations_left < 0) return false;
  if (allocations_left > 0) --allocations_left;
  return allocations_left == 0;
}

void* failing_malloc(int size) { return refuses() ? nullptr : real_methods.xMalloc(size); }

void* failing_realloc(void* memory, int size) {
  return refuses() ? nullptr : real_methods.xRealloc(memory, size);
}

// SQLite's allocator is set before its first use, so it is shut down around the test.
struct FailingAllocations {
  FailingAllocations() {
    REQUIRE(sqlite3_shutdown() == SQLITE_OK);
    REQUIRE(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_methods) == SQLITE_OK);
    sqlite3_mem_methods methods = real_methods;
    methods.xMalloc = failing_malloc;
    methods.xRealloc = failing_realloc;
    REQUIRE(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK);
  }
  ~FailingAllocations() {
    allocations_left = -1;
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_MALLOC, &real_methods);
  }
  FailingAllocations(const FailingAllocations&) = delete;
  FailingAllocations& operator=(const FailingAllocations&) = delete;
};

Status two_commits(Database& database) {
  for (int round = 0; round < 2; ++round) {
    Result<Transaction> transaction = Transaction::begin(database);
    if (!transaction) return fail(transaction.error());
    Status done = database.execute(
        "INSERT INTO deal SELECT max(id) + 1, hex(zeroblob(3000)) FROM deal;"
        "INSERT INTO deal SELECT max(id) + 1, title FROM deal;"
        "UPDATE count SET value = value + 2");
    if (!done) return done;
    if (Status committed = transaction->commit(); !committed) return committed;
  }
  return {};
}

TEST_CASE("each allocation of SQLite that fails is told and tears nothing") {
  const FailingAllocations failing;
  std::uint64_t refused = 0;
  for (std::int64_t failing_from = 1;; ++failing_from) {
    CAPTURE(failing_from);
    REQUIRE(failing_from < 5000);
    Tab tab;
    tab.opened().run(
        "CREATE TABLE deal(id INTEGER PRIMARY KEY, title TEXT); CREATE TABLE count(value);"
        "INSERT INTO deal VALUES (1, 'x'); INSERT INTO count VALUES (1)");
    tab.settle();
    allocations_left = failing_from;
    const Status status = two_commits(*tab.database);
    const bool reached = allocations_left == 0;
    allocations_left = -1;
    if (!reached) {
      CHECK(status.has_value());
      break;
    }
    if (!status) {
      ++refused;
      CHECK(status.error().code == ErrorCode::out_of_memory);
    }
    CHECK_FALSE(tab.database->in_transaction());
    CHECK(tab.is_sound());
    CHECK(tab.integer("SELECT count(*) FROM deal") == tab.integer("SELECT value FROM count"));
    CHECK(two_commits(*tab.database).has_value());
    tab.settle();
    const std::int64_t count = tab.integer("SELECT value FROM count");
    CHECK(count % 2 == 1);
    Tab again(tab.disk);
    again.opened();
    CHECK(again.is_sound());
    CHECK(again.integer("SELECT value FROM count") == count);
  }
  CHECK(refused > 50);
}

}  // namespace
}  // namespace holdall::store
