#include "store/total_count.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "store/query_parts.h"

namespace holdall::store {
namespace {

// Pipeline, outcome, stage, import: as the triggers in schema.cpp tell the rows of board_total
// apart, but for the currency.
using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

struct Sum {
  std::int64_t deals = 0;
  std::int64_t minor_high = 0;
  std::int64_t minor_low = 0;
};
using Sums = std::map<Key, std::map<std::string, Sum, std::less<>>>;  // by currency

Result<Sums> count_deals(Database& database) {
  const Result<Statement*> select = database.cached(
      "SELECT ifnull(pipeline, 0), outcome, ifnull(stage, 0), import, ifnull(value_currency, ''), "
      "ifnull(value_minor, 0) FROM deal WHERE life % 2 = 1");
  if (!select) return fail(select.error());
  Sums sums;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    auto& currencies = sums[{row.integer(0), row.integer(1), row.integer(2), row.integer(3)}];
    const std::string_view currency = row.text(4);
    auto found = currencies.find(currency);
    if (found == currencies.end()) found = currencies.emplace(currency, Sum()).first;
    const std::int64_t minor = row.integer(5);
    ++found->second.deals;
    found->second.minor_high += minor >> 32;
    found->second.minor_low += minor & 0xFFFF'FFFF;
  });
  if (!visited) return fail(visited.error());
  return sums;
}

}  // namespace

Status TotalCount::write() {
  const Result<Sums> sums = count_deals(database_);
  if (!sums) return fail(sums.error());
  if (Status cleared = database_.execute("DELETE FROM board_total"); !cleared) return cleared;
  const Result<Statement*> insert =
      database_.cached("INSERT INTO board_total VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  if (!insert) return fail(insert.error());
  for (const auto& [key, currencies] : *sums) {
    const auto [pipeline, outcome, stage, import] = key;
    for (const auto& [currency, sum] : currencies) {
      (*insert)->bind(1, pipeline).bind(2, outcome).bind(3, stage).bind(4, import);
      (*insert)->bind(5, std::string_view(currency)).bind(6, sum.deals);
      (*insert)->bind(7, sum.minor_high).bind(8, sum.minor_low);
      if (Status inserted = (*insert)->run(); !inserted) return inserted;
    }
  }
  return {};
}

}  // namespace holdall::store
