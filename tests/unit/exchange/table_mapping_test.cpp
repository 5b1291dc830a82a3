#include "exchange/table_mapping.h"

#include <doctest/doctest.h>

#include "csv_test_support.h"
#include "exchange/header_names.h"
#include "i18n/calendar.h"

using namespace holdall;
using namespace holdall::exchange;
using namespace holdall::test;
using i18n::Language;

namespace {

DealField field(std::string_view header) { return recognise_header(header).field; }

struct Recognised {
  CsvTable table;
  TableMapping mapping;
};

Recognised recognise(std::string_view text, Language language = Language::english) {
  auto table = parse_text(text);
  REQUIRE(table.has_value());
  auto mapping = recognise_table(*table, language);
  REQUIRE(mapping.has_value());
  return {std::move(*table), std::move(*mapping)};
}

std::vector<std::string> stage_names(const TableMapping& mapping) {
  std::vector<std::string> names;
  for (const FoundStage& stage : mapping.stages) names.push_back(stage.name);
  return names;
}

using Names = std::vector<std::string>;

struct ExpectedField {
  const char* header;
  DealField field;
};

constexpr ExpectedField expected_fields[] = {
    // Pipedrive
    {"Deal - ID", DealField::external_key},
    {"Deal - Title", DealField::title},
    {"Deal - Owner", DealField::owner},
    {"Deal - Value", DealField::value},
    {"Deal - Deal value", DealField::value},
    {"Deal - Currency of Value", DealField::currency},
    {"Deal - Currency of value", DealField::currency},
    {"Deal - Weighted value", DealField::none},
    {"Deal - Organization", DealField::organisation},
    {"Deal - Organization ID", DealField::none},
    {"Deal - Contact person", DealField::person},
    {"Deal - Stage", DealField::stage},
    {"Deal - Status", DealField::outcome},
    {"Deal - Deal created", DealField::opened_on},
    {"Deal - Update time", DealField::none},
    {"Deal - Lost reason", DealField::lost_reason},
    {"Deal - Deal closed on", DealField::closed_on},
    {"Deal - Won time", DealField::closed_on},
    {"Deal - Expected close date", DealField::expected_close},
    {"Deal - Product name", DealField::product},
    {"Person - Name", DealField::person},
    {"Organization - Name", DealField::organisation},
    {"Person - Phone - Work", DealField::none},
    // HubSpot
    {"Record ID", DealField::external_key},
    {"Deal Name", DealField::title},
    {"Deal Stage", DealField::stage},
    {"Amount", DealField::value},
    {"Close Date", DealField::close_date},
    {"Create Date", DealField::opened_on},
    {"Deal owner", DealField::owner},
    {"Associated Company", DealField::organisation},
    {"Associated Company IDs", DealField::none},
    // Salesforce
    {"Id", DealField::external_key},
    {"Name", DealField::title},
    {"StageName", DealField::stage},
    {"CloseDate", DealField::close_date},
    {"CreatedDate", DealField::opened_on},
    {"CurrencyIsoCode", DealField::currency},
    {"Opportunity Owner", DealField::owner},
    {"Account Name", DealField::organisation},
    {"Opportunity Name", DealField::title},
    {"Probability (%)", DealField::none},
    {"AccountId", DealField::none},
    // Odoo, labels and technical names
    {"Opportunity", DealField::title},
    {"Customer", DealField::organisation},
    {"Expected Revenue", DealField::value},
    {"Expected Closing", DealField::expected_close},
    {"date_deadline", DealField::expected_close},
    {"Closed Date", DealField::closed_on},
    {"Salesperson", DealField::owner},
    {"user_id", DealField::owner},
    {"partner_id", DealField::organisation},
    {"stage_id", DealField::stage},
    {"lost_reason_id", DealField::lost_reason},
    {"State", DealField::none},
    // Vtiger
    {"Opportunity No", DealField::external_key},
    {"Organization Name", DealField::organisation},
    {"Sales Stage", DealField::stage},
    {"Assigned To", DealField::owner},
    {"Created Time", DealField::opened_on},
    {"Modified Time", DealField::none},
    // the real file
    {"opportunity_id", DealField::external_key},
    {"sales_agent", DealField::owner},
    {"product", DealField::product},
    {"account", DealField::organisation},
    {"deal_stage", DealField::stage},
    {"engage_date", DealField::opened_on},
    {"close_date", DealField::close_date},
    {"close_value", DealField::value},
    // Russian and Ukrainian
    {"Название сделки", DealField::title},
    {"Этап сделки", DealField::stage},
    {"БЮДЖЕТ", DealField::value},
    {"Ответственный", DealField::owner},
    {"Дата создания", DealField::opened_on},
    {"Причина отказа", DealField::lost_reason},
    {"№ сделки", DealField::external_key},
    {"Назва угоди", DealField::title},
    {"Стадія", DealField::stage},
    {"Сума угоди", DealField::value},
    {"Клієнт", DealField::organisation},
    {"Відповідальний", DealField::owner},
    {"Очікувана дата закриття", DealField::expected_close},
    {"", DealField::none},
    {"№", DealField::none},
    {"Favourite colour", DealField::none}};

}  // namespace

