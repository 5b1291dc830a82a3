#include "store/foreign_database.h"

#include <string>

#include "model/outcome.h"
#include "store/query_parts.h"
#include "store/schema.h"

namespace holdall::store {
namespace {

// Every table, index, trigger and view, with the text that makes it.
Result<std::string> schema_text(Database& database) {
  Result<Statement> select = database.prepare(
      "SELECT type || ' ' || name || ': ' || ifnull(sql, '') FROM sqlite_schema ORDER BY 1");
  if (!select) return fail(std::move(select.error()));
  std::string text;
  const Status visited = visit_rows(*select, [&](const Statement& row) {
    text += row.text(0);
    text += '\n';
  });
  if (!visited) return fail(visited.error());
  return text;
}

Result<std::string> own_schema(int version) {
  const std::unique_ptr<DurableImage> image = DurableImage::in_memory();
  const Result<std::unique_ptr<Database>> database = Database::open(*image);
  if (!database) return fail(database.error());
  if (Status made = create_tables(**database, version); !made) return fail(made.error());
  return schema_text(**database);
}

Status check_structure(Database& database) {
  Result<Statement> check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return fail(std::move(check.error()));
  const Result<bool> row = check->step();
  if (!row) return fail(row.error());
  if (*row && check->text(0) == "ok") return {};
  return fail(ErrorCode::damaged, *row ? std::string(check->text(0)) : std::string());
}

}  // namespace

Status check_foreign_database(DurableImage& image) {
  if (image.image().size() == 0) return fail(ErrorCode::file_unrecognised, "no database in it");
  const Result<std::unique_ptr<Database>> database = Database::open(image);
  if (!database) return fail(database.error());
  const Result<std::int64_t> application = (*database)->integer("PRAGMA application_id");
  if (!application) return fail(application.error());
  if (*application != application_id) {
    return fail(ErrorCode::file_unrecognised, "a database of another program");
  }
  const Result<std::int64_t> version = (*database)->integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  if (*version > schema_version) return fail(ErrorCode::newer_format);
  if (*version < 1) return fail(ErrorCode::damaged, "a database of no version");
  if (Status sound = check_structure(**database); !sound) return sound;
  const Result<std::string> found = schema_text(**database);
  if (!found) return fail(found.error());
  // That of its own version: nothing that it brings may run before this, the upgrade's triggers
  // among it.
  const Result<std::string> expected = own_schema(static_cast<int>(*version));
  if (!expected) return fail(expected.error());
  if (*found != *expected) return fail(ErrorCode::damaged, "its tables are not those of Holdall");
  return {};
}

Result<DatabaseSummary> summarise(Store& store) {
  Database& database = store.database();
  DatabaseSummary summary;
  Result<Statement> deals = database.prepare(
      "SELECT outcome, sum(deals) FROM board_total WHERE " HOLDALL_REVEALED("") "GROUP BY 1");
  if (!deals) return fail(std::move(deals.error()));
  const Status counted = visit_rows(*deals, [&](const Statement& row) {
    switch (static_cast<model::OutcomeState>(row.integer(0))) {
      case model::OutcomeState::open:
        summary.open_deals = row.integer(1);
        break;
      case model::OutcomeState::won:
        summary.won_deals = row.integer(1);
        break;
      case model::OutcomeState::lost:
        summary.lost_deals = row.integer(1);
        break;
    }
  });
  if (!counted) return fail(counted.error());
  const auto read = [&](std::int64_t& into, std::string_view sql) -> Status {
    const Result<std::int64_t> number = database.integer(sql);
    if (!number) return fail(number.error());
    into = *number;
    return {};
  };
  Status done =
      read(summary.organisations, "SELECT count(*) FROM organisation WHERE" HOLDALL_VISIBLE(""));
  if (done) done = read(summary.people, "SELECT count(*) FROM person WHERE" HOLDALL_VISIBLE(""));
  if (done) done = read(summary.members, "SELECT count(*) FROM member WHERE" HOLDALL_VISIBLE(""));
  if (done) {
    done = read(summary.last_command_ms,
                "SELECT ifnull((SELECT wall_ms FROM command ORDER BY number DESC LIMIT 1), 0)");
  }
  if (!done) return fail(std::move(done.error()));
  const Result<std::int64_t> last = last_command(store);
  if (!last) return fail(last.error());
  summary.last_command = *last;
  return summary;
}

Result<std::int64_t> last_command(Store& store) {
  return store.database().integer("SELECT ifnull(max(number), 0) FROM command");
}

Result<std::int64_t> commands_since(Store& store, std::int64_t command) {
  Result<Statement> select =
      store.database().prepare("SELECT count(*) FROM command WHERE number > ?1");
  if (!select) return fail(std::move(select.error()));
  const Result<bool> row = select->bind(1, command).step();
  if (!row) return fail(row.error());
  return select->integer(0);
}

}  // namespace holdall::store
