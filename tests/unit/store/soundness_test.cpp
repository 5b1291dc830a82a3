#include "store/soundness.h"

#include <string_view>

#include "record_fixture.h"
#include "store/import_batch.h"

namespace holdall::store {
namespace {

using test::must;
using test::Records;

std::vector<std::string> problems_of(Records& records) {
  return must(find_problems(records.store->database()));
}

void run(Records& records, std::string_view sql) { must(records.store->database().execute(sql)); }

// Two deals, one of them with everything that it can link to, one in the bin.
struct Example : Records {
  Example() {
    CommandWriter writer = must(CommandWriter::begin(*store, CommandName::add_deal));
    const RecordId organisation = must(writer.create(
        model::RecordKind::organisation, {{model::organisation_field::name, std::string("Acme")}}));
    const RecordId person = must(writer.create(
        model::RecordKind::person, {{model::person_field::name, std::string("Ann")},
                                    {model::person_field::organisation, organisation}}));
    must(writer.commit());
    const RecordId deal = add_deal("Linked");
    edit(deal, {{model::deal_field::organisation, organisation},
                {model::deal_field::person, person},
                {model::deal_field::owner, must(me(*store)).id}});
    remove(add_deal("In the bin"));
  }
};

}  // namespace

TEST_CASE("what the program writes is sound, also while an import comes and goes") {
  Example records;
  CHECK(problems_of(records).empty());
  const Import import = must(begin_import(*records.store, CommandName::import_file, "deals.csv"));
  CommandWriter writer = must(begin_import_slice(*records.store, import));
  for (int index = 0; index < 10; ++index) {
    const RecordId organisation =
        must(writer.create(model::RecordKind::organisation,
                           {{model::organisation_field::name, std::string("Imported")}}));
    must(writer.create(model::RecordKind::deal,
                       {{model::deal_field::title, std::string("Imported")},
                        {model::deal_field::organisation, organisation},
                        {model::deal_field::stage, model::built_in::stage(1)}}));
  }
  must(writer.commit_always());
  CHECK(problems_of(records).empty());
  while (!must(remove_import_slice(*records.store, import, 3))) CHECK(problems_of(records).empty());
  CHECK(problems_of(records).empty());
}

TEST_CASE("where batches have been merged a link may come before what it leads to") {
  Example records;
  run(records, "UPDATE deal SET organisation = 9999 WHERE title = 'Linked'");
  CHECK_FALSE(problems_of(records).empty());
  run(records, "INSERT INTO stream (number, name, sequence) VALUES (1, x'0102', 1)");
  run(records,
      "INSERT INTO batch (number, stream, sequence, seen, body, last_change) "
      "VALUES (1, 1, 1, x'', x'00', 0)");
  CHECK(problems_of(records).empty());
}

TEST_CASE("each kind of contradiction is found and named") {
  struct Case {
    std::string_view sql;
    std::string_view words;
  };
  const Case cases[] = {
      {"UPDATE deal SET stage = 9999 WHERE title = 'Linked'",
       "Deals in a stage that is not there: 1"},
      {"UPDATE stage SET pipeline = 77", "Stages of a pipeline that is not there: 6"},
      {"DELETE FROM organisation", "Deals with an organisation that is not there: 1"},
      {"DELETE FROM organisation", "People of an organisation that is not there: 1"},
      {"DELETE FROM person", "Deals with a person who is not there: 1"},
      {"DELETE FROM member", "Deals of an owner who is not there: 1"},
      {"UPDATE device SET next_counter = 2",
       "Records whose ids this device would give again to new ones: "},
      {"UPDATE board_total SET deals = deals + 1",
       "The totals of the board are not those of its deals"},
      {"DELETE FROM board_total", "The totals of the board are not those of its deals"},
      {"UPDATE member SET clock = x'FF'", "Rows of the table member with an unreadable clock: 1"},
      {"UPDATE change SET cells = x'0102' WHERE number = 2",
       "Changes of the history that cannot be read: 1"}};
  for (const auto& [sql, words] : cases) {
    CAPTURE(sql);
    Example records;
    run(records, sql);
    const std::vector<std::string> problems = problems_of(records);
    bool found = false;
    for (const std::string& problem : problems) found = found || problem.starts_with(words);
    CHECK(found);
  }
}

TEST_CASE("a link of what lies in the bin is nobody's trouble") {
  Example records;
  run(records, "UPDATE deal SET stage = 9999 WHERE title = 'In the bin'");
  CHECK(problems_of(records).empty());
}

// As many entries as rows, so that the quick check of a restore finds nothing.
TEST_CASE("an index that contradicts its table is found") {
  Example records;
  run(records,
      "CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'person_name';"
      "PRAGMA writable_schema = ON;"
      "DELETE FROM sqlite_schema WHERE name = 'person_name';"
      "PRAGMA writable_schema = RESET;"
      "UPDATE person SET name = 'Changed behind its back';"
      "PRAGMA writable_schema = ON;"
      "INSERT INTO sqlite_schema SELECT * FROM kept;"
      "PRAGMA writable_schema = RESET;");
  CHECK(records.integer("SELECT quick_check = 'ok' FROM pragma_quick_check") == 1);
  const std::vector<std::string> problems = problems_of(records);
  REQUIRE_FALSE(problems.empty());
  CHECK(problems[0] == "SQLite finds: row 1 missing from index person_name");
}

}  // namespace holdall::store