TEST_CASE("headers of other CRMs' exports are known") {
  for (const ExpectedField& expected : expected_fields) {
    CAPTURE(std::string(expected.header));
    CHECK(static_cast<int>(field(expected.header)) == static_cast<int>(expected.field));
  }
}

TEST_CASE("a currency in a header is taken") {
  CHECK(recognise_header("Amount (USD)").currency == "USD");
  CHECK(recognise_header("Сумма, ₽").currency == "RUB");
  CHECK(recognise_header("Сума (грн)").field == DealField::value);
  CHECK(recognise_header("Сума (грн)").currency == "UAH");
  CHECK(recognise_header("Amount").currency.empty());
}

TEST_CASE("of two columns for one field the more telling one is taken") {
  const auto [table, mapping] =
      recognise("Name,Expected Revenue,Amount,Opportunity Name\na,1,2,b\n");
  CHECK(mapping.column(DealField::title) == 3);
  CHECK(mapping.column(DealField::value) == 2);
  CHECK(mapping.columns[0].field == DealField::none);
  CHECK(mapping.columns[1].field == DealField::none);
  CHECK(mapping.columns[3].example == "b");
}

TEST_CASE("a table without deals is refused") {
  const auto refused = [](std::string_view text) {
    const auto table = parse_text(text);
    REQUIRE(table.has_value());
    const auto mapping = recognise_table(*table, Language::english);
    REQUIRE(!mapping.has_value());
    return mapping.error().code;
  };
  CHECK(refused("product,series,sales_price\nGTX Basic,GTX,550\n") == ErrorCode::file_unrecognised);
  CHECK(refused("x,y\n1,2\n") == ErrorCode::file_unrecognised);
  CHECK(refused("Dear diary\nToday I sold nothing\n") == ErrorCode::file_unrecognised);
  CHECK(refused("title,value\n") == ErrorCode::file_no_rows);
}

TEST_CASE("the order of dates is found over the whole column") {
  CHECK(recognise("title,close date\na,01/02/2020\nb,13/02/2020\n").mapping.date_order ==
        DateOrder::day_month);
  CHECK(recognise("title,close date\na,01/02/2020\nb,02/13/2020\n").mapping.date_order ==
        DateOrder::month_day);
  const auto slashes = "title,close date\na,01/02/2020\nb,02/03/2020\n";
  CHECK(recognise(slashes).mapping.date_order == DateOrder::month_day);
  CHECK(recognise(slashes).mapping.date_order_ambiguous);
  CHECK(recognise(slashes, Language::ukrainian).mapping.date_order == DateOrder::day_month);
  CHECK(recognise("title,close date\na,01-02-2020\n").mapping.date_order == DateOrder::day_month);
  CHECK(!recognise("title,close date\na,2020-02-01\n").mapping.date_order_ambiguous);
  Recognised chosen = recognise(slashes);
  set_date_order(chosen.mapping, DateOrder::day_month);
  CHECK(!chosen.mapping.date_order_ambiguous);
}

TEST_CASE("date cells are read in the order found") {
  const auto day = [](std::string_view cell, DateOrder order) {
    const auto days = parse_date_cell(cell, order);
    return days ? i18n::iso_date(*days) : "-";
  };
  CHECK(day("20-10-2016", DateOrder::day_month) == "2016-10-20");
  CHECK(day("03/04/2021", DateOrder::day_month) == "2021-04-03");
  CHECK(day("03/04/2021", DateOrder::month_day) == "2021-03-04");
  CHECK(day("3/4/21 1:22 PM", DateOrder::month_day) == "2021-03-04");
  CHECK(day("13/04/2021", DateOrder::month_day) == "2021-04-13");
  CHECK(day("2021-03-04T12:33:11.000+0000", DateOrder::month_day) == "2021-03-04");
  CHECK(day("2021-03-04 12:33:11", DateOrder::day_month) == "2021-03-04");
  CHECK(day("7.3.2017.", DateOrder::day_month) == "2017-03-07");
  CHECK(day("7 мар. 2017 г.", DateOrder::day_month) == "2017-03-07");
  CHECK(day("Mar 7, 2017", DateOrder::day_month) == "2017-03-07");
  for (const char* cell :
       {"", "today", "fri", "7 mar", "31-02-2020", "2020", "44197", "1/2", "2020-13-01",
        "20201-01-01", "1-2-3-4", "10:30", "1.2.2020x", "2020-01-2020", "31/31/2020"}) {
    CAPTURE(cell);
    CHECK(day(cell, DateOrder::day_month) == "-");
    CHECK(day(cell, DateOrder::month_day) == "-");
  }
}

