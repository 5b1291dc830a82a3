#include "exchange/demo.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "exchange/demo_words.h"
#include "i18n/calendar.h"
#include "i18n/currency.h"

namespace holdall::exchange {

namespace {

constexpr std::string_view stage_keys[demo_stage_count] = {
    "stage.lead",  "stage.qualification", "stage.presentation",
    "stage.offer", "stage.negotiation",   "stage.closing"};

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr std::size_t organisations_used = 28;

// A range of whole numbers, both ends included.
struct Range {
  std::int32_t least;
  std::int32_t greatest;
};

// How many open deals each stage holds, how long a deal stays in it, and how far off the expected
// close of an open deal is (days). A funnel: many leads, few contracts.
constexpr Range open_deals[demo_stage_count] = {{17, 21}, {15, 18}, {12, 15},
                                                {10, 13}, {7, 9},   {4, 6}};
constexpr Range days_in_stage[demo_stage_count] = {{1, 9},  {3, 14}, {3, 12},
                                                   {4, 18}, {4, 21}, {2, 9}};
constexpr Range days_to_close[demo_stage_count] = {{45, 120}, {30, 95}, {20, 65},
                                                   {8, 45},   {2, 28},  {0, 12}};
// Of 100 lost deals, the stage at which they were lost.
constexpr std::uint32_t lost_weights[demo_stage_count] = {20, 28, 20, 18, 10, 4};

struct LostReason {
  std::string_view key;
  std::uint32_t weight;
};
constexpr LostReason lost_reasons[] = {{"lost_reason.price", 30},
                                       {"lost_reason.competitor", 24},
                                       {"lost_reason.no_budget", 18},
                                       {"lost_reason.no_answer", 14},
                                       {"lost_reason.no_need", 14}};

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine, unlike the standard
// distributions.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  std::int32_t within(Range range) {
    const auto count =
        static_cast<std::size_t>(range.greatest) - static_cast<std::size_t>(range.least) + 1;
    return range.least + static_cast<std::int32_t>(below(count));
  }
  bool chance(std::uint32_t percent) { return below(100) < percent; }
  template <class T>
  const T& pick(std::span<const T> items) {
    return items[below(items.size())];
  }

 private:
  std::uint64_t state_;
};

// The nearest working day before a Saturday or Sunday.
std::int32_t working_day_before(std::int32_t day) {
  const std::uint32_t weekday = i18n::weekday_of(day);
  return day - (weekday == 6 ? 1 : weekday == 0 ? 2 : 0);
}

class Maker {
 public:
  Maker(std::uint64_t seed, i18n::Language language, std::int32_t today)
      : random_(seed), words_(demo_words(language)), today_(today) {}

  DemoData make() {
    make_organisations();
    for (std::size_t stage = 0; stage < demo_stage_count; ++stage) {
      for (std::int32_t left = random_.within(open_deals[stage]); left > 0; --left)
        make_open(stage);
    }
    for (std::int32_t left = random_.within({38, 43}); left > 0; --left) {
      make_closed(DealOutcome::won, demo_stage_count - 1);
    }
    for (std::int32_t left = random_.within({28, 33}); left > 0; --left) {
      make_closed(DealOutcome::lost, weighted_stage());
    }
    std::stable_sort(data_.deals.begin(), data_.deals.end(),
                     [](const DemoDeal& left, const DemoDeal& right) {
                       return left.moves.front().wall_ms < right.moves.front().wall_ms;
                     });
    return std::move(data_);
  }

 private:
  void make_organisations() {
    std::vector<std::string_view> names(words_.organisations.begin(), words_.organisations.end());
    std::set<std::string> taken;
    while (data_.organisations.size() < std::min(organisations_used, words_.organisations.size())) {
      const std::size_t index = random_.below(names.size());
      data_.organisations.emplace_back(names[index]);
      names.erase(names.begin() + static_cast<std::ptrdiff_t>(index));
      currencies_.push_back(&pick_currency());
      const std::size_t organisation = data_.organisations.size() - 1;
      for (std::int32_t left = random_.within({1, 3}); left > 0; --left) {
        std::string name = person_name();
        while (!taken.insert(name).second) name = person_name();
        data_.persons.push_back({std::move(name), organisation});
      }
    }
  }

  std::string person_name() {
    const bool woman = random_.chance(50);
    const DemoNames& names = words_.names;
    std::string name(random_.pick(woman ? names.women : names.men));
    name += ' ';
    name += random_.pick(woman ? names.last_names_women : names.last_names_men);
    return name;
  }

  const DemoCurrency& pick_currency() {
    std::size_t at = random_.below(100);
    for (const DemoCurrency& currency : words_.currencies) {
      if (at < currency.weight) return currency;
      at -= currency.weight;
    }
    return words_.currencies.front();
  }

  std::size_t weighted_stage() {
    std::size_t at = random_.below(100);
    for (std::size_t stage = 0; stage < demo_stage_count; ++stage) {
      if (at < lost_weights[stage]) return stage;
      at -= lost_weights[stage];
    }
    return 0;
  }

