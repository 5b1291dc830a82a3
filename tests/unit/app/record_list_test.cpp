#include "app/record_list.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "app/deal_cells.h"
#include "store/command_writer.h"
#include "store/import_batch.h"
#include "store/queries.h"
#include "tab.h"

namespace holdall::app {
namespace {

using test::lead;
using test::Tab;

std::vector<std::string> lines_of(Tab& tab, ListedKind kind, ListForm form,
                                  i18n::Language language = i18n::Language::english) {
  std::vector<std::string> lines;
  const Status listed = list_records(tab.app->workspace().store(), kind, form,
                                     tab.test.browser->clock, i18n::Locale(language),
                                     [&](std::string_view line) { lines.emplace_back(line); });
  REQUIRE(listed.has_value());
  return lines;
}

// One command that makes a record.
RecordId create(Tab& tab, model::RecordKind kind, std::vector<change::CellValue> cells) {
  auto writer =
      store::CommandWriter::begin(tab.app->workspace().store(), store::CommandName::add_deal);
  REQUIRE(writer.has_value());
  const Result<RecordId> made = writer->create(kind, std::move(cells));
  REQUIRE(made.has_value());
  REQUIRE(writer->commit().has_value());
  return *made;
}

const std::string awkward = "A\tb\\c\nd\r\"é";

}  // namespace

TEST_CASE("a table of deals has a line for each, whatever stands in its cells") {
  Tab tab;
  REQUIRE(tab.app->execute(RenameMe{"Olga"}));
  const RecordId organisation =
      create(tab, model::RecordKind::organisation,
             {{model::organisation_field::name, std::string("Acme, Inc")}});
  const RecordId deal =
      create(tab, model::RecordKind::deal,
             {{model::deal_field::title, awkward},
              {model::deal_field::stage, model::built_in::stage(2)},
              {model::deal_field::organisation, organisation},
              {model::deal_field::value, model::Money{-123'456, {{'E', 'U', 'R'}}}},
              {model::deal_field::expected_close, model::Date{19'900}}});
  const std::vector<std::string> lines = lines_of(tab, ListedKind::deals, ListForm::tabs);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        "id\ttitle\torganisation\tperson\towner\tproduct\tvalue\tcurrency\tpipeline\tstage\t"
        "outcome\topened_on\texpected_close\tclosed_on\toutcome_note\texternal_id\n");
  CHECK(lines[1] == to_text(deal) +
                        "\tA\\tb\\\\c\\nd\\r\"é\tAcme, Inc\t\t\t\t-1234.56\tEUR\tSales\t"
                        "Presentation\topen\t\t2024-06-26\t\t\t\n");
}

TEST_CASE("in JSON a deal is an object with null for what it does not have") {
  Tab tab;
  tab.app->quick_add(lead, "Plain");
  const RecordId deal = tab.first();
  REQUIRE(tab.app->execute(RenameDeal{deal, awkward}));
  REQUIRE(tab.app->execute(MoveDeal{deal, {ColumnKind::lost, {}}, 0, "Too dear"}));
  const std::vector<std::string> lines = lines_of(tab, ListedKind::deals, ListForm::json_lines);
  REQUIRE(lines.size() == 1);
  const std::string today = iso_day(tab.app->workspace().today());
  CHECK(lines[0] == "{\"id\":\"" + to_text(deal) +
                        "\",\"title\":\"A\\tb\\\\c\\nd\\r\\\"é\",\"organisation\":null,"
                        "\"person\":null,\"owner\":null,\"product\":null,\"value\":null,"
                        "\"currency\":null,\"pipeline\":\"Sales\",\"stage\":\"Lead\","
                        "\"outcome\":\"lost\",\"opened_on\":\"" +
                        today + "\",\"expected_close\":null,\"closed_on\":\"" + today +
                        "\",\"outcome_note\":\"Too dear\",\"external_id\":null}\n");
}

TEST_CASE("what is in the bin or of an import that is not revealed is not listed") {
  Tab tab;
  tab.app->quick_add(lead, "Deleted");
  REQUIRE(tab.app->execute(DeleteDeal{tab.first()}));
  store::Store& store = tab.app->workspace().store();
  const auto import = store::begin_import(store, store::CommandName::import_file, "deals.csv");
  REQUIRE(import.has_value());
  auto writer = store::begin_import_slice(store, *import);
  REQUIRE(writer.has_value());
  const std::string name = "Hidden";
  REQUIRE(writer->create(model::RecordKind::organisation, {{model::organisation_field::name, name}})
              .has_value());
  REQUIRE(
      writer->create(model::RecordKind::person, {{model::person_field::name, name}}).has_value());
  REQUIRE(
      writer
          ->create(model::RecordKind::deal, {{model::deal_field::title, name},
                                             {model::deal_field::stage, model::built_in::stage(0)}})
          .has_value());
  REQUIRE(writer->commit_always().has_value());
  for (const ListedKind kind : {ListedKind::deals, ListedKind::people, ListedKind::organisations}) {
    CHECK(lines_of(tab, kind, ListForm::json_lines).empty());
    CHECK(lines_of(tab, kind, ListForm::tabs).size() == 1);
  }
}

TEST_CASE("people come with their organisations, members and organisations by name") {
  Tab tab;
  const RecordId acme = create(tab, model::RecordKind::organisation,
                               {{model::organisation_field::name, std::string("Acme")}});
  const RecordId ann = create(
      tab, model::RecordKind::person,
      {{model::person_field::name, std::string("Ann")}, {model::person_field::organisation, acme}});
  const RecordId bob =
      create(tab, model::RecordKind::person, {{model::person_field::name, std::string("Bob")}});
  REQUIRE(tab.app->execute(RenameMe{"Olga"}));
  CHECK(lines_of(tab, ListedKind::people, ListForm::tabs) ==
        std::vector<std::string>{"id\tname\torganisation\n", to_text(ann) + "\tAnn\tAcme\n",
                                 to_text(bob) + "\tBob\t\n"});
  CHECK(lines_of(tab, ListedKind::organisations, ListForm::tabs) ==
        std::vector<std::string>{"id\tname\n", to_text(acme) + "\tAcme\n"});
  const auto me = store::me(tab.app->workspace().store());
  REQUIRE(me.has_value());
  CHECK(lines_of(tab, ListedKind::members, ListForm::json_lines) ==
        std::vector<std::string>{"{\"id\":\"" + to_text(me->id) + "\",\"name\":\"Olga\"}\n"});
}

TEST_CASE("stages come in the order of the funnel, with names in the language that is asked for") {
  Tab tab;
  const std::vector<std::string> lines = lines_of(tab, ListedKind::stages, ListForm::json_lines);
  REQUIRE(lines.size() == model::built_in::stage_count);
  CHECK(lines[0] ==
        "{\"id\":\"101\",\"name\":\"Lead\",\"pipeline\":\"Sales\","
        "\"probability\":10}\n");
  CHECK(lines[5].find("\"Closing\"") != std::string::npos);
  CHECK(lines_of(tab, ListedKind::stages, ListForm::tabs, i18n::Language::ukrainian)[1] ==
        "101\tЛід\tПродажі\t10\n");
}

TEST_CASE("a moment is written in UTC to the millisecond") {
  CHECK(iso_moment(0).empty());
  CHECK(iso_moment(1) == "1970-01-01T00:00:00.001Z");
  CHECK(iso_moment(1'718'452'800'000) == "2024-06-15T12:00:00.000Z");
  CHECK(iso_moment(951'868'799'999) == "2000-02-29T23:59:59.999Z");
  CHECK(iso_moment(-1) == "1969-12-31T23:59:59.999Z");
}

}  // namespace holdall::app