TEST_CASE("cells that mean none") {
  for (const char* cell : {"", "  ", "null", "NULL", "N/A", "#N/A", "-", "—", "none", "(blank)",
                           "Нет", "не указано", "Немає", "\u00A0", "nan"}) {
    CAPTURE(cell);
    CHECK(is_none(cell));
  }
  for (const char* cell : {"0", "-5", "Nullsoft", "No One Ltd", "нетология", "None of the above"}) {
    CAPTURE(cell);
    CHECK(!is_none(cell));
  }
  CHECK(content_of("  x ") == "x");
}

TEST_CASE("words for won and lost in three languages") {
  for (const char* word : {"Won", "CLOSED WON", "closedwon", "Closed Won (Sales Pipeline)",
                           "Выиграна", "Успешно реализовано", "Виграно", "Успішно реалізовано"}) {
    CAPTURE(word);
    CHECK(meaning_of(word) == StageMeaning::won);
  }
  for (const char* word :
       {"Lost", "Closed Lost", "Проиграна", "Закрыто и не реализовано", "Втрачена", "Програно"}) {
    CAPTURE(word);
    CHECK(meaning_of(word) == StageMeaning::lost);
  }
  CHECK(meaning_of("Open") == StageMeaning::open);
  CHECK(meaning_of("Wonderful leads") == StageMeaning::stage);
  CHECK(meaning_of("Negotiation") == StageMeaning::stage);
}

TEST_CASE("stages are put in the order of a sales process") {
  CHECK(stage_names(recognise("title,stage\na,Won\nb,Negotiation\nc,Proposal/Price Quote\nd,Lost\n"
                              "e,Qualification\nf,Prospecting\n")
                        .mapping) == Names{"Prospecting", "Qualification", "Proposal/Price Quote",
                                           "Negotiation", "Won", "Lost"});
  // Unknown words by the share of their dates, then as they appear.
  CHECK(stage_names(
            recognise("title,stage,close date\na,Zebra,2020-01-01\nb,Yak,\nc,Xenon,\n").mapping) ==
        Names{"Yak", "Xenon", "Zebra"});
  CHECK(stage_names(
            recognise("title,stage\na,Договор\nb,Лид\nc,Выиграна\nd,КП отправлено предложение\n")
                .mapping) == Names{"Лид", "КП отправлено предложение", "Договор", "Выиграна"});
}

TEST_CASE("a status with stages in it is the column of stages") {
  const Recognised status = recognise("title,status\na,New\nb,Won\n");
  CHECK(status.mapping.columns[1].field == DealField::stage);
  const Recognised outcome = recognise("title,status\na,Open\nb,Won\n");
  CHECK(outcome.mapping.columns[1].field == DealField::outcome);
}

TEST_CASE("a column with very many words holds no stages") {
  std::string text = "title,stage\n";
  for (int i = 0; i < 100; ++i) text += "a,word" + std::to_string(i) + "\n";
  const Recognised recognised = recognise(text);
  CHECK(!recognised.mapping.has(DealField::stage));
  CHECK(recognised.mapping.stages.empty());
}

TEST_CASE("the currency is asked for only where it is missing") {
  CHECK(recognise("title,value\na,5\n").mapping.needs_currency());
  CHECK(!recognise("title,value\na,\nb,null\n").mapping.needs_currency());
  CHECK(!recognise("title,value\na,$5\nb,5 EUR\n").mapping.needs_currency());
  CHECK(!recognise("title,value,currency\na,5,USD\n").mapping.needs_currency());
  CHECK(recognise("title,value,currency\na,5,USD\nb,6,\n").mapping.needs_currency());
  CHECK(!recognise("title,Amount (USD)\na,5\n").mapping.needs_currency());
  Recognised asked = recognise("title,value\na,5\n");
  set_currency(asked.mapping, "UAH");
  CHECK(!asked.mapping.needs_currency());
}

TEST_CASE("a column can be given another meaning") {
  Recognised recognised = recognise("foo,stage,title\nAlpha,New,x\nBeta,Won,y\n");
  change_field(recognised.mapping, recognised.table, 0, DealField::title);
  CHECK(recognised.mapping.columns[2].field == DealField::none);
  CHECK(recognised.mapping.column(DealField::title) == 0);
  change_field(recognised.mapping, recognised.table, 1, DealField::none);
  CHECK(!recognised.mapping.has(DealField::stage));
  CHECK(recognised.mapping.stages.empty());
  change_field(recognised.mapping, recognised.table, 0, DealField::stage);
  CHECK(!recognised.mapping.has(DealField::title));
  CHECK(stage_names(recognised.mapping) == Names{"Alpha", "Beta"});
}
