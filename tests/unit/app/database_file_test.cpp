#include "app/database_file.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "app/file_summary.h"
#include "app/rescue.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "store/database.h"
#include "store/store.h"

namespace holdall::app {
namespace {

Bytes fixture(const std::string& name) {
  const std::string path = std::string(HOLDALL_SOURCE_DIR) + "/tests/fixtures/schema/" + name;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  Bytes bytes(200'000);
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
  std::fclose(file);
  return bytes;
}

struct Reader {
  Result<DatabaseFile> read(Bytes bytes) { return read_database_file(std::move(bytes)); }
  DatabaseFile must_read(Bytes bytes) {
    Result<DatabaseFile> file = read(std::move(bytes));
    REQUIRE(file.has_value());
    return *std::move(file);
  }
  ErrorCode failure(Bytes bytes) {
    const Result<DatabaseFile> file = read(std::move(bytes));
    REQUIRE_FALSE(file.has_value());
    return file.error().code;
  }
  FileSummary summary(const DatabaseFile& file) {
    const auto store = store::Store::open(*file.image, clock, randomness);
    REQUIRE(store.has_value());
    Result<FileSummary> found = summarise_file(file, **store);
    REQUIRE(found.has_value());
    return *std::move(found);
  }

  native::SettableClock clock;
  native::SeededRandomness randomness{1};
};

// A plain database after these statements.
Bytes plain_database(Reader& reader, std::string_view sql) {
  const DatabaseFile file = reader.must_read(fixture("schema_1.holdall"));
  const auto database = store::Database::open(*file.image);
  REQUIRE(database.has_value());
  REQUIRE((*database)->execute(sql).has_value());
  return raw_image(*file.image);
}

}  // namespace

TEST_CASE("a backup and the plain database in it are read, and hold the same") {
  Reader reader;
  const DatabaseFile backup = reader.must_read(fixture("schema_1.holdall"));
  CHECK(backup.form == DatabaseForm::backup);
  CHECK(backup.file_bytes == 44'912);
  CHECK(backup.schema_version == 1);
  CHECK(backup.head.made_ms == 1'795'328'120'403);
  const DatabaseFile plain = reader.must_read(raw_image(*backup.image));
  CHECK(plain.form == DatabaseForm::sqlite);
  CHECK(plain.file_bytes == backup.head.image_bytes);
  CHECK(plain.head.made_ms == 0);
  CHECK(raw_image(*plain.image) == raw_image(*backup.image));
  for (const DatabaseFile* file : {&backup, &plain}) {
    const auto problems = find_problems(*file);
    REQUIRE(problems.has_value());
    CHECK(problems->empty());
  }
}

// tests/unit/main compares the same file with what the command line writes.
TEST_CASE("the deals of the backup are those of the CSV beside it") {
  Reader reader;
  const DatabaseFile file = reader.must_read(fixture("schema_1.holdall"));
  const ReadableDeals deals = readable_deals(*file.image, reader.clock, i18n::Locale());
  CHECK(deals.count.complete);
  CHECK(deals.count.deals == 144);
  CHECK(deals.csv == fixture("schema_1_deals.csv"));
}

TEST_CASE("what a file holds is told as text and as JSON") {
  Reader reader;
  const DatabaseFile file = reader.must_read(fixture("schema_1.holdall"));
  FileSummary summary = reader.summary(file);
  CHECK(summary.database.members == 1);
  CHECK(summary_json(file, summary) ==
        R"({"form":"backup","made":"2026-11-22T06:15:20.403Z","file_bytes":44912,)"
        R"("image_bytes":184320,"schema_version":1,"device":554293586,)"
        R"("last_change":"2026-11-22T06:15:19.205Z","last_command":2,)"
        R"("deals":{"open":75,"won":41,"lost":28},"organisations":28,"people":55,"members":1,)"
        R"("unfinished_imports":[],"unfinished_reversal":false,"space":null})");
  const std::string text = summary_text(file, summary);
  CHECK(text.find("\nOpen deals          75\nWon                 41\n") != std::string::npos);
  CHECK(text.ends_with("\nUnfinished imports  none\n"));
  summary.unfinished_imports = {{.import = {}, .file_name = "a\"b.csv", .removing = false},
                                {.import = {}, .file_name = "c.csv", .removing = true}};
  summary.unfinished_reversal = true;
  CHECK(
      summary_json(file, summary)
          .ends_with(
              R"("unfinished_imports":[{"file_name":"a\"b.csv","state":"running"},)"
              R"({"file_name":"c.csv","state":"removing"}],"unfinished_reversal":true,"space":null})"));
  CHECK(summary_text(file, summary)
            .ends_with("\nUnfinished imports  a\"b.csv (broke off; will be removed); c.csv (is "
                       "being removed); an import is being undone or redone\n"));
}

TEST_CASE("an import that broke off is seen in the file") {
  Reader reader;
  const DatabaseFile file = reader.must_read(
      plain_database(reader,
                     "INSERT INTO command VALUES (90, 8, 0, 2, 90), (91, 8, 0, 2, 91);"
                     "INSERT INTO import VALUES (7, 90, 0, 0, 'deals.csv', 0, 1, 0), (8, 91, 0, 0, "
                     "'b', 0, 1, 3)"));
  const FileSummary summary = reader.summary(file);
  REQUIRE(summary.unfinished_imports.size() == 1);
  CHECK(summary.unfinished_imports[0].file_name == "deals.csv");
  CHECK(summary.unfinished_reversal);
}

TEST_CASE("what is no sound database of ours is refused, and says what it is") {
  Reader reader;
  CHECK(reader.failure({}) == ErrorCode::file_empty);
  CHECK(reader.failure(Bytes(5000, 'x')) == ErrorCode::file_unrecognised);
  CHECK(reader.failure(plain_database(reader, "PRAGMA application_id = 1")) ==
        ErrorCode::file_unrecognised);
  CHECK(reader.failure(plain_database(reader, "PRAGMA user_version = 9999")) ==
        ErrorCode::newer_format);
  CHECK(reader.failure(plain_database(reader, "CREATE VIEW more AS SELECT 1")) ==
        ErrorCode::damaged);
  Bytes torn = fixture("schema_1.holdall");
  torn.resize(torn.size() - 1);
  CHECK(reader.failure(torn) == ErrorCode::file_truncated);
  Bytes short_plain = plain_database(reader, "");
  short_plain.resize(short_plain.size() - 4096);
  CHECK(reader.failure(short_plain) == ErrorCode::damaged);
}

TEST_CASE("a database in WAL mode is refused, because it may not be all there") {
  Reader reader;
  Bytes plain = plain_database(reader, "");
  plain[18] = 2;
  plain[19] = 2;
  const Result<DatabaseFile> file = reader.read(std::move(plain));
  REQUIRE_FALSE(file.has_value());
  CHECK(file.error().code == ErrorCode::invalid_argument);
  CHECK(file.error().detail.find("WAL") != std::string::npos);
}

TEST_CASE("rules that SQLite does not know are checked in a file as well") {
  Reader reader;
  const DatabaseFile file =
      reader.must_read(plain_database(reader, "UPDATE device SET next_counter = 1"));
  const auto problems = find_problems(file);
  REQUIRE(problems.has_value());
  CHECK(problems->size() == 1);
}

}  // namespace holdall::app