  // Title, who, how much: an organisation is offered a thing once.
  DemoDeal new_deal() {
    DemoDeal deal;
    const DemoOffer* offer = nullptr;
    do {
      deal.person = random_.below(data_.persons.size());
      deal.organisation = data_.persons[deal.person].organisation;
      offer = &random_.pick(words_.offers);
    } while (!offered_.insert({deal.organisation, offer}).second);
    deal.title = offer->title;
    deal.owner = random_.pick(words_.owners);
    const DemoCurrency& currency = *currencies_[deal.organisation];
    const std::int64_t euros = random_.within({offer->price_min, offer->price_max});
    deal.value =
        ImportedMoney{rounded(euros * currency.per_euro) * i18n::minor_per_unit(currency.code),
                      std::string(currency.code)};
    return deal;
  }

  // Two or three digits that a person would write: 12,400, 86,000.
  static std::int64_t rounded(std::int64_t amount) {
    std::int64_t unit = 10;
    while (amount / unit >= 200) unit *= 10;
    return (amount + unit / 2) / unit * unit;
  }

  // The moves that lead to `last_stage`, entered on `last_day`, backwards. Some deals skip a stage
  // on their way, some fall back once.
  void make_moves(DemoDeal& deal, std::size_t last_stage, std::int32_t last_day) {
    std::vector<std::size_t> stages;
    for (std::size_t stage = 0; stage < last_stage; ++stage) {
      if (stage > 0 && random_.chance(12)) continue;
      stages.push_back(stage);
      if (stage >= 2 && random_.chance(6)) {
        stages.push_back(stage - 1);
        stages.push_back(stage);
      }
    }
    stages.push_back(last_stage);
    std::int64_t later_ms = INT64_MAX;
    std::int32_t day = last_day;
    for (std::size_t i = stages.size(); i-- > 0;) {
      day = working_day_before(day);
      const std::int64_t wall_ms = std::min(moment(day), later_ms - hour_ms / 2);
      deal.moves.push_back({wall_ms, stages[i]});
      later_ms = wall_ms;
      if (i > 0) day -= random_.within(days_in_stage[stages[i - 1]]);
    }
    std::reverse(deal.moves.begin(), deal.moves.end());
    deal.opened_on = day;
  }

  // Some minute between 7 and 15 h UTC: working hours from London to Astana.
  std::int64_t moment(std::int32_t day) {
    return day * day_ms + 7 * hour_ms +
           static_cast<std::int64_t>(random_.below(std::size_t{8} * 60)) * 60'000;
  }

  void make_open(std::size_t stage) {
    DemoDeal deal = new_deal();
    // One in eight has been left lying.
    const bool rotting = random_.chance(12);
    const std::int32_t age =
        rotting ? random_.within({26, 60}) : random_.within({1, days_in_stage[stage].greatest});
    make_moves(deal, stage, today_ - age);
    const bool lead = stage == 0;
    if (lead && random_.chance(35)) deal.value.reset();
    if (!(lead && random_.chance(40))) {
      const bool overdue = random_.chance(rotting ? 45 : 6);
      const std::int32_t ahead =
          overdue ? -random_.within({1, 14}) : random_.within(days_to_close[stage]);
      deal.expected_close = working_day_before(today_ + ahead);
    }
    data_.deals.push_back(std::move(deal));
  }

  // Closed within the last five months, rather lately.
  void make_closed(DealOutcome outcome, std::size_t stage) {
    DemoDeal deal = new_deal();
    const std::int32_t ago = 1 + std::min(random_.within({0, 150}), random_.within({0, 190}));
    const std::int32_t closed_on = working_day_before(today_ - ago);
    make_moves(deal, stage, closed_on - random_.within(days_in_stage[stage]));
    deal.outcome = outcome;
    deal.closed_on = closed_on;
    deal.closed_ms = std::max(moment(closed_on), deal.moves.back().wall_ms + hour_ms / 2);
    deal.expected_close = working_day_before(closed_on + random_.within({-6, 12}));
    if (outcome == DealOutcome::lost) deal.lost_reason = pick_reason();
    data_.deals.push_back(std::move(deal));
  }

  std::string pick_reason() {
    std::size_t at = random_.below(100);
    for (const LostReason& reason : lost_reasons) {
      if (at < reason.weight) return std::string(reason.key);
      at -= reason.weight;
    }
    return std::string(lost_reasons[0].key);
  }

  Random random_;
  const DemoWords& words_;
  std::int32_t today_;
  DemoData data_;
  std::vector<const DemoCurrency*> currencies_;  // by organisation
  std::set<std::pair<std::size_t, const DemoOffer*>> offered_;
};

}  // namespace

std::string_view demo_stage_key(std::size_t stage) { return stage_keys[stage]; }

DemoData make_demo(std::uint64_t seed, i18n::Language language, std::int32_t today) {
  return Maker(seed, language, today).make();
}

}  // namespace holdall::exchange
