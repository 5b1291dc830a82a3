#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>

#include "carrier_fixture.h"

// Devices that edit, publish and pull through an endpoint with every fault there is, switched off
// at any step, while the place itself is emptied, rolled back and spoilt. In the end all agree and
// have every edit that was ever durable. HOLDALL_SYNC_SCHEDULES: how many schedules,
// HOLDALL_SYNC_SEED: the first one's seed.

namespace holdall::sync {
namespace {

using native::EndpointFault;

// What can happen between two requests.
enum class Event : std::uint8_t {
  edit,
  run,
  step,
  wait,
  crash,
  faults,
  empty_place,
  roll_back,
  spoil_file,
  swap_files,
  drop_file,
  remember_place,
};
constexpr std::array<std::pair<Event, std::uint32_t>, 12> weights = {{{Event::edit, 25},
                                                                      {Event::run, 30},
                                                                      {Event::step, 60},
                                                                      {Event::wait, 15},
                                                                      {Event::crash, 8},
                                                                      {Event::faults, 6},
                                                                      {Event::empty_place, 1},
                                                                      {Event::roll_back, 1},
                                                                      {Event::spoil_file, 2},
                                                                      {Event::swap_files, 1},
                                                                      {Event::drop_file, 2},
                                                                      {Event::remember_place, 2}}};

struct Totals {
  std::uint64_t events = 0;
  std::array<std::uint64_t, std::size(weights)> of_kind = {};
  std::array<std::uint64_t, native::endpoint_fault_count> faults = {};
  std::uint64_t edits = 0;
};

class Schedule {
 public:
  Schedule(std::uint64_t seed, Totals& totals)
      : randomness_(seed), totals_(totals), fleet_(2 + std::uint32_t(seed % 3), seed) {
    remembered_ = fleet_.place.files;
  }

  void play(std::uint32_t events) {
    for (; events > 0; --events) happen(draw());
  }

  // No faults any more: all come to agree, and nothing that was durable is missing.
  void check_agreement() {
    for (const auto& device : fleet_.devices) {
      device->endpoint->set_all_faults(0);
      while (device->carrier->is_running()) fleet_.loop.advance(2000);
    }
    fleet_.settle(8);
    for (const auto& device : fleet_.devices) note_durable(*device);
    std::string story;
    for (const auto& device : fleet_.devices) story += story_of(*device);
    INFO(story);
    const TinyContents& first = fleet_[0].replica->contents();
    for (const auto& device : fleet_.devices) {
      const TinyContents& contents = device->replica->contents();
      REQUIRE(contents.records == first.records);
      for (const change::Stamp& stamp : durable_) {
        INFO("device " << device->number() << " lacks an edit of device " << stamp.device);
        REQUIRE(contents.changes.contains(stamp));
      }
      const CarryReport report = device->sync();
      REQUIRE_FALSE(report.trouble.has_value());
      for (const StreamReport& stream : report.pulled.streams)
        REQUIRE(stream.state == StreamState::current);
      REQUIRE(report.pulled.streams.size() + 1 == fleet_.devices.size());
    }
    totals_.edits += durable_.size();
  }

 private:
  // How each stream looks to a device.
  static std::string story_of(TestDevice& device) {
    std::string story = "\ndevice " + std::to_string(device.number()) + ":";
    for (const StreamReport& stream : device.sync().pulled.streams) {
      story += " [state " + std::to_string(int(stream.state)) + ", published " +
               std::to_string(stream.published) + ", merged " + std::to_string(stream.merged) + "]";
    }
    return story;
  }

  Event draw() {
    std::uint32_t sum = 0;
    for (const auto& [event, weight] : weights) sum += weight;
    auto ticket = static_cast<std::uint32_t>(randomness_.below(sum));
    for (const auto& [event, weight] : weights) {
      if (ticket < weight) return event;
      ticket -= weight;
    }
    return Event::step;
  }

  std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(randomness_.below(limit));
  }
  TestDevice& any_device() { return fleet_[below(fleet_.devices.size())]; }

