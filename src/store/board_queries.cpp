#include "store/board_queries.h"

#include <algorithm>

#include "store/query_parts.h"

namespace holdall::store {
namespace {

using model::OutcomeState;

#define HOLDALL_OPEN                                                                    \
  " FROM deal INDEXED BY deal_open WHERE pipeline = ?1 AND stage = ?2 AND outcome = 0 " \
  "AND" HOLDALL_VISIBLE("")
#define HOLDALL_CLOSED                                                                       \
  " FROM deal INDEXED BY deal_closed WHERE pipeline = ?1 AND outcome = ?2 AND outcome <> 0 " \
  "AND" HOLDALL_VISIBLE("")

// The order of both lists in SQL, from ?3 and ?4 on. A negative limit is none.
constexpr char open_page_sql[] =
    "SELECT id, position" HOLDALL_OPEN
    "AND (position, id) > (?3, ?4) ORDER BY position, id LIMIT ?5 OFFSET ?6";
constexpr char closed_page_sql[] = "SELECT id, closed_ms" HOLDALL_CLOSED
                                   "AND closed_ms <= ?3 AND (closed_ms < ?3 OR id > ?4) "
                                   "ORDER BY closed_ms DESC, id LIMIT ?5 OFFSET ?6";
constexpr char open_rank_sql[] = "SELECT count(*)" HOLDALL_OPEN "AND (position, id) < (?3, ?4)";
constexpr char closed_rank_sql[] =
    "SELECT count(*)" HOLDALL_CLOSED "AND closed_ms >= ?3 AND (closed_ms > ?3 OR id < ?4)";

// Binds ?1 to ?4; the key's bytes must live until the statement is reset.
void bind_place(Statement& statement, const BoardList& list, const BoardKey& key) {
  const bool open = list.outcome == OutcomeState::open;
  statement.bind(1, list.pipeline);
  if (open) {
    statement.bind(2, list.stage).bind(3, ByteView(key.position));
  } else {
    statement.bind(2, static_cast<std::int64_t>(list.outcome)).bind(3, key.closed_ms);
  }
  statement.bind(4, key.deal);
}

// Comes before every deal: ids are positive.
constexpr BoardKey top{{}, INT64_MAX, {}};

// The sum that the database keeps in two parts of 32 bits each.
std::int64_t joined(std::int64_t high, std::int64_t low) {
  constexpr std::int64_t part = std::int64_t{1} << 32;
  // What of the low part has run over belongs to the high one.
  const std::int64_t carried = low >> 32;
  high += carried;
  if (high >= part / 2) return INT64_MAX;
  if (high < -part / 2) return INT64_MIN;
  return high * part + (low - carried * part);
}

}  // namespace

bool BoardKey::stands_before(const BoardKey& other) const {
  if (closed_ms != other.closed_ms) return closed_ms > other.closed_ms;
  if (position != other.position) return position < other.position;
  return deal < other.deal;
}

Result<std::vector<BoardKey>> board_page(Store& store, const BoardList& list, const BoardKey* after,
                                         std::size_t skip, std::size_t limit) {
  const bool open = list.outcome == OutcomeState::open;
  const Result<Statement*> select = store.database().cached(open ? open_page_sql : closed_page_sql);
  if (!select) return fail(select.error());
  bind_place(**select, list, after == nullptr ? top : *after);
  (*select)->bind(5, static_cast<std::int64_t>(limit)).bind(6, static_cast<std::int64_t>(skip));
  std::vector<BoardKey> page;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    page.push_back(open ? BoardKey{copy(row.blob(1)), 0, row.record(0)}
                        : BoardKey{{}, row.integer(1), row.record(0)});
  });
  if (!visited) return fail(visited.error());
  return page;
}

Result<std::size_t> board_rank(Store& store, const BoardList& list, const BoardKey& key) {
  const bool open = list.outcome == OutcomeState::open;
  const Result<Statement*> select = store.database().cached(open ? open_rank_sql : closed_rank_sql);
  if (!select) return fail(select.error());
  bind_place(**select, list, key);
  std::size_t rank = 0;
  const Status visited = visit_rows(
      **select, [&](const Statement& row) { rank = static_cast<std::size_t>(row.integer(0)); });
  if (!visited) return fail(visited.error());
  return rank;
}

Result<Bytes> last_position(Store& store, RecordId pipeline, RecordId stage) {
  const Result<Statement*> select =
      store.database().cached("SELECT position" HOLDALL_OPEN "ORDER BY position DESC LIMIT 1");
  if (!select) return fail(select.error());
  (*select)->bind(1, pipeline).bind(2, stage);
  Bytes last;
  const Status visited =
      visit_rows(**select, [&](const Statement& row) { last = copy(row.blob(0)); });
  if (!visited) return fail(visited.error());
  return last;
}

Result<std::optional<BoardPlacement>> board_placement(Store& store, RecordId deal) {
  const Result<Statement*> select = store.database().cached(
      "SELECT pipeline, outcome, stage, position, closed_ms FROM deal WHERE id = ?1 "
      "AND" HOLDALL_VISIBLE(""));
  if (!select) return fail(select.error());
  (*select)->bind(1, deal);
  std::optional<BoardPlacement> placement;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    const auto outcome = static_cast<OutcomeState>(row.integer(1));
    if (outcome == OutcomeState::open) {
      placement = {{row.record(0), outcome, row.record(2)}, {copy(row.blob(3)), 0, deal}};
    } else {
      placement = {{row.record(0), outcome, {}}, {{}, row.integer(4), deal}};
    }
  });
  if (!visited) return fail(visited.error());
  return placement;
}

Result<std::vector<BoardTotal>> board_totals(Store& store, RecordId pipeline) {
  const Result<Statement*> select = store.database().cached(
      "SELECT outcome, iif(outcome = 0, stage, 0), currency, sum(deals), sum(minor_high), "
      "sum(minor_low) FROM board_total WHERE pipeline = ?1 AND " HOLDALL_REVEALED(
          "") "GROUP BY 1, 2, 3 HAVING sum(deals) > 0");
  if (!select) return fail(select.error());
  (*select)->bind(1, pipeline);
  std::vector<BoardTotal> totals;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    const auto currency = model::currency_from_code(row.text(2));
    totals.push_back({{pipeline, static_cast<OutcomeState>(row.integer(0)), row.record(1)},
                      currency.value_or(model::Currency{}),
                      !row.text(2).empty(),
                      row.integer(3),
                      joined(row.integer(4), row.integer(5))});
  });
  if (!visited) return fail(visited.error());
  return totals;
}

}  // namespace holdall::store
