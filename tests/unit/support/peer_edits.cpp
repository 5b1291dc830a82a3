#include "peer_edits.h"

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

namespace holdall::change {
namespace {

constexpr std::uint32_t records = 10'000;
constexpr DeviceNumber record_device = 0x2B5C'0DE5;
constexpr double gap_mean_ms = 20'000;
constexpr std::int64_t start_ms = 1'790'000'000'000;

// mulberry32, which the JavaScript of the workload uses.
class Random {
 public:
  explicit Random(std::uint32_t seed) : state_(seed) {}

  double next() {
    state_ += 0x6D2B79F5;
    std::uint32_t mixed = (state_ ^ (state_ >> 15)) * (state_ | 1);
    mixed ^= mixed + (mixed ^ (mixed >> 7)) * (mixed | 61);
    return (mixed ^ (mixed >> 14)) / 4294967296.0;
  }
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(next() * limit); }
  template <std::size_t Count>
  std::string pick(const std::array<std::string_view, Count>& choices) {
    return std::string(choices[below(Count)]);
  }

 private:
  std::uint32_t state_;
};

constexpr auto words = std::to_array<std::string_view>(
    {"renewal",     "pilot",     "budget",      "legal",       "pricing",  "demo",
     "champion",    "security",  "review",      "migration",   "upsell",   "seat",
     "quarter",     "contract",  "procurement", "stakeholder", "kickoff",  "proposal",
     "integration", "support",   "rollout",     "onboarding",  "discount", "reference",
     "training",    "expansion", "blocker",     "timeline",    "decision", "approval"});
constexpr auto companies = std::to_array<std::string_view>(
    {"Acme",   "Globex", "Initech", "Umbra",   "Vertex", "Nimbus", "Kestrel",
     "Harbor", "Atlas",  "Lumen",   "Quarry",  "Orchid", "Cobalt", "Ridge",
     "Delta",  "Summit", "Falcon",  "Juniper", "Meadow", "Pioneer"});
constexpr auto names = std::to_array<std::string_view>(
    {"Ana",  "Ben",  "Chloe", "Dev",  "Elif", "Finn", "Grace", "Hugo", "Ines", "Jon",
     "Kira", "Liam", "Maya",  "Noor", "Otto", "Pia",  "Quinn", "Rosa", "Sven", "Tara"});
constexpr auto legal_forms = std::to_array<std::string_view>({"GmbH", "Ltd", "Inc", "SA"});
constexpr auto stages = std::to_array<std::string_view>(
    {"lead", "qualified", "demo", "proposal", "negotiation", "won", "lost"});
constexpr auto sources =
    std::to_array<std::string_view>({"web", "referral", "event", "outbound", "partner"});
constexpr auto currencies = std::to_array<std::string_view>({"EUR", "USD", "GBP"});

std::string some_words(Random& random, std::uint32_t count) {
  std::string text;
  for (std::uint32_t index = 0; index < count; ++index)
    text += (index > 0 ? " " : "") + random.pick(words);
  return text;
}

std::string two_digits(std::uint32_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// A day of the 400 from 2026-09-21 on (ISO 8601).
std::string iso_date(std::uint32_t day) {
  constexpr std::array<std::uint32_t, 14> months = {31, 28, 31, 30, 31, 30, 31,
                                                    31, 30, 31, 30, 31, 31, 28};
  std::uint32_t year = 2026;
  std::uint32_t month = 8;
  day += 20;
  while (day >= months[month]) {
    day -= months[month];
    if (++month < 12) continue;
    month = 0;
    ++year;
  }
  return std::to_string(year) + "-" + two_digits(month + 1) + "-" + two_digits(day + 1);
}

std::string contact(Random& random) {
  std::string text = random.pick(names) + ".";
  std::string second = random.pick(names);
  second[0] = static_cast<char>(second[0] - 'A' + 'a');
  return text + second + std::to_string(random.below(100)) + "@example.com";
}

std::string company(Random& random) {
  std::string text = random.pick(companies) + " ";
  text += random.pick(legal_forms) + " ";
  return text + std::to_string(random.below(1000));
}

model::Value value_of(Random& random, std::uint32_t field) {
  switch (field) {
    case 0: {
      const std::string text = random.pick(companies) + " ";
      return text + some_words(random, 2);
    }
    case 1:
      return company(random);
    case 2:
      return contact(random);
    case 3:
      return random.pick(stages);
    case 4:
      return std::int64_t{random.below(5'000'000)};
    case 5:
      return random.pick(currencies);
    case 6:
      return std::int64_t{random.below(101)};
    case 7:
      return iso_date(random.below(400));
    case 8:
      return random.pick(names);
    case 9:
      return random.pick(sources);
    case 10:
      return some_words(random, 4 + random.below(4));
    default:
      return some_words(random, 8 + random.below(10));
  }
}

}  // namespace

BatchBody peer_edits(std::uint32_t device, std::uint32_t count) {
  Random random(777 + device);
  Random gaps(4'242 + device);
  // Five people whose clocks are a second, ten minutes, … off, one of them by a day.
  constexpr std::array<std::int64_t, peer_devices> skews_ms = {0, 1'300, -600'000, 86'400'000,
                                                               -7'200'000};
  std::int64_t wall_ms = start_ms + skews_ms[device];
  std::map<std::pair<std::uint32_t, std::uint32_t>, Stamp> clocks;
  BatchBody body;
  for (std::uint32_t index = 0; index < count; ++index) {
    wall_ms += static_cast<std::int64_t>(-gap_mean_ms * std::log(1 - gaps.next()));
    const std::uint32_t record = random.below(records);
    const std::uint32_t field = random.below(12);
    Stamp& stamp = clocks[{record, field}];
    stamp = change::next_stamp(stamp, wall_ms, 0x1000'0001 + device);
    body.commands.push_back({.name = 2, .wall_ms = wall_ms});
    Change change{.kind = model::RecordKind::deal,
                  .record = RecordId::of(record_device, record + 1),
                  .stamp = stamp,
                  .wall_ms = wall_ms};
    change.cells.push_back({static_cast<model::FieldNumber>(field + 1), value_of(random, field)});
    body.changes.push_back({.command = index, .change = std::move(change)});
  }
  return body;
}

}  // namespace holdall::change
