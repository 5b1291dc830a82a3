#include "store/queries.h"

#include "change/clock.h"
#include "change/merged_into.h"
#include "store/query_parts.h"
#include "store/record_table.h"

namespace holdall::store {
namespace {

using model::OutcomeState;
using model::RecordKind;

std::optional<model::Money> money_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return model::Money{row.integer(column),
                      model::currency_from_code(row.text(column + 1)).value_or(model::Currency{})};
}

std::optional<model::Date> date_at_column(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return model::Date{static_cast<std::int32_t>(row.integer(column))};
}

// Records of these two kinds are found by their exact name.
Result<RecordId> find_by_name(Store& store, const char* sql, std::string_view name) {
  const Result<Statement*> select = store.database().cached(sql);
  if (!select) return fail(select.error());
  (*select)->bind(1, name);
  RecordId found;
  const Status visited = visit_rows(**select, [&](const Statement& row) { found = row.record(0); });
  if (!visited) return fail(visited.error());
  return found;
}

// Every row of a select, as `read` makes it.
template <class Record, class Read>
Result<std::vector<Record>> read_all(Store& store, std::string_view sql, Read read) {
  Result<Statement> select = store.database().prepare(sql);
  if (!select) return fail(std::move(select.error()));
  std::vector<Record> found;
  const Status visited =
      visit_rows(*select, [&](const Statement& row) { found.push_back(read(row)); });
  if (!visited) return fail(visited.error());
  return found;
}

// The name of the record that stands for one that was merged into another; empty if it is in the
// bin.
Result<std::string> name_following_merges(Store& store, RecordKind kind, RecordId record) {
  Status read;
  const auto cell_of = [&](RecordId id, model::FieldNumber field) {
    Result<model::Value> value = store.records().cell(kind, id, field);
    if (!value && read) read = fail(value.error());
    return value ? *std::move(value) : model::Value(model::NoValue{});
  };
  const RecordId standing = change::resolve(record, [&](RecordId id) {
    const model::Value into = cell_of(id, model::merged_into_field);
    const auto* next = std::get_if<RecordId>(&into);
    return next == nullptr ? RecordId{} : *next;
  });
  const Result<std::optional<RowState>> row = store.records().row(kind, standing);
  if (!row) return fail(row.error());
  const model::Value name = cell_of(standing, model::organisation_field::name);
  if (!read) return fail(std::move(read.error()));
  const auto* text = std::get_if<std::string>(&name);
  const bool exists = *row && (*row)->exists();
  return exists && text != nullptr ? *text : std::string();
}
static_assert(model::organisation_field::name == model::person_field::name);

// The columns that read_details() reads.
#define HOLDALL_SELECT_DETAILS                                                                     \
  "SELECT deal.id, title, value_minor, value_currency, stage, pipeline, outcome, outcome_reason, " \
  "closed_ms, expected_close, deal.organisation, person, owner, owner_name, product_name, "        \
  "opened_on, external_key, iif(organisation.life % 2 = 1, organisation.name, NULL), "             \
  "iif(person.life % 2 = 1, person.name, NULL), member.name, outcome_note, stage_since_ms, "       \
  "organisation.merged_into, person.merged_into FROM deal "                                        \
  "LEFT JOIN organisation ON organisation.id = deal.organisation "                                 \
  "LEFT JOIN person ON person.id = deal.person "                                                   \
  "LEFT JOIN member ON member.id = deal.owner AND member.life % 2 = 1 "

DealDetails read_details(const Statement& row) {
  DealDetails details;
  model::Deal& deal = details.deal;
  deal.id = row.record(0);
  deal.title = row.text(1);
  deal.value = money_at(row, 2);
  deal.stage = row.record(4);
  deal.pipeline = row.record(5);
  deal.outcome = {static_cast<OutcomeState>(row.integer(6)), row.record(7), row.integer(8)};
  deal.expected_close = date_at_column(row, 9);
  deal.organisation = row.record(10);
  deal.person = row.record(11);
  deal.owner = row.record(12);
  deal.owner_name = row.text(13);
  deal.product_name = row.text(14);
  deal.opened_on = date_at_column(row, 15);
  deal.external_key = row.text(16);
  deal.outcome_note = row.text(20);
  const bool open = deal.outcome.state == OutcomeState::open;
  details.stage_since_ms = open ? row.integer(21) : deal.outcome.closed_ms;
  details.organisation_name = row.text(17);
  details.person_name = row.text(18);
  details.owner_name = row.text(19).empty() ? deal.owner_name : std::string(row.text(19));
  return details;
}

// Where the organisation or the person of a row was merged into another: the name of that one.
Status follow_merges(Store& store, const Statement& row, DealDetails& details) {
  if (!row.is_null(22)) {
    Result<std::string> name =
        name_following_merges(store, RecordKind::organisation, details.deal.organisation);
    if (!name) return fail(std::move(name.error()));
    details.organisation_name = *std::move(name);
  }
  if (!row.is_null(23)) {
    Result<std::string> name =
        name_following_merges(store, RecordKind::person, details.deal.person);
    if (!name) return fail(std::move(name.error()));
    details.person_name = *std::move(name);
  }
  return {};
}

}  // namespace

