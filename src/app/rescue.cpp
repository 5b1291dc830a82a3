#include "app/rescue.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <unordered_map>

#include "i18n/locale.h"
#include "model/date.h"
#include "store/database.h"

namespace holdall::app {
namespace {

using store::Statement;

// A damaged page ends a scan with an error; the scan goes on behind it. Ids of one device are
// dense, so the step doubles until readable rows are found again, up to this many failures in a
// row.
constexpr int failures_max = 48;

constexpr std::string_view csv_head =
    "\xEF\xBB\xBFTitle,Organization,Contact person,Value,Currency,Stage,Status,Expected close "
    "date,External ID\r\n";

using Names = std::unordered_map<std::int64_t, std::string>;

// Visits the rows with ids above 0 that can be read. `sql` has one parameter: the id behind which
// to go on.
template <class Visit>
void visit_readable(store::Database& database, const char* sql, Visit visit) {
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

Names readable_names(store::Database& database, const char* sql) {
  Names names;
  visit_readable(database, sql, [&](const Statement& row) { names[row.integer(0)] = row.text(1); });
  return names;
}

void append_cell(std::string& csv, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    csv += text;
    return;
  }
  csv += '"';
  for (const char character : text) {
    if (character == '"') csv += '"';
    csv += character;
  }
  csv += '"';
}

std::string padded(std::int32_t number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

std::string iso_date(model::Date date) {
  const model::CivilDate civil = model::civil_of(date);
  return padded(civil.year, 4) + '-' + padded(civil.month, 2) + '-' + padded(civil.day, 2);
}

std::string date_cell(const Statement& row, int column) {
  if (row.is_null(column)) return {};
  return iso_date({static_cast<std::int32_t>(row.integer(column))});
}

std::string amount_cell(const Statement& row, int column) {
  if (row.is_null(column)) return {};
  return i18n::Locale(i18n::Language::english)
      .money_to_edit(row.integer(column), row.text(column + 1));
}

std::string_view outcome_cell(std::int64_t outcome) {
  if (outcome == 1) return "Won";
  if (outcome == 2) return "Lost";
  return "Open";
}

std::string_view name_of(const Names& names, std::int64_t id) {
  const auto found = names.find(id);
  return found == names.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

Bytes readable_deals_csv(store::Database& database) {
  std::string csv(csv_head);
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
      [&](const Statement& row) {
        const std::string amount = amount_cell(row, 4);
        const std::string date = date_cell(row, 8);
        const std::array<std::string_view, 9> cells = {row.text(1),
                                                       name_of(organisations, row.integer(2)),
                                                       name_of(people, row.integer(3)),
                                                       amount,
                                                       row.text(5),
                                                       name_of(stages, row.integer(6)),
                                                       outcome_cell(row.integer(7)),
                                                       date,
                                                       row.text(9)};
        for (std::size_t index = 0; index < cells.size(); ++index) {
          if (index > 0) csv += ',';
          append_cell(csv, cells[index]);
        }
        csv += "\r\n";
      });
  return {csv.begin(), csv.end()};
}

Bytes readable_deals_csv(store::DurableImage& image) {
  const Result<std::unique_ptr<store::Database>> database = store::Database::open(image);
  if (database) return readable_deals_csv(**database);
  return {csv_head.begin(), csv_head.end()};
}

Bytes raw_image(store::DurableImage& image) {
  Bytes bytes(static_cast<std::size_t>(image.image().size()));
  image.image().read(0, bytes);
  return bytes;
}

}  // namespace holdall::app
