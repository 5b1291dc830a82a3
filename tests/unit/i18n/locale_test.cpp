#include "i18n/locale.h"

#include <doctest/doctest.h>

#include <cstring>

#include "i18n/calendar.h"
#include "i18n/currency.h"
#include "i18n/plural_rule.h"

using namespace holdall::i18n;

namespace {

constexpr Locale english(Language::english);
constexpr Locale russian(Language::russian);
constexpr Locale ukrainian(Language::ukrainian);

// Shows NBSP as '_', so that expectations can be read.
std::string shown(std::string text) {
  for (std::size_t at = 0; (at = text.find("\u00A0", at)) != std::string::npos;) {
    text.replace(at, 2, "_");
  }
  return text;
}

}  // namespace

TEST_CASE("plural forms follow CLDR") {
  struct Expected {
    std::int64_t count;
    std::size_t english, slavic;
  };
  for (const Expected& expected : {Expected{0, 1, 2},
                                   {1, 0, 0},
                                   {2, 1, 1},
                                   {4, 1, 1},
                                   {5, 1, 2},
                                   {11, 1, 2},
                                   {12, 1, 2},
                                   {14, 1, 2},
                                   {21, 1, 0},
                                   {22, 1, 1},
                                   {25, 1, 2},
                                   {101, 1, 0},
                                   {111, 1, 2},
                                   {112, 1, 2},
                                   {-1, 0, 0},
                                   {-21, 1, 0},
                                   {INT64_MIN, 1, 2}}) {
    CAPTURE(expected.count);
    CHECK(plural_form(Language::english, expected.count) == expected.english);
    CHECK(plural_form(Language::russian, expected.count) == expected.slavic);
    CHECK(plural_form(Language::ukrainian, expected.count) == expected.slavic);
  }
}

TEST_CASE("plural texts name the count as the language writes it") {
  CHECK(english.plural(Text::board_deal_count, 0) == "0 deals");
  CHECK(english.plural(Text::board_deal_count, 1) == "1 deal");
  CHECK(english.plural(Text::board_deal_count, 8800) == "8,800 deals");
  CHECK(russian.plural(Text::board_deal_count, 1) == "1 сделка");
  CHECK(russian.plural(Text::board_deal_count, 22) == "22 сделки");
  CHECK(russian.plural(Text::board_deal_count, 111) == "111 сделок");
  CHECK(shown(russian.plural(Text::board_deal_count, 8801)) == "8_801 сделка");
  CHECK(ukrainian.plural(Text::board_deal_count, 21) == "21 угода");
  CHECK(ukrainian.plural(Text::board_deal_count, 3) == "3 угоди");
  CHECK(ukrainian.plural(Text::board_deal_count, 0) == "0 угод");
  CHECK(english.plural(Text::board_deal_count, 5, {{"count", "some"}}) == "some deals");
}

TEST_CASE("placeholders are filled once, whatever their values hold") {
  CHECK(english.format(Text::notice_moved, {{"deal", "{stage}"}, {"stage", "Offer"}}) ==
        "{stage} moved to Offer");
  CHECK(english.format(Text::notice_moved, {{"stage", "}{"}}) == "{deal} moved to }{");
  CHECK(english.plural(Text::board_deal_count, 2, {{"unknown", "x"}}) == "2 deals");
}

TEST_CASE("every key has a text in every language, and finds its way back") {
  for (std::size_t i = 0; i < text_count; ++i) {
    const auto key = static_cast<Text>(i);
    CHECK(text_with_key(key_of(key)) == key);
    for (const Language language : all_languages) {
      const std::string_view text = Locale(language).text(key);
      CHECK(!text.empty());
      CHECK(text.size() == std::strlen(text.data()));
    }
  }
  CHECK(!text_with_key("").has_value());
  CHECK(!text_with_key("no.such.key").has_value());
  CHECK(!text_with_key("zzz").has_value());
  CHECK(ukrainian.name("stage.lead") == "Лід");
  CHECK(ukrainian.name("My own stage") == "My own stage");
}

