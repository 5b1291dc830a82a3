#include "exchange/demo.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "../i18n/random_text.h"
#include "i18n/calendar.h"
#include "i18n/catalogue.h"
#include "i18n/currency.h"

using namespace holdall::exchange;
using holdall::i18n::Language;

namespace {

constexpr std::int32_t today = 20'778;  // 2026-11-21
constexpr std::int64_t day_ms = 86'400'000;

std::string described(const DemoData& data) {
  std::string text;
  for (const DemoDeal& deal : data.deals) {
    text += deal.title + "|" + data.organisations[deal.organisation] + "|" +
            data.persons[deal.person].name + "|";
    if (deal.value) text += std::to_string(deal.value->minor) + deal.value->currency;
    for (const DemoMove& move : deal.moves)
      text += "|" + std::to_string(move.wall_ms) + ":" + std::to_string(move.stage);
    text += "\n";
  }
  return text;
}

void check_deal(const DemoData& data, const DemoDeal& deal) {
  REQUIRE(deal.organisation < data.organisations.size());
  REQUIRE(deal.person < data.persons.size());
  CHECK(data.persons[deal.person].organisation == deal.organisation);
  CHECK(!deal.title.empty());
  CHECK(!deal.owner.empty());
  REQUIRE(!deal.moves.empty());
  for (std::size_t i = 0; i < deal.moves.size(); ++i) {
    REQUIRE(deal.moves[i].stage < demo_stage_count);
    CHECK(deal.moves[i].wall_ms < today * day_ms);
    if (i > 0) CHECK(deal.moves[i].wall_ms > deal.moves[i - 1].wall_ms);
    if (i > 0) CHECK(deal.moves[i].stage != deal.moves[i - 1].stage);
  }
  CHECK(deal.opened_on * day_ms <= deal.moves.front().wall_ms);
  CHECK((deal.opened_on + 1) * day_ms > deal.moves.front().wall_ms);
  CHECK((deal.outcome == DealOutcome::open) == (deal.closed_ms == 0));
  CHECK((deal.outcome == DealOutcome::open) == !deal.closed_on.has_value());
  CHECK((deal.outcome == DealOutcome::lost) == !deal.lost_reason.empty());
  if (deal.closed_on) {
    CHECK(deal.closed_ms > deal.moves.back().wall_ms);
    CHECK(deal.closed_ms < today * day_ms);
    CHECK(deal.closed_ms / day_ms == *deal.closed_on);
    CHECK(deal.value.has_value());
  }
  if (deal.value) {
    CHECK(deal.value->minor > 0);
    CHECK(holdall::i18n::find_currency(deal.value->currency) != nullptr);
  }
  if (!deal.lost_reason.empty()) CHECK(holdall::i18n::text_with_key(deal.lost_reason).has_value());
}

}  // namespace

TEST_CASE("the sample is the same for the same seed, language and day") {
  const std::string first = described(make_demo(1, Language::english, today));
  CHECK(first == described(make_demo(1, Language::english, today)));
  CHECK(first != described(make_demo(2, Language::english, today)));
  CHECK(first != described(make_demo(1, Language::ukrainian, today)));
}

TEST_CASE("property: every sample is whole and believable") {
  const std::uint64_t seed = holdall::test::property_seed();
  CAPTURE(seed);
  for (std::uint64_t round = 0; round < 30; ++round) {
    const Language language = holdall::i18n::all_languages[round % 3];
    const DemoData data = make_demo(seed + round, language, today);
    std::map<DealOutcome, int> outcomes;
    std::map<std::size_t, int> open_by_stage;
    std::set<std::pair<std::size_t, std::string>> titles;
    int with_close = 0;
    for (const DemoDeal& deal : data.deals) {
      check_deal(data, deal);
      ++outcomes[deal.outcome];
      CHECK(titles.insert({deal.organisation, deal.title}).second);
      if (deal.outcome != DealOutcome::open) continue;
      ++open_by_stage[deal.moves.back().stage];
      if (deal.expected_close) ++with_close;
    }
    CHECK(outcomes[DealOutcome::open] >= 60);
    CHECK(outcomes[DealOutcome::open] <= 90);
    CHECK(outcomes[DealOutcome::won] >= 38);
    CHECK(outcomes[DealOutcome::won] <= 43);
    CHECK(outcomes[DealOutcome::lost] >= 28);
    CHECK(outcomes[DealOutcome::lost] <= 33);
    CHECK(open_by_stage.size() == demo_stage_count);
    CHECK(open_by_stage[0] > open_by_stage[demo_stage_count - 1]);
    CHECK(with_close > 45);
    std::set<std::string> organisations(data.organisations.begin(), data.organisations.end());
    CHECK(organisations.size() == data.organisations.size());
    std::set<std::string> persons;
    for (const DemoPerson& person : data.persons) CHECK(persons.insert(person.name).second);
  }
}

TEST_CASE("the stages' names are in the catalogue") {
  for (std::size_t stage = 0; stage < demo_stage_count; ++stage) {
    CHECK(holdall::i18n::text_with_key(demo_stage_key(stage)).has_value());
  }
}

TEST_CASE("the amounts are in currencies of the language") {
  std::set<std::string> currencies;
  for (const DemoDeal& deal : make_demo(7, Language::ukrainian, today).deals) {
    if (deal.value) currencies.insert(deal.value->currency);
  }
  CHECK(currencies == std::set<std::string>{"EUR", "UAH"});
}
