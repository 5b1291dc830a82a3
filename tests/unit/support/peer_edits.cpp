#include "peer_edits.h"

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace holdall::change {

double PeerRandom::next() {
  state_ += 0x6D2B79F5;
  std::uint32_t mixed = (state_ ^ (state_ >> 15)) * (state_ | 1);
  mixed ^= mixed + (mixed ^ (mixed >> 7)) * (mixed | 61);
  return (mixed ^ (mixed >> 14)) / 4294967296.0;
}

namespace {

using Random = PeerRandom;

constexpr DeviceNumber record_device = 0x2B5C'0DE5;
constexpr double gap_mean_ms = 20'000;

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

template <std::size_t Count>
std::string pick(Random& random, const std::array<std::string_view, Count>& choices) {
  return std::string(choices[random.below(Count)]);
}

std::string some_words(Random& random, std::uint32_t count) {
  std::string text;
  for (std::uint32_t index = 0; index < count; ++index)
    text += (index > 0 ? " " : "") + pick(random, words);
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
  std::string text = pick(random, names) + ".";
  std::string second = pick(random, names);
  second[0] = static_cast<char>(second[0] - 'A' + 'a');
  return text + second + std::to_string(random.below(100)) + "@example.com";
}

std::string company(Random& random) {
  std::string text = pick(random, companies) + " ";
  text += pick(random, legal_forms) + " ";
  return text + std::to_string(random.below(1000));
}

model::Value value_of(Random& random, std::uint32_t field) {
  switch (field) {
    case 0: {
      const std::string text = pick(random, companies) + " ";
      return text + some_words(random, 2);
    }
    case 1:
      return company(random);
    case 2:
      return contact(random);
    case 3:
      return pick(random, stages);
    case 4:
      return std::int64_t{random.below(5'000'000)};
    case 5:
      return pick(random, currencies);
    case 6:
      return std::int64_t{random.below(101)};
    case 7:
      return iso_date(random.below(400));
    case 8:
      return pick(random, names);
    case 9:
      return pick(random, sources);
    case 10:
      return some_words(random, 4 + random.below(4));
    default:
      return some_words(random, 8 + random.below(10));
  }
}

}  // namespace

std::vector<PeerRecord> peer_records() {
  Random random(12'345);
  std::vector<PeerRecord> made(peer_record_count);
  for (PeerRecord& record : made) {
    for (int digit = 0; digit < 32; ++digit) static_cast<void>(random.next());  // its id
    for (std::uint32_t field = 0; field < peer_fields; ++field)
      record[field] = value_of(random, field);
  }
  return made;
}

// Five people whose clocks are a second, ten minutes, … off, one of them by a day.
constexpr std::array<std::int64_t, peer_devices> skews_ms = {0, 1'300, -600'000, 86'400'000,
                                                             -7'200'000};

PeerEdits::PeerEdits(std::uint32_t device)
    : random_(777 + device), gaps_(4'242 + device), wall_ms_(peer_start_ms + skews_ms[device]) {}

PeerEdit PeerEdits::next() {
  wall_ms_ += static_cast<std::int64_t>(-gap_mean_ms * std::log(1 - gaps_.next()));
  PeerEdit edit;
  edit.record = random_.below(peer_record_count);
  edit.field = random_.below(peer_fields);
  edit.value = value_of(random_, edit.field);
  edit.wall_ms = wall_ms_;
  return edit;
}

BatchBody peer_edits(std::uint32_t device, std::uint32_t count) {
  PeerEdits edits(device);
  std::map<std::pair<std::uint32_t, std::uint32_t>, Stamp> clocks;
  BatchBody body;
  for (std::uint32_t index = 0; index < count; ++index) {
    PeerEdit edit = edits.next();
    Stamp& stamp = clocks[{edit.record, edit.field}];
    stamp = change::next_stamp(stamp, edit.wall_ms, 0x1000'0001 + device);
    body.commands.push_back({.name = 2, .wall_ms = edit.wall_ms});
    Change change{.kind = model::RecordKind::deal,
                  .record = RecordId::of(record_device, edit.record + 1),
                  .stamp = stamp,
                  .wall_ms = edit.wall_ms};
    change.cells.push_back(
        {static_cast<model::FieldNumber>(edit.field + 1), std::move(edit.value)});
    body.changes.push_back({.command = index, .change = std::move(change)});
  }
  return body;
}

}  // namespace holdall::change
