#include "store/database.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "store_fixture.h"

namespace holdall::store {
namespace {

using test::Tab;

TEST_CASE("values come back as they were bound") {
  Tab tab;
  tab.opened().run("CREATE TABLE t(a INTEGER, b TEXT, c BLOB) STRICT");
  Result<Statement> insert = tab.database->prepare("INSERT INTO t VALUES (?1, ?2, ?3)");
  REQUIRE(insert.has_value());
  const Bytes bytes = {0, 1, 255};
  REQUIRE(insert->bind(1, INT64_MIN)
              .bind(2, std::string_view("ґ\0é", 5))
              .bind(3, ByteView(bytes))
              .run());
  REQUIRE(
      insert->bind(1, RecordId::of(7, 9)).bind(2, std::string_view()).bind(3, ByteView()).run());
  REQUIRE(insert->bind_null(1).bind_null(2).bind_null(3).run());
  REQUIRE(insert->run());  // the bindings were cleared
  CHECK(tab.integer("SELECT count(*) FROM t WHERE a IS NULL AND b IS NULL AND c IS NULL") == 2);
  CHECK(tab.integer("SELECT count(*) FROM t WHERE b = '' AND c = x''") == 1);

  Result<Statement> select = tab.database->prepare("SELECT a, b, c FROM t ORDER BY rowid");
  REQUIRE(select.has_value());
  REQUIRE(select->step().value_or(false));
  CHECK(select->integer(0) == INT64_MIN);
  CHECK(select->text(1) == std::string_view("ґ\0é", 5));
  CHECK(Bytes(select->blob(2).begin(), select->blob(2).end()) == bytes);
  REQUIRE(select->step().value_or(false));
  CHECK(select->record(0) == RecordId::of(7, 9));
  CHECK(select->text(1).empty());
  CHECK_FALSE(select->is_null(1));
  REQUIRE(select->step().value_or(false));
  CHECK(select->is_null(0));
  REQUIRE(select->step().value_or(false));
  const Result<bool> end = select->step();
  REQUIRE(end.has_value());
  CHECK_FALSE(*end);
}

TEST_CASE("errors are values with SQLite's message") {
  Tab tab;
  tab.opened().run("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT");
  CHECK(tab.database->prepare("SELECT absent").error().code == ErrorCode::database);
  CHECK(tab.database->prepare("SELECT absent").error().detail == "no such column: absent");
  CHECK(tab.database->integer("SELECT a FROM t").error().code == ErrorCode::not_found);
  tab.run("INSERT INTO t VALUES (1)");
  Result<Statement> insert = tab.database->prepare("INSERT INTO t VALUES (?1)");
  REQUIRE(insert.has_value());
  const Status twice = insert->bind(1, std::int64_t{1}).run();
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().detail == "UNIQUE constraint failed: t.a");
  CHECK_FALSE(insert->bind(2, std::int64_t{1}).run().has_value());  // there is no such parameter
  CHECK(insert->bind(1, std::int64_t{2}).run().has_value());
}

TEST_CASE("a cached statement is prepared once") {
  Tab tab;
  tab.opened();
  static constexpr const char* sql = "SELECT ?1 + 1";
  const Result<Statement*> first = tab.database->cached(sql);
  REQUIRE(first.has_value());
  {
    StatementUse use(**first);
    REQUIRE(use->bind(1, std::int64_t{41}).step().value_or(false));
    CHECK(use->integer(0) == 42);
  }
  CHECK(tab.database->cached(sql).value_or(nullptr) == *first);
  CHECK_FALSE(tab.database->cached("SELEKT").has_value());
}

TEST_CASE("a transaction is rolled back unless it was committed, and publishes once") {
  Tab tab;
  tab.opened().run("CREATE TABLE t(a)");
  const std::uint64_t published = tab.image->published_commits();
  {
    Result<Transaction> transaction = Transaction::begin(*tab.database);
    REQUIRE(transaction.has_value());
    tab.run("INSERT INTO t VALUES (1)");
    CHECK(tab.database->in_transaction());
    CHECK_FALSE(Transaction::begin(*tab.database).has_value());
  }
  CHECK_FALSE(tab.database->in_transaction());
  CHECK(tab.integer("SELECT count(*) FROM t") == 0);
  CHECK(tab.image->published_commits() == published);

  Result<Transaction> transaction = Transaction::begin(*tab.database);
  REQUIRE(transaction.has_value());
  Transaction moved = std::move(*transaction);
  tab.run("INSERT INTO t VALUES (1)");
  tab.run("INSERT INTO t VALUES (2)");
  CHECK(tab.database->changes() == 1);
  CHECK(moved.commit().has_value());
  CHECK(tab.image->published_commits() == published + 1);
  CHECK(tab.integer("SELECT count(*) FROM t") == 2);
}

TEST_CASE("the pragmas are set: nothing but the one file, nothing before the commit") {
  Tab tab;
  tab.opened().run("CREATE TABLE t(a)");
  CHECK(tab.text("PRAGMA journal_mode") == "memory");
  CHECK(tab.text("PRAGMA locking_mode") == "exclusive");
  CHECK(tab.integer("PRAGMA page_size") == 4096);
  CHECK(tab.integer("PRAGMA temp_store") == 2);
  CHECK(tab.integer("PRAGMA cache_spill") == 0);
  CHECK(tab.integer("PRAGMA synchronous") == 0);
  tab.settle();

  // More than any page cache: SQLite must not write to the image before the commit.
  const std::uint64_t size = tab.image->image().size();
  Result<Transaction> transaction = Transaction::begin(*tab.database);
  REQUIRE(transaction.has_value());
  tab.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      "INSERT INTO t SELECT randomblob(3000) FROM n");
  CHECK(tab.image->image().size() == size);
  CHECK(transaction->commit().has_value());
  CHECK(tab.image->image().size() > size + 15'000'000);
}

