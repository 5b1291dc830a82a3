#include "store/soundness.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "change/change.h"
#include "change/clock.h"
#include "store/query_parts.h"
#include "store/record_table.h"

namespace holdall::store {
namespace {

using Problems = std::vector<std::string>;

// More of SQLite's findings than anybody reads.
constexpr char integrity_check[] = "PRAGMA integrity_check(100)";

Status check_integrity(Database& database, Problems& problems) {
  Result<Statement> check = database.prepare(integrity_check);
  if (!check) return fail(std::move(check.error()));
  return visit_rows(*check, [&](const Statement& row) {
    if (row.text(0) != "ok") problems.push_back("SQLite finds: " + std::string(row.text(0)));
  });
}

struct Link {
  const char* table;
  const char* column;
  const char* target;
  const char* words;
};

constexpr std::array<Link, 6> links = {{
    {"stage", "pipeline", "pipeline", "Stages of a pipeline that is not there: "},
    {"person", "organisation", "organisation", "People of an organisation that is not there: "},
    {"deal", "stage", "stage", "Deals in a stage that is not there: "},
    {"deal", "organisation", "organisation", "Deals with an organisation that is not there: "},
    {"deal", "person", "person", "Deals with a person who is not there: "},
    {"deal", "owner", "member", "Deals of an owner who is not there: "},
}};

// A link may arrive before what it leads to, once batches of other devices have been merged.
Result<bool> has_merged(Database& database) {
  const Result<std::int64_t> can_merge =
      database.integer("SELECT EXISTS (SELECT * FROM sqlite_schema WHERE name = 'batch')");
  if (!can_merge) return fail(can_merge.error());
  if (*can_merge == 0) return false;
  const Result<std::int64_t> merged =
      database.integer("SELECT EXISTS (SELECT * FROM batch WHERE body IS NOT NULL)");
  if (!merged) return fail(merged.error());
  return *merged != 0;
}

// What lies in the bin is there still. Only of what views may show: an import that is being removed
// loses its rows one after the other.
Status check_links(Database& database, Problems& problems) {
  const Result<bool> merged = has_merged(database);
  if (!merged) return fail(merged.error());
  if (*merged) return {};
  for (const Link& link : links) {
    std::string sql = "SELECT count(*) FROM ";
    sql.append(link.table).append(" WHERE" HOLDALL_VISIBLE("") "AND ifnull(");
    sql.append(link.column).append(", 0) <> 0 AND ").append(link.column);
    sql.append(" NOT IN (SELECT id FROM ").append(link.target).append(")");
    const Result<std::int64_t> count = database.integer(sql);
    if (!count) return fail(count.error());
    if (*count > 0) problems.push_back(link.words + std::to_string(*count));
  }
  return {};
}

// Ids of this device at or above the counter from which it gives the next ones. A member of a space
// may send such records; they are passed over.
Status check_counter(Database& database, Problems& problems) {
  const Result<bool> merged = has_merged(database);
  if (!merged) return fail(merged.error());
  if (*merged) return {};
  std::string ids;
  for (const RecordTable& table : all_record_tables()) {
    if (!ids.empty()) ids += " UNION ALL ";
    ids += std::string("SELECT id FROM ") + table.name;
  }
  const Result<std::int64_t> count =
      database.integer("SELECT count(*) FROM (" + ids +
                       ") JOIN device ON id >> 32 = number AND id & 4294967295 >= next_counter");
  if (!count) return fail(count.error());
  if (*count > 0) {
    problems.push_back("Records whose ids this device would give again to new ones: " +
                       std::to_string(*count));
  }
  return {};
}

// The triggers of schema.cpp keep these totals; here they are added up.
constexpr char totals_differ[] =
    "WITH noted AS (SELECT pipeline, outcome, stage, import, currency, deals, minor_high, minor_low"
    " FROM board_total WHERE deals <> 0 OR minor_high <> 0 OR minor_low <> 0),"
    " counted AS (SELECT ifnull(pipeline, 0), outcome, ifnull(stage, 0), import,"
    " ifnull(value_currency, ''), count(*), sum(ifnull(value_minor, 0) >> 32),"
    " sum(ifnull(value_minor, 0) & 4294967295) FROM deal WHERE life % 2 = 1"
    " GROUP BY 1, 2, 3, 4, 5)"
    " SELECT EXISTS (SELECT * FROM noted EXCEPT SELECT * FROM counted)"
    " OR EXISTS (SELECT * FROM counted EXCEPT SELECT * FROM noted)";

Status check_totals(Database& database, Problems& problems) {
  const Result<std::int64_t> differ = database.integer(totals_differ);
  if (!differ) return fail(differ.error());
  if (*differ != 0) problems.emplace_back("The totals of the board are not those of its deals");
  return {};
}

// Counts the rows of a select of one blob that `readable` refuses.
Status check_blobs(Database& database, const std::string& sql, const std::string& words,
                   bool (*readable)(ByteView), Problems& problems) {
  Result<Statement> select = database.prepare(sql);
  if (!select) return fail(std::move(select.error()));
  std::int64_t count = 0;
  const Status visited =
      visit_rows(*select, [&](const Statement& row) { count += readable(row.blob(0)) ? 0 : 1; });
  if (!visited) return visited;
  if (count > 0) problems.push_back(words + std::to_string(count));
  return {};
}

bool is_clock(ByteView bytes) { return change::Clock::decode(bytes).has_value(); }
bool are_cells(ByteView bytes) { return change::decode_cells(bytes).has_value(); }

Status check_encodings(Database& database, Problems& problems) {
  for (const RecordTable& table : all_record_tables()) {
    const Status checked = check_blobs(
        database, std::string("SELECT clock FROM ") + table.name,
        std::string("Rows of the table ") + table.name + " with an unreadable clock: ", is_clock,
        problems);
    if (!checked) return checked;
  }
  return check_blobs(database, "SELECT cells FROM change",
                     "Changes of the history that cannot be read: ", are_cells, problems);
}

}  // namespace

Result<std::vector<std::string>> find_problems(Database& database) {
  Problems problems;
  for (const auto check :
       {check_integrity, check_links, check_counter, check_totals, check_encodings}) {
    if (Status checked = check(database, problems); !checked) {
      return fail(std::move(checked.error()));
    }
  }
  return problems;
}

}  // namespace holdall::store
