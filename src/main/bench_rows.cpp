#include "main/bench_rows.h"

#include <array>

namespace holdall::bench {
namespace {

constexpr std::int64_t latest_ms = 1'760'000'000'000;

constexpr std::array<std::string_view, 7> stages = {
    "new", "qualified", "meeting", "proposal", "negotiation", "won", "lost"};
constexpr std::array<std::string_view, 4> currencies = {"EUR", "USD", "GBP", "CHF"};
constexpr std::array<std::string_view, 39> words = {
    "alpha",  "beta",   "gamma",  "delta",  "omega",  "north",  "south",  "east",
    "west",   "river",  "stone",  "cloud",  "light",  "power",  "metal",  "paper",
    "green",  "silver", "rapid",  "global", "prime",  "union",  "vector", "matrix",
    "solar",  "lunar",  "polar",  "delta",  "crest",  "harbor", "summit", "valley",
    "bridge", "canyon", "meadow", "forest", "desert", "island", "ocean"};

// mulberry32, as JavaScript's numbers compute it.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : state_(seed) {}

  // A number below `limit`, cut off to 32 bits as JavaScript's `| 0` does.
  std::int64_t below(double limit) {
    state_ += 0x6d2b79f5;
    std::uint32_t mixed = (state_ ^ (state_ >> 15)) * (1 | state_);
    mixed = (mixed + (mixed ^ (mixed >> 7)) * (61 | mixed)) ^ mixed;
    const double share = (mixed ^ (mixed >> 14)) / 4294967296.0;
    return static_cast<std::int32_t>(
        static_cast<std::uint32_t>(static_cast<std::uint64_t>(share * limit)));
  }

  template <std::size_t Size>
  std::string_view one_of(const std::array<std::string_view, Size>& all) {
    return all[static_cast<std::size_t>(below(static_cast<double>(Size)))];
  }

  std::string word() { return std::string(one_of(words)); }

 private:
  std::uint32_t state_;
};

std::string note_of(Numbers& numbers, std::uint32_t id) {
  std::string note;
  while (note.size() < 118) note += numbers.word() + " ";
  if (note.size() > 120) note.resize(120);
  if (id % 1000 == 7) note.replace(0, 7, "zephyr ");
  return note;
}

}  // namespace

BenchRow bench_row(std::uint32_t id) {
  Numbers numbers(id * 2654435761U);
  BenchRow row;
  row.id = id;
  row.note = note_of(numbers, id);
  const std::string first = numbers.word();
  row.organisation = first + " " + numbers.word();
  row.organisation += " " + numbers.word() + " GmbH";
  const std::string given = numbers.word();
  const std::string family = numbers.word();
  row.contact = given + " " + family;
  row.title = numbers.word() + " ";
  row.title += numbers.word() + " deal ";
  row.title += numbers.word() + " #" + std::to_string(id);
  row.stage = numbers.one_of(stages);
  row.amount = numbers.below(1e7);
  row.currency = numbers.one_of(currencies);
  row.owner = numbers.below(50);
  row.email = given + "." + family + "@" + first + ".example";
  row.phone = "+49" + std::to_string(numbers.below(1e10));
  row.created_ms = latest_ms - numbers.below(3e10);
  row.updated_ms = latest_ms - numbers.below(3e9);
  return row;
}

exchange::ImportedDeal imported_deal(const BenchRow& row) {
  exchange::ImportedDeal deal;
  deal.title = row.title;
  deal.organisation = row.organisation;
  deal.person = row.contact + " " + std::to_string(row.id);
  deal.owner = "Owner " + std::to_string(row.owner);
  deal.stage = row.stage;
  constexpr std::int64_t day_ms = 86'400'000;
  const auto closed = static_cast<std::int32_t>(row.updated_ms / day_ms);
  if (row.stage == "won") deal.outcome = exchange::DealOutcome::won;
  if (row.stage == "lost") deal.outcome = exchange::DealOutcome::lost;
  if (deal.outcome != exchange::DealOutcome::open) {
    deal.stage.clear();
    deal.closed_on = closed;
  }
  deal.value = exchange::ImportedMoney{row.amount, std::string(row.currency)};
  deal.opened_on = static_cast<std::int32_t>(row.created_ms / day_ms);
  deal.expected_close = closed + 30;
  return deal;
}

BenchUpdate bench_update(std::uint32_t number, std::uint32_t rows) {
  Numbers numbers(number * 40503U + 12345U);
  BenchUpdate update;
  update.stage = numbers.one_of(stages);
  update.amount = numbers.below(1e7);
  update.updated_ms = latest_ms + std::int64_t{number} * 1000;
  update.id = 1 + numbers.below(rows);
  return update;
}

}  // namespace holdall::bench