TEST_CASE("languages are chosen by preference") {
  CHECK(language_from_preferences("uk-UA,ru,en") == Language::ukrainian);
  CHECK(language_from_preferences("fr-FR, ru;q=0.8, uk") == Language::russian);
  CHECK(language_from_preferences("RU") == Language::russian);
  CHECK(language_from_preferences("ukx,rut,de") == Language::english);
  CHECK(language_from_preferences("") == Language::english);
  CHECK(language_from_preferences(",,;-") == Language::english);
  CHECK(language_tag(Language::ukrainian) == "uk");
  CHECK(language_name(Language::ukrainian) == "Українська");
}

TEST_CASE("whole numbers are grouped") {
  CHECK(english.integer(0) == "0");
  CHECK(english.integer(999) == "999");
  CHECK(english.integer(-1000) == "-1,000");
  CHECK(english.integer(INT64_MIN) == "-9,223,372,036,854,775,808");
  CHECK(shown(russian.integer(1234567)) == "1_234_567");
  CHECK(english.percent(347) == "35%");
  CHECK(english.percent(-4) == "0%");
  CHECK(shown(ukrainian.percent(1000)) == "100_%");
}

TEST_CASE("money is written as the language writes it") {
  CHECK(english.money(123450, "USD") == "$1,234.50");
  CHECK(english.money(123400, "USD") == "$1,234");
  CHECK(english.money(-5, "EUR") == "-€0.05");
  CHECK(shown(english.money(123400, "CHF")) == "CHF_1,234");
  CHECK(shown(english.money(123400, "PLN")) == "PLN_1,234");
  CHECK(english.money(1234, "JPY") == "¥1,234");
  CHECK(english.money(1'000'553'400, "USD") == "$10,005,534");
  CHECK(shown(english.money(1'234'567, "KWD")) == "KWD_1,234.567");
  CHECK(shown(english.money(150, "QQQ")) == "QQQ_1.50");
  CHECK(english.money(150, "XXX") == "1.50");
  CHECK(english.money(150, "") == "1.50");
  CHECK(shown(russian.money(123450, "RUB")) == "1_234,50_₽");
  CHECK(shown(ukrainian.money(123400, "UAH")) == "1_234_₴");
  CHECK(shown(ukrainian.money(-123405, "PLN")) == "-1_234,05_zł");
  CHECK(english.money(INT64_MIN, "USD") == "-$92,233,720,368,547,758.08");
}

TEST_CASE("short money keeps three digits") {
  CHECK(english.money_short(999'949, "USD") == "$9,999");
  CHECK(english.money_short(1'000'000, "USD") == "$10k");
  CHECK(english.money_short(1'234'500, "USD") == "$12.3k");
  CHECK(english.money_short(9'995'999, "USD") == "$100k");
  CHECK(english.money_short(12'345'600, "USD") == "$123k");
  CHECK(english.money_short(99'949'900, "USD") == "$999k");
  CHECK(english.money_short(99'950'000, "USD") == "$1M");
  CHECK(english.money_short(1'000'553'400, "USD") == "$10M");
  CHECK(english.money_short(123'456'789, "USD") == "$1.23M");
  CHECK(english.money_short(-123'456'789, "USD") == "-$1.23M");
  CHECK(english.money_short(1'234'567'890'000, "USD") == "$12.3B");
  CHECK(english.money_short(INT64_MAX, "JPY") == "¥9,223,372T");
  CHECK(english.money_short(-1, "USD") == "$0");
  CHECK(english.money_short(50, "USD") == "$1");
  CHECK(shown(russian.money_short(1'234'500, "RUB")) == "12,3_тыс._₽");
  CHECK(shown(ukrainian.money_short(1'234'500, "UAH")) == "12,3_тис._₴");
  CHECK(shown(ukrainian.money_short(250'000'000, "UAH")) == "2,5_млн_₴");
}

TEST_CASE("money to edit has no grouping and no symbol") {
  CHECK(english.money_to_edit(123450, "USD") == "1234.50");
  CHECK(ukrainian.money_to_edit(123450, "UAH") == "1234,50");
  CHECK(ukrainian.money_to_edit(-100, "UAH") == "-1");
  CHECK(english.money_to_edit(1'005, "KWD") == "1.005");
}

TEST_CASE("dates are written as the language writes them") {
  const std::int32_t day = *days_of(2017, 3, 7);
  CHECK(shown(english.date(day)) == "7_Mar_2017");
  CHECK(shown(russian.date(day)) == "7_мар._2017_г.");
  CHECK(shown(ukrainian.date(day)) == "7_бер._2017_р.");
  CHECK(shown(english.date(day, DateStyle::long_form)) == "7_March_2017");
  CHECK(shown(russian.date(day, DateStyle::long_form)) == "7_марта_2017_г.");
  CHECK(shown(ukrainian.date(day, DateStyle::long_form)) == "7_березня_2017_р.");
  CHECK(shown(english.date(day, DateStyle::day_month)) == "7_Mar");
  CHECK(shown(ukrainian.date(day, DateStyle::weekday)) == "вт,_7_бер.");
  CHECK(iso_date(day) == "2017-03-07");
  CHECK(iso_date(INT32_MIN) == "0001-01-01");
  CHECK(iso_date(INT32_MAX) == "9999-12-31");
}

TEST_CASE("moments are shown in local time") {
  CHECK(shown(english.date_time(0, 0)) == "1_Jan_1970, 00:00");
  CHECK(shown(english.date_time(-1, 0)) == "31_Dec_1969, 23:59");
  CHECK(shown(ukrainian.date_time(1'488'888'300'000, 120)) == "7_бер._2017_р., 14:05");
  CHECK(shown(english.date_time(0, -90)) == "31_Dec_1969, 22:30");
  CHECK(!english.date_time(INT64_MIN, -720).empty());
  CHECK(!english.date_time(INT64_MAX, 840).empty());
}

TEST_CASE("currencies are found by code, symbol and word") {
  CHECK(find_currency("uah")->symbol == "₴");
  CHECK(find_currency("") == nullptr);
  CHECK(minor_digits("JPY") == 0);
  CHECK(minor_digits("KWD") == 3);
  CHECK(minor_per_unit("USD") == 100);
  CHECK(currency_from_word("грн.")->code == "UAH");
  CHECK(currency_from_word("$")->code == "USD");
  CHECK(currency_from_word("zl")->code == "PLN");
  CHECK(currency_from_word("") == nullptr);
  CHECK(currency_from_word("acme") == nullptr);
  for (const Currency& currency : currencies()) {
    CHECK(find_currency(currency.code) == &currency);
    CHECK(currency_from_word(currency.symbol) == &currency);
  }
}

TEST_CASE("sizes are told in the unit that fits them") {
  CHECK(shown(english.bytes(0)) == "0_KB");
  CHECK(shown(english.bytes(499)) == "0_KB");
  CHECK(shown(english.bytes(500)) == "1_KB");
  CHECK(shown(english.bytes(999'499)) == "999_KB");
  CHECK(shown(english.bytes(999'500)) == "1.0_MB");
  CHECK(shown(english.bytes(1'549'999)) == "1.5_MB");
  CHECK(shown(english.bytes(9'949'999)) == "9.9_MB");
  CHECK(shown(english.bytes(9'950'000)) == "10_MB");
  CHECK(shown(english.bytes(999'500'000)) == "1.0_GB");
  CHECK(shown(english.bytes(2'147'483'648)) == "2.1_GB");
  CHECK(shown(english.bytes(1'234'000'000'000)) == "1,234_GB");
  CHECK(shown(russian.bytes(1'500'000)) == "1,5_МБ");
  CHECK(shown(ukrainian.bytes(12'000)) == "12_КБ");
}
