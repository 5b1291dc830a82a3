#include "app/rescue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "exchange/header_names.h"
#include "i18n/calendar.h"
#include "tab.h"

namespace holdall::app {
namespace {

using test::lead;
using test::Tab;

std::string csv_of(Tab& tab) {
  const ReadableDeals deals = readable_deals(tab.app->workspace().store().database(),
                                             tab.test.browser->clock, tab.app->locale());
  return {deals.csv.begin(), deals.csv.end()};
}

TEST_CASE("an import recognises every column of what was rescued but the pipeline") {
  Tab tab;
  std::string head = csv_of(tab).substr(3);
  head.resize(head.find('\r'));
  std::set<exchange::DealField> fields;
  int columns = 0;
  for (std::size_t at = 0; at < head.size(); ++columns) {
    const std::size_t end = std::min(head.find(',', at), head.size());
    const std::string name = head.substr(at, end - at);
    const exchange::DealField field = exchange::recognise_header(name).field;
    if (name != "Pipeline") CHECK_MESSAGE(field != exchange::DealField::none, name);
    fields.insert(field);
    at = end + 1;
  }
  CHECK(columns == 15);
  CHECK(fields.size() == 15);
}

TEST_CASE("a rescued deal has its words, days and the names of its stage and its owner") {
  Tab tab;
  tab.app->quick_add(lead, "Acme, renewal");
  const RecordId deal = tab.first();
  REQUIRE(tab.app->execute(RenameMe{"Olga"}));
  REQUIRE(tab.app->execute(MoveDeal{deal, {ColumnKind::lost, {}}, 0, "Too dear"}));
  const std::string today = i18n::iso_date(tab.app->workspace().today().days);
  const std::string row =
      "\"Acme, renewal\",,,Olga,,,,Sales,Lead,Lost," + today + ",," + today + ",Too dear,\r\n";
  CHECK_MESSAGE(csv_of(tab).ends_with(row), csv_of(tab));
}

TEST_CASE("what is told of a rescue is what is known") {
  const i18n::Locale english;
  const auto told = [&](store::ReadableCount count) { return told_of(count, english); };
  CHECK(told({.deals = 7, .existing = 9, .complete = false})
            .starts_with("7 deals were saved as CSV. 2 more were there and could not be read."));
  CHECK(told({.deals = 7, .existing = {}, .complete = false}).find("not known") !=
        std::string::npos);
  CHECK(told({.deals = 7, .existing = 7, .complete = false}).find("names") != std::string::npos);
  CHECK(told({.deals = 1, .existing = 1, .complete = true}) ==
        "1 deal was saved as CSV. As far as can be told, these are all of them.");
  CHECK(told({.deals = 0, .existing = 9, .complete = false}).find("no CSV") != std::string::npos);
}

}  // namespace
}  // namespace holdall::app
