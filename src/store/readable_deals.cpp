#include "store/readable_deals.h"

#include <limits>
#include <unordered_map>

#include "store/database.h"

namespace holdall::store {
namespace {

// A damaged page ends a scan with an error; the scan goes on behind it. Ids of one device are
// dense, so the step doubles until readable rows are found again, up to this many failures in a
// row.
constexpr int failures_max = 48;

using Names = std::unordered_map<std::int64_t, std::string>;

// Visits the rows with ids above 0 that can be read. `sql` has one parameter: the id behind which
// to go on.
template <class Visit>
void visit_readable(Database& database, const char* sql, Visit visit) {
  std::int64_t behind = 0;
  std::int64_t step = 1;
  for (int failures = 0; failures < failures_max;) {
    Result<Statement> select = database.prepare(sql);
    if (!select) return;
    select->bind(1, behind);
    while (true) {
      const Result<bool> row = select->step();
      if (!row) break;
      if (!*row) return;
      behind = select->integer(0);
      step = 1;
      failures = 0;
      visit(*select);
    }
    ++failures;
    if (behind > std::numeric_limits<std::int64_t>::max() - step) return;
    behind += step;
    step *= 2;
  }
}

Names readable_names(Database& database, const char* sql) {
  Names names;
  visit_readable(database, sql, [&](const Statement& row) { names[row.integer(0)] = row.text(1); });
  return names;
}

std::string name_of(const Names& names, std::int64_t id) {
  const auto found = names.find(id);
  return found == names.end() ? std::string() : found->second;
}

ReadableDeal read_deal(const Statement& row, const Names& stages, const Names& organisations,
                       const Names& people) {
  ReadableDeal deal;
  deal.title = row.text(1);
  deal.organisation = name_of(organisations, row.integer(2));
  deal.person = name_of(people, row.integer(3));
  if (!row.is_null(4)) {
    const auto currency = model::currency_from_code(row.text(5));
    deal.value = model::Money{row.integer(4), currency.value_or(model::Currency{})};
  }
  deal.stage = name_of(stages, row.integer(6));
  deal.outcome = static_cast<model::OutcomeState>(row.integer(7));
  if (!row.is_null(8)) deal.expected_close = model::Date{static_cast<std::int32_t>(row.integer(8))};
  deal.external_key = row.text(9);
  return deal;
}

}  // namespace

void visit_readable_deals(Database& database,
                          const std::function<void(const ReadableDeal&)>& visit) {
  const Names stages =
      readable_names(database, "SELECT id, name FROM stage WHERE id > ?1 ORDER BY id");
  const Names organisations =
      readable_names(database, "SELECT id, name FROM organisation WHERE id > ?1 ORDER BY id");
  const Names people =
      readable_names(database, "SELECT id, name FROM person WHERE id > ?1 ORDER BY id");
  visit_readable(
      database,
      "SELECT id, title, organisation, person, value_minor, value_currency, stage, outcome, "
      "expected_close, external_key FROM deal NOT INDEXED WHERE id > ?1 AND life % 2 = 1 ORDER "
      "BY id",
      [&](const Statement& row) { visit(read_deal(row, stages, organisations, people)); });
}

}  // namespace holdall::store