  // Its own edits among what is durable count from now on.
  void note_durable(const TestDevice& device) {
    for (const change::Change& change : device.replica->durable()->own)
      durable_.insert(change.stamp);
  }
  void count_faults(const TestDevice& device) {
    for (std::size_t index = 0; index < totals_.faults.size(); ++index)
      totals_.faults[index] += device.endpoint->faults(static_cast<EndpointFault>(index));
  }

  void happen(Event event) {
    ++totals_.events;
    ++totals_.of_kind[static_cast<std::size_t>(event)];
    TestDevice& device = any_device();
    switch (event) {
      case Event::edit:
        // Clocks are off by years, and step back.
        if (randomness_.below(4) == 0)
          device.wall_ms = 1'600'000'000'000 + std::int64_t(randomness_.below(400'000'000'000));
        device.edit(1 + std::uint32_t(randomness_.below(3)),
                    std::uint16_t(2 + randomness_.below(3)),
                    std::int64_t(randomness_.below(1'000'000)));
        break;
      case Event::run:
        if (!device.carrier->is_running()) device.carrier->run([](const CarryReport&) {});
        break;
      case Event::step:
        for (std::uint64_t count = 1 + randomness_.below(20); count > 0; --count)
          if (!fleet_.loop.run_one()) break;
        break;
      case Event::wait:
        fleet_.loop.advance(double(randomness_.below(3000)));
        break;
      case Event::crash:
        note_durable(device);
        count_faults(device);
        device.crash();
        device.endpoint->set_all_faults(fault_per_mille_);
        break;
      case Event::faults:
        fault_per_mille_ = std::uint32_t(randomness_.below(3) * 40);
        for (const auto& each : fleet_.devices) each->endpoint->set_all_faults(fault_per_mille_);
        break;
      default:
        harm_place(event);
    }
  }

  // Any file of a device's own folder: what lies at a door nobody but its reader would miss.
  std::map<std::string, Bytes>::iterator any_file() {
    auto& files = fleet_.place.files;
    const auto begin = files.lower_bound("d/");
    const auto end = files.lower_bound("e");
    if (begin == end) return files.end();
    const auto count = static_cast<std::uint64_t>(std::distance(begin, end));
    return std::next(begin, std::ptrdiff_t(randomness_.below(count)));
  }

  void harm_place(Event event) {
    auto& files = fleet_.place.files;
    if (event == Event::empty_place) files.clear();
    if (event == Event::roll_back) files = remembered_;
    if (event == Event::remember_place) remembered_ = files;
    const auto file = any_file();
    if (file == files.end() || file->second.empty()) return;
    if (event == Event::spoil_file)
      file->second[below(file->second.size())] ^= std::uint8_t(1 + randomness_.below(255));
    if (event == Event::swap_files) std::swap(file->second, any_file()->second);
    if (event == Event::drop_file) files.erase(file);
  }

  native::SeededRandomness randomness_;
  Totals& totals_;
  TestFleet fleet_;
  std::uint32_t fault_per_mille_ = 0;
  std::map<std::string, Bytes> remembered_;
  std::set<change::Stamp> durable_;
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoull(text);
}

}  // namespace

TEST_CASE("devices agree in the end, whatever happened on the way, and no durable edit is lost") {
  const std::uint64_t schedules = number_from("HOLDALL_SYNC_SCHEDULES", 60);
  const std::uint64_t first = number_from("HOLDALL_SYNC_SEED", std::random_device{}());
  Totals totals;
  for (std::uint64_t seed = first; seed < first + schedules; ++seed) {
    INFO("seed " << seed);
    Schedule schedule(seed, totals);
    schedule.play(150);
    schedule.check_agreement();
  }
  MESSAGE(schedules << " schedules from seed " << first << ", " << totals.events << " events, "
                    << totals.edits << " durable edits");
  if (schedules < 60) return;
  for (const std::uint64_t count : totals.of_kind) CHECK(count > 0);
  for (const std::uint64_t count : totals.faults) CHECK(count > 0);
}

}  // namespace holdall::sync