TEST_CASE("no other file is ever opened") {
  Tab tab;
  tab.opened().run("CREATE TABLE t(a)");
  CHECK_FALSE(tab.database->execute("ATTACH 'other' AS other").has_value());
  CHECK_FALSE(tab.database->execute("VACUUM INTO 'other'").has_value());
  tab.run("ATTACH ':memory:' AS scratch");
  tab.run("CREATE TEMP TABLE x AS SELECT 1");
  // Sorting and a vacuum need room beside the file.
  tab.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
      "INSERT INTO t SELECT hex(randomblob(50)) FROM n");
  tab.run("CREATE INDEX t_a ON t(a)");
  tab.run("DELETE FROM t WHERE rowid % 3 <> 0");
  const std::uint64_t size = tab.image->image().size();
  tab.run("VACUUM");
  CHECK(tab.image->image().size() < size / 2);
  tab.settle();
  CHECK(tab.is_sound());
  Tab again(tab.disk);
  again.opened();
  CHECK(again.is_sound());
  CHECK(again.integer("SELECT count(*) FROM t") == 6666);
}

TEST_CASE("SQLite has no clock and no chance of its own: both come through platform/") {
  for (int opening = 0; opening < 2; ++opening) {
    Tab tab;
    tab.opened();
    CHECK(tab.integer("SELECT unixepoch('now')") == 0);
  }
}

TEST_CASE("bytes that are no database are damaged") {
  const std::unique_ptr<DurableImage> image = DurableImage::in_memory();
  REQUIRE(image->image().write(0, Bytes(8192, 'x')));
  const Result<std::unique_ptr<Database>> database = Database::open(*image);
  REQUIRE_FALSE(database.has_value());
  CHECK(database.error().code == ErrorCode::damaged);
}

TEST_CASE("two images are open side by side") {
  Tab one;
  Tab other;
  one.opened().run("CREATE TABLE one(a)");
  other.opened().run("CREATE TABLE other(a)");
  CHECK(one.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'one'") == 1);
  CHECK(other.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'other'") == 1);
}

}  // namespace
}  // namespace holdall::store
