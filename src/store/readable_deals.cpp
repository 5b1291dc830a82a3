#include "store/readable_deals.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <unordered_map>

#include "base/record_id.h"
#include "store/database.h"

namespace holdall::store {
namespace {

// How many gaps are looked into: among the ids of this device, which are dense, enough for the rows
// of some hundred lost pages; and among all others, where most ids are nobody's.
constexpr int gaps_max = 20'000;
constexpr int gaps_elsewhere_max = 1000;

using Names = std::unordered_map<std::int64_t, std::string>;

// Ids between these two, both excluded, of which nothing is known.
struct Gap {
  std::int64_t above = 0;
  std::int64_t below = 0;
};

// Reads the rows of a table that can be read, with ids above 0. A damaged page ends a scan with an
// error; so each gap is read from its middle upwards and downwards, and what is left of it on both
// sides are new gaps, until nothing lies between.
template <class Visit>
class Scan {
 public:
  // `columns` as "id, name FROM stage", `condition` as "AND life = 1".
  Scan(Database& database, const std::string& columns, const std::string& condition, Visit visit)
      : visit_(visit) {
    const std::string select = "SELECT " + columns + " NOT INDEXED WHERE id > ?1 AND id < ?2 " +
                               condition + " ORDER BY id";
    Result<Statement> up = database.prepare(select);
    Result<Statement> down = database.prepare(select + " DESC");
    readable_ = up && down;
    if (!readable_) return;
    up_ = std::move(*up);
    down_ = std::move(*down);
  }

  // Whether all could be read.
  bool run(const Gap& own_ids) {
    if (!readable_) return false;
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    const bool own = search(own_ids, gaps_max);
    const bool smaller = search({0, own_ids.above + 1}, gaps_elsewhere_max);
    const bool greater = search({own_ids.below - 1, last}, gaps_elsewhere_max);
    return own && smaller && greater;
  }

 private:
  bool search(Gap all, int gaps_at_most) {
    if (read(up_, all, all.above)) return true;
    if (read(down_, all, all.below)) return true;
    gaps_ = {all};
    for (int looked_into = 0; !gaps_.empty() && looked_into < gaps_at_most; ++looked_into) {
      const Gap gap = gaps_.front();
      gaps_.pop_front();
      look_into(gap);
    }
    return false;
  }

  // What is left of it comes behind all others: the widest gaps are looked into first.
  void look_into(Gap gap) {
    if (gap.below - gap.above < 2) return;
    const std::int64_t middle = gap.above + (gap.below - gap.above) / 2;
    Gap lower{gap.above, middle + 1};
    if (!read(down_, lower, lower.below)) gaps_.push_back(lower);
    Gap upper{middle, gap.below};
    if (!read(up_, upper, upper.above)) gaps_.push_back(upper);
  }

  // Visits the rows in the gap until an unreadable page and moves `end`, that at which it begins.
  // Whether the gap is read.
  bool read(Statement& select, Gap& gap, std::int64_t& end) {
    select.reset();
    select.bind(1, gap.above).bind(2, gap.below);
    const bool upwards = &end == &gap.above;
    while (true) {
      const Result<bool> row = select.step();
      if (!row) return false;
      if (!*row) return true;
      const std::int64_t id = select.integer(0);
      // Pages that are readable and wrong must not lead in a circle.
      if (upwards ? id <= end : id >= end) return false;
      end = id;
      visit_(select);
    }
  }

  Visit visit_;
  Statement up_;
  Statement down_;
  std::deque<Gap> gaps_;
  bool readable_ = false;
};

// Around the ids that this device has given; if they are not known, nothing.
Gap own_ids(Database& database) {
  const Result<std::int64_t> number = database.integer("SELECT number FROM device");
  const Result<std::int64_t> next = database.integer("SELECT next_counter FROM device");
  if (!number || !next) return {0, 1};
  const auto device = static_cast<std::uint32_t>(*number);
  return {RecordId::of(device, 0).value,
          RecordId::of(device, static_cast<std::uint32_t>(*next)).value};
}

Names readable_names(Database& database, const std::string& table, const Gap& own, bool& complete) {
  Names names;
  const auto note = [&](const Statement& row) { names[row.integer(0)] = row.text(1); };
  complete &= Scan(database, "id, name FROM " + table, "", note).run(own);
  return names;
}

struct Links {
  Names pipelines;
  Names stages;
  Names organisations;
  Names people;
  Names members;
};

std::string name_of(const Names& names, std::int64_t id) {
  const auto found = names.find(id);
  return found == names.end() ? std::string() : found->second;
}

std::optional<model::Date> date_of(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return model::Date{static_cast<std::int32_t>(row.integer(column))};
}

constexpr char deal_columns[] =
    "id, title, organisation, person, value_minor, value_currency, pipeline, stage, outcome, "
    "closed_ms, outcome_note, expected_close, opened_on, owner, owner_name, product_name, "
    "external_key FROM deal";

ReadableDeal read_deal(const Statement& row, const Links& links) {
  ReadableDeal deal;
  deal.title = row.text(1);
  deal.organisation = name_of(links.organisations, row.integer(2));
  deal.person = name_of(links.people, row.integer(3));
  if (!row.is_null(4)) {
    const auto currency = model::currency_from_code(row.text(5));
    deal.value = model::Money{row.integer(4), currency.value_or(model::Currency{})};
  }
  deal.pipeline = name_of(links.pipelines, row.integer(6));
  deal.stage = name_of(links.stages, row.integer(7));
  deal.outcome = {static_cast<model::OutcomeState>(row.integer(8)), {}, row.integer(9)};
  deal.outcome_note = row.text(10);
  deal.expected_close = date_of(row, 11);
  deal.opened_on = date_of(row, 12);
  deal.owner = name_of(links.members, row.integer(13));
  if (deal.owner.empty()) deal.owner = row.text(14);
  deal.product = row.text(15);
  deal.external_key = row.text(16);
  return deal;
}

}  // namespace

ReadableCount visit_readable_deals(Database& database,
                                   const std::function<void(const ReadableDeal&)>& visit) {
  ReadableCount count;
  const Gap own = own_ids(database);
  const Links links{.pipelines = readable_names(database, "pipeline", own, count.complete),
                    .stages = readable_names(database, "stage", own, count.complete),
                    .organisations = readable_names(database, "organisation", own, count.complete),
                    .people = readable_names(database, "person", own, count.complete),
                    .members = readable_names(database, "member", own, count.complete)};
  const auto read = [&](const Statement& row) {
    ++count.deals;
    visit(read_deal(row, links));
  };
  count.complete &= Scan(database, deal_columns, "AND life % 2 = 1", read).run(own);
  const Result<std::int64_t> existing =
      database.integer("SELECT ifnull(sum(deals), 0) FROM board_total");
  if (existing) count.existing = *existing;
  return count;
}

}  // namespace holdall::store
