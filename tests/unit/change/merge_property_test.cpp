#include <doctest/doctest.h>

#include <random>
#include <set>

#include "change/causal_length.h"
#include "change/merge.h"
#include "change/set_elements.h"
#include "merge_reference.h"
#include "model/date.h"

// Changes that arrive in any order, in any groups, any number of times, come to the state that a
// reference computes from the set of them. Seeds are 1, 2, 3, …; HOLDALL_SEEDS tries more of them.
namespace holdall::change::test {
namespace {

using model::FieldNumber;
using model::Value;

constexpr FieldNumber text_field = 1;
constexpr FieldNumber tags = 0x8001;
constexpr FieldNumber watchers = 0x9000;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  bool once_in(std::size_t times) { return below(times) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(all.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& all) {
    std::ranges::shuffle(all, random_);
  }

 private:
  std::mt19937_64 random_;
};

Value random_value(Dice& dice) {
  switch (dice.below(6)) {
    case 0:
      return model::NoValue{};
    case 1:
      return static_cast<std::int64_t>(dice.below(3));
    case 2:
      return model::UnknownValue{9 + dice.below(2), Bytes(dice.below(2), 1)};
    case 3:
      return model::SetElements{{1, 'a', static_cast<std::uint8_t>(1 + dice.below(2))}};
    default:
      return std::string(1 + dice.below(2), static_cast<char>('a' + dice.below(3)));
  }
}

// Merges the changes into a row as a store would that reads the values of a row only when it must,
// and writes the cells that took effect. At times the row's clock goes through its bytes.
void arrive(RecordState& row, const std::vector<const Change*>& group, Dice& dice) {
  const bool whole =
      std::ranges::any_of(group, [&](const Change* one) { return needs_values(row, *one); });
  RecordState state = row;
  if (!whole) state.cells.clear();
  std::set<FieldNumber> written;
  MergeReport report;
  for (const Change* one : group) {
    const RecordState before = state;
    REQUIRE(merge_change(state, *one, report).has_value());
    REQUIRE(report.cells.size() == one->cells.size());
    REQUIRE(report.changed() == (state != before));
    for (std::size_t index = 0; index < one->cells.size(); ++index) {
      if (report.cells[index] == CellFate::took_effect) written.insert(one->cells[index].field);
    }
  }
  std::erase_if(row.cells, [&](const CellValue& cell) { return written.contains(cell.field); });
  for (const CellValue& cell : state.cells) {
    if (written.contains(cell.field)) row.cells.push_back(cell);
  }
  std::ranges::sort(row.cells, {}, &CellValue::field);
  row.life = state.life;
  row.clock = std::move(state.clock);
  if (dice.once_in(4)) {
    const Result<Clock> read = Clock::decode(row.clock.encode());
    REQUIRE(read.has_value());
    REQUIRE(*read == row.clock);
    row.clock = *read;
  }
}

// Small domains, so that every tie, repetition and odd order comes up: what no honest device does
// has to come to the same state everywhere all the same.
Change hostile_change(Dice& dice) {
  static const std::vector<Stamp> stamps = {{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, {1, 0, 1},
                                            {1, 1, 0}, {2, 0, 0}, {2, 0, 1}};
  Change change{model::RecordKind::deal, RecordId{1}, dice.one_of(stamps), 0, {}};
  if (dice.once_in(2)) {
    const std::size_t length = dice.once_in(2) ? 1 : 1 + dice.below(4);
    change.cells.push_back({model::life_field, static_cast<std::int64_t>(length)});
  }
  for (const FieldNumber field : {text_field, FieldNumber{2}, model::merged_into_field}) {
    if (dice.once_in(2)) change.cells.push_back({field, random_value(dice)});
  }
  for (const FieldNumber field : {tags, watchers}) {
    if (!dice.once_in(3)) continue;
    Bytes elements;
    for (const char name : {'a', 'b', 'c'}) {
      if (!elements.empty() && dice.once_in(2)) continue;
      const auto length = static_cast<std::uint8_t>(1 + dice.below(3));
      elements.insert(elements.end(), {1, static_cast<std::uint8_t>(name), length});
    }
    change.cells.push_back({field, model::SetElements{elements}});
  }
  return change;
}

std::vector<const Change*> any_arrival(const std::vector<Change>& changes, Dice& dice) {
  std::vector<const Change*> arrival;
  for (const Change& one : changes) arrival.insert(arrival.end(), 1 + dice.below(2), &one);
  dice.shuffle(arrival);
  return arrival;
}

void check_hostile_changes(std::uint64_t seed) {
  Dice dice(seed);
  std::vector<Change> changes;
  for (std::size_t count = 1 + dice.below(6); count > 0; --count) {
    Change change = hostile_change(dice);
    if (check_change(change)) changes.push_back(std::move(change));
  }
  const StateBytes expected = Reference(changes).state();
  for (int replica = 0; replica < 4; ++replica) {
    RecordState row;
    std::vector<const Change*> group;
    for (const Change* one : any_arrival(changes, dice)) {
      group.push_back(one);
      if (dice.once_in(2)) arrive(row, std::exchange(group, {}), dice);
    }
    arrive(row, group, dice);
    REQUIRE(bytes_of(row) == expected);
  }
}

// Several devices with clocks of their own that work on the same records and hear of each other's
// changes now and then.
class Team {
 public:
  explicit Team(std::uint64_t seed) : dice_(seed) {
    const std::size_t count = 2 + dice_.below(3);
    for (std::size_t index = 0; index < count; ++index) {
      constexpr std::size_t ten_years_days = 3'652;
      const auto skew_days = static_cast<std::int64_t>(dice_.below(2 * ten_years_days + 1)) -
                             static_cast<std::int64_t>(ten_years_days);
      // At times two devices have drawn the same number.
      const bool same_number = dice_.once_in(8);
      devices_.push_back({same_number ? 1 : static_cast<DeviceNumber>(1 + index),
                          dice_.once_in(3) ? 0 : skew_days * model::day_ms,
                          {},
                          {}});
    }
  }

  void run() {
    for (int event = 0; event < 70; ++event) {
      if (dice_.once_in(2)) now_ms_ += static_cast<std::int64_t>(dice_.below(3'000));
      Device& device = devices_[dice_.below(devices_.size())];
      if (dice_.once_in(4)) {
        hear(device, devices_[dice_.below(devices_.size())]);
      } else {
        act(device);
      }
    }
    std::map<RecordId, std::vector<Change>> by_record;
    for (const Change& change : changes_) by_record[change.record].push_back(change);
    for (Device& device : devices_) {
      std::vector<std::size_t> rest(changes_.size());
      for (std::size_t index = 0; index < rest.size(); ++index) rest[index] = index;
      deliver(device, std::move(rest));
      REQUIRE(device.rows.size() == by_record.size());
      for (const auto& [record, changes] : by_record) {
        REQUIRE(bytes_of(device.rows[record]) == Reference(changes).state());
      }
    }
  }

 private:
  struct Device {
    DeviceNumber number;
    std::int64_t skew_ms;
    std::map<RecordId, RecordState> rows;
    std::set<std::size_t> known;
  };

  // A part of what another device knows, in any order, some of it again.
  void hear(Device& device, const Device& other) {
    std::vector<std::size_t> told;
    for (const std::size_t index : other.known) {
      if (!dice_.once_in(4)) told.push_back(index);
    }
    deliver(device, std::move(told));
  }

  void deliver(Device& device, std::vector<std::size_t> told) {
    for (std::size_t again = told.size() / 4; again > 0; --again)
      told.push_back(dice_.one_of(told));
    dice_.shuffle(told);
    std::map<RecordId, std::vector<const Change*>> groups;
    for (const std::size_t index : told) {
      groups[changes_[index].record].push_back(&changes_[index]);
      device.known.insert(index);
    }
    for (const auto& [record, group] : groups) arrive(device.rows[record], group, dice_);
  }

  // Writes one cell, as one who sees the device's state does: it must hold there and then.
  void write(Device& device, RecordId record, FieldNumber field, Value value) {
    const std::int64_t wall_ms = now_ms_ + device.skew_ms;
    const Stamp seen = device.rows[record].clock.stamp(field);
    Stamp stamp = next_stamp(seen, wall_ms, device.number);
    // The effect of a rule: right behind its cause, of no device.
    if (dice_.once_in(16))
      stamp = {seen.milliseconds, static_cast<std::uint16_t>(seen.counter + 1), 0};
    record_change(device, {model::RecordKind::deal, record, stamp, 0, {{field, std::move(value)}}});
    const RecordState& row = device.rows[record];
    const CellValue& cell = changes_.back().cells.front();
    if (field == model::life_field) {
      REQUIRE(row.life == std::get<std::int64_t>(cell.value));
    } else if (!model::is_set_field(field)) {
      const auto held = std::ranges::find(row.cells, field, &CellValue::field);
      REQUIRE((held == row.cells.end() ? Value(model::NoValue{}) : held->value) == cell.value);
    }
    REQUIRE(row.clock.stamp(field) == stamp);
  }

  void record_change(Device& device, Change change) {
    changes_.push_back(std::move(change));
    device.known.insert(changes_.size() - 1);
    arrive(device.rows[changes_.back().record], {&changes_.back()}, dice_);
  }

  void create(Device& device) {
    // Some ids are derived from a cause, and then two devices may make the same record.
    const RecordId record =
        dice_.once_in(2)
            ? RecordId::of(1U << 30, static_cast<std::uint32_t>(1 + dice_.below(3)))
            : RecordId::of(device.number, static_cast<std::uint32_t>(100 + changes_.size()));
    if (device.rows.contains(record) && device.rows[record].life > 0) return;
    Change change{model::RecordKind::deal,
                  record,
                  next_stamp({}, now_ms_ + device.skew_ms, device.number),
                  0,
                  {{model::life_field, std::int64_t{1}}}};
    for (const FieldNumber field : {text_field, FieldNumber{2}, FieldNumber{3}}) {
      if (dice_.once_in(2)) change.cells.push_back({field, random_value(dice_)});
    }
    if (dice_.once_in(3)) change.cells.push_back({tags, model::SetElements{{1, 'a', 1}}});
    std::erase_if(change.cells, [](const CellValue& cell) {
      return std::holds_alternative<model::NoValue>(cell.value);
    });
    record_change(device, std::move(change));
  }

  void turn_element(Device& device, RecordId record, FieldNumber field) {
    const auto& cells = device.rows[record].cells;
    const auto held = std::ranges::find(cells, field, &CellValue::field);
    const model::SetElements set =
        held == cells.end() ? model::SetElements{} : std::get<model::SetElements>(held->value);
    const Bytes element = {static_cast<std::uint8_t>('a' + dice_.below(3))};
    const auto added = added_element(set, element);
    const auto delta = added ? added : removed_element(set, element);
    REQUIRE(delta.has_value());
    write(device, record, field, *delta);
    const auto now = std::ranges::find(cells, field, &CellValue::field);
    REQUIRE(now != cells.end());
    REQUIRE(exists_at(element_length(std::get<model::SetElements>(now->value), element)) ==
            added.has_value());
  }

  void act(Device& device) {
    if (device.rows.empty() || dice_.once_in(5)) return create(device);
    auto row = device.rows.begin();
    std::advance(row, static_cast<std::ptrdiff_t>(dice_.below(device.rows.size())));
    const RecordId record = row->first;
    switch (dice_.below(8)) {
      case 0:
      case 1:
        if (row->second.life == 0) return;
        return write(device, record, model::life_field, row->second.life + 1);
      case 2:
        return turn_element(device, record, tags);
      case 3:
        return turn_element(device, record, watchers);
      case 4:
        return write(device, record, model::merged_into_field, device.rows.begin()->first);
      default:
        return write(device, record, static_cast<FieldNumber>(1 + dice_.below(4)),
                     random_value(dice_));
    }
  }

  Dice dice_;
  std::int64_t now_ms_ = 1'760'000'000'000;
  std::vector<Device> devices_;
  std::vector<Change> changes_;
};

}  // namespace

TEST_CASE("any changes at all, in any order, come to one state") {
  const std::uint64_t seeds = seed_count(8'000);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    check_hostile_changes(seed);
  }
}

TEST_CASE("devices with clocks off by years that hear of each other at random agree at last") {
  const std::uint64_t seeds = seed_count(1'000);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    Team(seed).run();
  }
}

}  // namespace holdall::change::test