Result<std::vector<model::Pipeline>> pipelines(Store& store) {
  const Result<Statement*> select = store.database().cached(
      "SELECT id, name, clock FROM pipeline WHERE" HOLDALL_VISIBLE("") "ORDER BY position, id");
  if (!select) return fail(select.error());
  std::vector<model::Pipeline> found;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    const Result<change::Clock> clock = change::Clock::decode(row.blob(2));
    const bool untouched =
        clock && clock->stamp(model::pipeline_field::name) == change::built_in_stamp;
    found.push_back(
        {row.record(0), std::string(row.text(1)), row.record(0).is_built_in() && untouched});
  });
  if (!visited) return fail(visited.error());
  return found;
}

Result<std::vector<Bytes>> pipeline_positions(Store& store) {
  const Result<Statement*> select = store.database().cached(
      "SELECT position FROM pipeline WHERE position IS NOT NULL ORDER BY position");
  if (!select) return fail(select.error());
  std::vector<Bytes> positions;
  const Status visited =
      visit_rows(**select, [&](const Statement& row) { positions.push_back(copy(row.blob(0))); });
  if (!visited) return fail(visited.error());
  return positions;
}

Result<std::vector<model::Stage>> stages(Store& store, RecordId pipeline) {
  const Result<Statement*> select = store.database().cached(
      "SELECT id, pipeline, name, probability, clock, position FROM stage WHERE pipeline = ?1 "
      "AND" HOLDALL_VISIBLE("") "ORDER BY position, id");
  if (!select) return fail(select.error());
  (*select)->bind(1, pipeline);
  std::vector<model::Stage> found;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    const Result<change::Clock> clock = change::Clock::decode(row.blob(4));
    const bool untouched =
        clock && clock->stamp(model::stage_field::name) == change::built_in_stamp;
    found.push_back({row.record(0), row.record(1), std::string(row.text(2)),
                     row.record(0).is_built_in() && untouched,
                     static_cast<std::int32_t>(row.integer(3)), copy(row.blob(5))});
  });
  if (!visited) return fail(visited.error());
  return found;
}

Result<std::optional<DealDetails>> deal_details(Store& store, RecordId deal) {
  const Result<Statement*> select = store.database().cached(
      HOLDALL_SELECT_DETAILS "WHERE deal.id = ?1 AND" HOLDALL_VISIBLE("deal."));
  if (!select) return fail(select.error());
  (*select)->bind(1, deal);
  std::optional<DealDetails> details;
  Status followed;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    details = read_details(row);
    followed = follow_merges(store, row, *details);
  });
  if (!visited) return fail(visited.error());
  if (!followed) return fail(std::move(followed.error()));
  return details;
}

Result<std::optional<std::string>> deal_title(Store& store, RecordId deal) {
  const Result<Statement*> select =
      store.database().cached("SELECT title FROM deal WHERE id = ?1 AND" HOLDALL_VISIBLE(""));
  if (!select) return fail(select.error());
  (*select)->bind(1, deal);
  std::optional<std::string> title;
  const Status visited = visit_rows(**select, [&](const Statement& row) { title = row.text(0); });
  if (!visited) return fail(visited.error());
  return title;
}

Result<RecordId> find_organisation(Store& store, std::string_view name) {
  return find_by_name(
      store,
      "SELECT id FROM organisation WHERE name = ?1 AND" HOLDALL_VISIBLE("") "ORDER BY id LIMIT 1",
      name);
}

Result<RecordId> find_person(Store& store, std::string_view name) {
  return find_by_name(
      store, "SELECT id FROM person WHERE name = ?1 AND" HOLDALL_VISIBLE("") "ORDER BY id LIMIT 1",
      name);
}

Result<model::Member> me(Store& store) {
  const Result<std::string> id_text = store.setting("me");
  if (!id_text) return fail(id_text.error());
  const std::optional<RecordId> id = record_id_from_text(*id_text);
  if (!id) return fail(ErrorCode::damaged, "setting 'me'");
  const Result<model::Value> name =
      store.records().cell(model::RecordKind::member, *id, model::member_field::name);
  if (!name) return fail(name.error());
  const std::string* text = std::get_if<std::string>(&*name);
  return model::Member{*id, text == nullptr ? std::string() : *text};
}

Result<std::vector<model::Organisation>> organisations(Store& store) {
  return read_all<model::Organisation>(
      store, "SELECT id, name FROM organisation WHERE" HOLDALL_VISIBLE("") "ORDER BY id",
      [](const Statement& row) {
        return model::Organisation{row.record(0), std::string(row.text(1))};
      });
}

Result<std::vector<model::Person>> people(Store& store) {
  return read_all<model::Person>(
      store, "SELECT id, name, organisation FROM person WHERE" HOLDALL_VISIBLE("") "ORDER BY id",
      [](const Statement& row) {
        return model::Person{row.record(0), std::string(row.text(1)), row.record(2)};
      });
}

Result<std::vector<model::Member>> members(Store& store) {
  return read_all<model::Member>(
      store, "SELECT id, name FROM member WHERE" HOLDALL_VISIBLE("") "ORDER BY id",
      [](const Statement& row) { return model::Member{row.record(0), std::string(row.text(1))}; });
}

Status visit_deals(Store& store, const std::function<void(const DealDetails&)>& visit) {
  Result<Statement> select = store.database().prepare(
      HOLDALL_SELECT_DETAILS "WHERE" HOLDALL_VISIBLE("deal.") "ORDER BY deal.id");
  if (!select) return fail(std::move(select.error()));
  Status followed;
  const Status visited = visit_rows(*select, [&](const Statement& row) {
    DealDetails details = read_details(row);
    if (followed) followed = follow_merges(store, row, details);
    visit(details);
  });
  return visited ? followed : visited;
}

}  // namespace holdall::store
