#include "schedule.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "agreement.h"
#include "model/date.h"
#include "remembered_signatures.h"
#include "sync/head.h"
#include "sync/parcel.h"

namespace holdall::sim {
namespace {

constexpr std::size_t events_least = 60;
constexpr std::size_t events_more = 41;
constexpr int rounds_max = 14;
constexpr std::int64_t years_ms = 3'652 * model::day_ms;
constexpr std::int64_t last_moment_ms = (std::int64_t{1} << 47) - 1;

constexpr std::array<std::pair<Event, std::uint32_t>, event_count> weights = {{
    {Event::act, 280},
    {Event::import_step, 60},
    {Event::sync, 110},
    {Event::step, 330},
    {Event::wait, 50},
    {Event::idle, 20},
    {Event::upgrade, 30},
    {Event::crash, 12},
    {Event::crash_at_write, 12},
    {Event::storage_full, 8},
    {Event::storage_answer_lost, 5},
    {Event::restore_profile, 30},
    {Event::copy_profile, 30},
    {Event::become_new, 0},
    {Event::clock_years, 14},
    {Event::clock_back, 14},
    {Event::newer_batches, 30},
    {Event::arrive, 12},
    {Event::faults, 20},
    {Event::read_only, 5},
    {Event::parcel, 8},
    {Event::parcel_spoilt, 3},
    {Event::remember_place, 8},
    {Event::empty_place, 3},
    {Event::roll_back, 4},
    {Event::spoil_file, 6},
    {Event::truncate_file, 4},
    {Event::duplicate_file, 3},
    {Event::swap_files, 4},
    {Event::drop_file, 6},
    {Event::replay_file, 5},
    {Event::forge_file, 5},
}};

}  // namespace

Event Schedule::draw() {
  constexpr std::uint32_t sum = [] {
    std::uint32_t all = 0;
    for (const auto& [event, weight] : weights) all += weight;
    return all;
  }();
  auto ticket = static_cast<std::uint32_t>(dice_.below(sum));
  for (const auto& [event, weight] : weights) {
    if (ticket < weight) return event;
    ticket -= weight;
  }
  return Event::step;
}

Status Schedule::begin() {
  forget_signatures();
  const std::size_t size = below(10);
  kind_ = {.devices = size < 7   ? std::size_t{3}
                      : size < 9 ? std::size_t{4}
                                 : settlers_max,
           .acquainted = below(4) != 0,
           .same_numbers = below(6) == 0,
           .tells_numbers = below(2) == 0};
  const Result<const Settlement*> found = settlement(kind_);
  if (!found) return fail(found.error());
  settlement_ = *found;
  place_ = settlement_->place;
  remembered_ = place_.files;
  model_ = std::make_unique<Model>(settlement_->names);
  with_imports_ = below(3) == 0;
  with_upgrades_ = below(2) == 0;
  with_restoring_ = below(8) == 0;
  with_newer_batches_ = below(4) == 0;
  // One that nobody knows yet comes later.
  const bool one_is_late = !kind_.acquainted && below(2) == 0;
  while (settled_ + (one_is_late ? 1 : 0) < kind_.devices) {
    if (Status added = add_device(); !added) return added;
  }
  tell(std::to_string(kind_.devices) + " devices" + (kind_.acquainted ? "" : ", strangers yet") +
       (kind_.same_numbers ? ", two with one number" : ""));
  return {};
}

Status Schedule::add_device() {
  const std::size_t index = settled_++;
  auto device =
      Device::make(index + 1, settlement_->births[index], place_, model_.get(), dice_.next_u64());
  if (!device) return fail(device.error());
  devices_.push_back(*std::move(device));
  devices_.back()->is_newer = with_upgrades_ && below(2) == 0;
  // With one number and one clock the stamps of two devices are equal now and then.
  if (!kind_.same_numbers && below(2) == 0) set_clock(*devices_.back(), Event::clock_years);
  return {};
}

Status Schedule::run() {
  if (Status begun = begin(); !begun) return begun;
  ++totals_.schedules;
  for (std::size_t left = events_least + below(events_more); left > 0; --left) {
    if (Status happened = happen(draw()); !happened) return happened;
  }
  if (Status settled = settle(); !settled) return settled;
  for (const auto& device : devices_) {
    device->switch_off();
    for (std::size_t index = 0; index < native::endpoint_fault_count; ++index)
      totals_.endpoint_faults[index] += device->endpoint_faults[index];
    totals_.snapshots += device->snapshots;
    totals_.chunks += device->chunks;
    totals_.unparked += device->unparked;
    totals_.late += device->is_late && device->chunks > 0 ? 1 : 0;
  }
  totals_.edits += model_->edit_count();
  return {};
}

Status Schedule::happen(Event event) {
  ++totals_.events;
  ++totals_.of_kind[static_cast<std::size_t>(event)];
  if (event >= Event::remember_place) {
    tell(name_of(event));
    // Who goes back to an earlier time and does not find its own files knows nothing of it; and
    // what a device has left that is another one now nobody puts there again.
    const bool has_formers = kind_.same_numbers && kind_.tells_numbers;
    if (!with_restoring_ && !has_formers) harm_place(event);
    return {};
  }
  if (event == Event::wait) return wait();
  if (event == Event::arrive) return arrive();
  if (event == Event::faults) {
    fault_per_mille_ = profile_used_ ? 0 : static_cast<std::uint32_t>(below(3) * 40);
    tell("faults " + std::to_string(fault_per_mille_));
    set_faults();
    return {};
  }
  Device& device = any_device();
  tell("device " + std::to_string(device.author()) + ": " + name_of(event));
  if (Status happened = happen_to(device, event); !happened) return happened;
  if (device.is_dead()) return crash(device);
  if (Status told = device.tell_model(); !told) return told;
  return become_new(device);
}

Status Schedule::happen_to(Device& device, Event event) {
  native::MemoryStorage& storage = device.storage();
  switch (event) {
    case Event::act:
    case Event::import_step:
      return act(device, with_imports_ && event == Event::import_step);
    case Event::sync:
      device.run_carrier();
      return {};
    case Event::idle:
      device.image().checkpoint();
      return step(device, 8);
    case Event::crash:
      return crash(device);
    case Event::crash_at_write:
      device.is_doomed = true;
      storage.crash_at(storage.commits_started(),
                       below(2) == 0 ? native::MemoryStorage::CrashPoint::before_commit
                                     : native::MemoryStorage::CrashPoint::after_commit);
      return {};
    case Event::storage_full:
      // Until there is room again.
      device.is_full = !device.is_full;
      storage.fail_commits(device.is_full ? std::optional(ErrorCode::storage_full) : std::nullopt);
      return {};
    case Event::storage_answer_lost:
      storage.lose_answer(storage.commits_started());
      return {};
    case Event::clock_years:
    case Event::clock_back:
      set_clock(device, event);
      return {};
    case Event::restore_profile:
    case Event::copy_profile:
      return use_profile(device, event);
    case Event::newer_batches:
      if (with_newer_batches_) {
        device.batch_version = 2;
      } else {
        --totals_.of_kind[static_cast<std::size_t>(event)];
      }
      return {};
    case Event::upgrade:
      device.is_newer = with_upgrades_;
      return {};
    case Event::read_only:
      device.endpoint().set_read_only(!profile_used_ && below(3) != 0);
      return {};
    case Event::parcel:
    case Event::parcel_spoilt:
      return parcel(device, event == Event::parcel_spoilt);
    default:
      return step(device, 1 + below(24));
  }
}

Status Schedule::arrive() {
  if (settled_ == kind_.devices) {
    --totals_.of_kind[static_cast<std::size_t>(Event::arrive)];
    return {};
  }
  tell("device " + std::to_string(settled_ + 1) + " arrives");
  if (Status added = add_device(); !added) return added;
  devices_.back()->is_late = true;
  set_faults();
  return {};
}

Status Schedule::act(Device& device, bool imports) {
  Person person(device, dice_, device.is_newer);
  const Result<Deed> deed = imports ? person.go_on_importing() : person.act();
  if (!deed) return fail(deed.error());
  ++totals_.deeds[static_cast<std::size_t>(*deed)];
  tell(std::string("  ") + name_of(*deed));
  return {};
}

Status Schedule::step(Device& device, std::size_t tasks) {
  for (; tasks > 0 && !device.is_dead(); --tasks) {
    if (!device.loop.run_one()) {
      device.image().retry();
      break;
    }
  }
  return {};
}

// Time passes for all alike, whatever their clocks say.
Status Schedule::wait() {
  const double duration_ms = below(8) == 0 ? 3'600'000 : static_cast<double>(below(3000));
  tell("wait " + std::to_string(static_cast<std::int64_t>(duration_ms)));
  for (const auto& device : devices_) {
    // Task by task: a device that crashes at a write does nothing more.
    while (device->loop.waiting_tasks() > 0 && !device->is_dead()) device->loop.run_one();
    if (!device->is_dead()) device->loop.advance(duration_ms);
    if (Status told = device->is_dead() ? crash(*device) : device->tell_model(); !told) return told;
    if (Status renewed = become_new(*device); !renewed) return renewed;
  }
  return {};
}

Status Schedule::crash(Device& device) {
  device.switch_off();
  device.is_doomed = false;
  device.is_full = false;
  if (Status on = device.switch_on(); !on) return on;
  device.endpoint().set_all_faults(fault_per_mille_);
  return {};
}

// Keeps the profile of a device; once the device has published something since, it goes back to it,
// or another device begins with it. This happens once, and from then on no fault hides the files
// under its name from a copy.
Status Schedule::use_profile(Device& device, Event event) {
  std::uint64_t& count = totals_.of_kind[static_cast<std::size_t>(event)];
  --count;
  if (!with_restoring_ || profile_used_) return {};
  if (!profile_) {
    // What a round that is under way says it has sent may be known to the profile.
    if (device.carrier().is_running()) return {};
    profile_.emplace(&device, device.author(), device.disk());
    device.forget_report();
    return {};
  }
  Device& owner = *profile_->device;
  const auto& report = owner.last_report();
  const bool has_published = report && !report->trouble && report->published.batches > 0;
  if (!has_published || owner.author() != profile_->author) return {};
  ++count;
  profile_used_ = true;
  tell("  device " + std::to_string(owner.author()) + "'s profile is taken");
  fault_per_mille_ = 0;
  set_faults();
  for (const auto& each : devices_) each->endpoint().set_read_only(false);
  if (event == Event::restore_profile) {
    former_.push_back({owner.author(), owner.space().device().name()});
    return owner.restore(profile_->disk);
  }
  Result<std::unique_ptr<Device>> copy = owner.copy(profile_->disk, dice_.next_u64());
  if (!copy) return fail(copy.error());
  devices_.push_back(*std::move(copy));
  return {};
}

// If its last exchange asks for it and nothing is in the way.
Status Schedule::become_new(Device& device) {
  const auto& report = device.last_report();
  if (!report || !report->renewal || device.carrier().is_running()) return {};
  if (device.is_doomed || device.is_full || device.import || device.reversal) {
    // As in the app: the next exchange asks again.
    device.forget_report();
    return {};
  }
  const bool was_copy = device.is_copy();
  const Author before = device.author();
  const DeviceName name = device.space().device().name();
  const Result<bool> renewed = device.become_new();
  if (!renewed) return fail(renewed.error());
  if (!*renewed) return {};
  if (!was_copy) former_.push_back({before, name});
  ++totals_.of_kind[static_cast<std::size_t>(Event::become_new)];
  tell("  device " + std::to_string(before) + " goes on as device " +
       std::to_string(device.author()));
  return {};
}

void Schedule::set_clock(Device& device, Event event) {
  const std::int64_t now_ms = device.clock.wall_ms();
  const auto some_ms = [this](std::int64_t most) {
    return static_cast<std::int64_t>(dice_.below(static_cast<std::uint64_t>(most)));
  };
  if (event == Event::clock_back) {
    const std::int64_t step_ms = below(2) == 0 ? 5000 : years_ms;
    device.clock.set_wall_ms(std::max<std::int64_t>(now_ms - some_ms(step_ms), 0));
  } else if (below(16) == 0) {
    device.clock.set_wall_ms(last_moment_ms);
  } else {
    constexpr std::int64_t today_ms = 1'718'452'800'000;
    device.clock.set_wall_ms(today_ms - years_ms + some_ms(2 * years_ms));
  }
}

void Schedule::set_faults() {
  for (const auto& device : devices_) device->endpoint().set_all_faults(fault_per_mille_);
}

Status Schedule::parcel(Device& from, bool spoilt) {
  Device& to = any_device();
  // A copy forks its stream by hand: nothing there tells it that it is one.
  if (&to == &from || from.is_copy()) return {};
  // As in the app, where files wait for the end of a round.
  if (to.carrier().is_running()) return {};
  change::VersionVector known;
  if (below(2) == 0) {
    Result<change::VersionVector> merged = to.replica().merged_vector();
    if (!merged) return fail(merged.error());
    known = *std::move(merged);
  }
  Result<Bytes> file = sync::make_parcel(known, from.space(), from.replica(), from.randomness);
  if (!file) return fail(file.error());
  // It must not leave before what it holds is durable.
  const Status durable = from.make_durable();
  if (!durable || from.is_dead()) return {};
  if (Status told = from.tell_model(); !told) return told;
  if (spoilt) {
    for (std::size_t left = 1 + below(3); left > 0; --left)
      (*file)[below(file->size())] ^= static_cast<std::uint8_t>(1 + below(255));
  }
  const Result<sync::Parcel> opened = sync::open_parcel(*file);
  if (!opened) return spoilt ? Status{} : Status{fail(opened.error())};
  const Result<sync::ParcelReport> taken =
      sync::take_in_parcel(*opened, to.space(), to.replica(), to.randomness);
  if (!taken) return spoilt ? Status{} : Status{fail(taken.error())};
  // To an older version others' batches are brought for which it waits.
  const bool must_read = to.batch_version > sync::batch_format_version || !with_newer_batches_;
  if (!spoilt && taken->bad + taken->forks + (must_read ? taken->newer_formats : 0) > 0)
    return violation("a parcel that nobody touched was not taken: bad " +
                     std::to_string(taken->bad) + ", forked " + std::to_string(taken->forks) +
                     ", newer " + std::to_string(taken->newer_formats));
  return to.tell_model();
}

// --- harm to the place ---

std::map<std::string, Bytes>::iterator Schedule::any_file() {
  if (place_.files.empty()) return place_.files.end();
  return std::next(place_.files.begin(), static_cast<std::ptrdiff_t>(below(place_.files.size())));
}

void Schedule::harm_place(Event event) {
  auto& files = place_.files;
  if (event == Event::empty_place) files.clear();
  if (event == Event::roll_back) files = remembered_;
  if (event == Event::remember_place) remembered_ = files;
  const auto file = any_file();
  if (file == files.end()) return;
  tell("  " + file->first);
  if (event == Event::swap_files) std::swap(file->second, any_file()->second);
  if (event == Event::drop_file) {
    files.erase(file);
  } else if (event == Event::forge_file) {
    forge(file->first, file->second);
  } else {
    harm_file(event, file->second);
  }
}

void Schedule::harm_file(Event event, Bytes& bytes) {
  if (bytes.empty()) return;
  if (event == Event::spoil_file)
    bytes[below(bytes.size())] ^= static_cast<std::uint8_t>(1 + below(255));
  if (event == Event::truncate_file) bytes.resize(below(bytes.size()));
  if (event == Event::duplicate_file) {
    const Bytes once = bytes;
    bytes.insert(bytes.end(), once.begin(), once.end());
  }
  if (event == Event::replay_file) {
    // A head as it was, or that of another moment: both were good once.
    for (const auto& [path, old] : place_.before) {
      if (below(2) == 0) place_.files[path] = old;
    }
  }
}

// What one makes who has the passphrase and no device's key; or bytes of nobody.
void Schedule::forge(const std::string& path, Bytes& bytes) {
  const bool is_head = path.ends_with("/h0") || path.ends_with("/h1");
  if (!is_head || below(3) == 0) {
    bytes.resize(1 + below(300));
    dice_.fill(bytes);
    return;
  }
  const std::uint64_t counter = 2 * (1 + below(1000)) + (path.ends_with("1") ? 1 : 0);
  const sync::Head head{.counter = counter, .sequence = 0};
  Result<Bytes> forged = sync::make_head(head, *settlement_->outsider, dice_);
  if (forged) bytes = *std::move(forged);
}

// --- the end ---

// How far a device has come with each stream.
void Schedule::tell_streams(Device& device, const sync::CarryReport& report) {
  if (!trace_) return;
  const Result<RawStreams> streams = read_streams(device.store().database());
  if (!streams) return;
  std::string words = "  device " + std::to_string(device.author()) + ": own " +
                      std::to_string(streams->own_ends.size()) + ", merged";
  for (const auto& other : devices_) {
    const auto merged = streams->merged.find(other->space().device().name());
    words += " " + std::to_string(merged == streams->merged.end() ? 0 : merged->second);
  }
  for (const Former& former : former_) {
    const auto merged = streams->merged.find(former.name);
    words += " (" + std::to_string(merged == streams->merged.end() ? 0 : merged->second) + ")";
  }
  for (const sync::StreamReport& stream : report.pulled.streams)
    words += ", state " + std::to_string(static_cast<int>(stream.state));
  tell(words);
}

// Whether everybody has merged what everybody has closed, and of what is nobody's stream any more
// what anybody has.
Result<bool> Schedule::has_all_merged() {
  std::map<DeviceName, std::int64_t> closed;
  std::vector<RawStreams> all;
  for (const auto& device : devices_) {
    Result<RawStreams> streams = read_streams(device->store().database());
    if (!streams) return fail(streams.error());
    const auto own = static_cast<std::int64_t>(streams->own_ends.size());
    if (own > 0) closed[device->space().device().name()] = own;
    all.push_back(*std::move(streams));
  }
  for (const Former& former : former_) {
    for (const RawStreams& streams : all) {
      const auto merged = streams.merged.find(former.name);
      if (merged != streams.merged.end())
        closed[former.name] = std::max(closed[former.name], merged->second);
    }
  }
  for (std::size_t index = 0; index < devices_.size(); ++index) {
    std::map<DeviceName, std::int64_t> others = closed;
    others.erase(devices_[index]->space().device().name());
    if (all[index].merged != others) return false;
  }
  for (const Former& former : former_)
    model_->went_back(former.author, closed.contains(former.name) ? closed[former.name] : 0);
  return true;
}

// One exchange; whether the device is content with it, and, if asked for, had nothing to do.
Result<bool> Schedule::exchange(Device& device, bool to_rest) {
  device.run_carrier();
  if (Status finished = device.finish_carrier(); !finished) return fail(finished.error());
  if (Status told = device.tell_model(); !told) return fail(told.error());
  const sync::CarryReport& report = *device.last_report();
  if (report.trouble) {
    tell("  device " + std::to_string(device.author()) + " is troubled: kind " +
         std::to_string(static_cast<int>(report.trouble->kind)) + " " +
         report.trouble->error.detail);
  }
  tell_streams(device, report);
  totals_.batches += report.pulled.batches;
  const bool idle =
      report.pulled.batches == 0 && report.published.batches == 0 && report.published.repaired == 0;
  // Who went on as another before anything of it was published never will.
  const auto is_former = [&](const DeviceName& name) {
    return std::ranges::contains(former_, name, &Former::name);
  };
  const bool all_current =
      std::ranges::all_of(report.pulled.streams, [&](const sync::StreamReport& stream) {
        return stream.state == sync::StreamState::current ||
               (stream.state == sync::StreamState::unpublished && is_former(stream.device));
      });
  const bool asks = report.renewal.has_value();
  if (Status renewed = become_new(device); !renewed) return fail(renewed.error());
  if (asks) return false;
  return !report.trouble && all_current &&
         report.pulled.streams.size() + 1 == devices_.size() + former_.size() && (idle || !to_rest);
}

// Each in its turn until all are content one after the other and have merged everything.
Status Schedule::exchange_all(bool to_rest) {
  std::size_t content = 0;
  for (int turn = 0; turn < rounds_max; ++turn) {
    for (const auto& device : devices_) {
      const Result<bool> is_content = exchange(*device, to_rest);
      if (!is_content) return fail(is_content.error());
      content = *is_content ? content + 1 : 0;
      if (content < devices_.size()) continue;
      const Result<bool> merged = has_all_merged();
      if (!merged) return fail(merged.error());
      if (*merged) return {};
    }
  }
  return violation("the devices do not come to rest");
}

Status Schedule::settle() {
  tell("no faults any more");
  fault_per_mille_ = 0;
  if (settled_ < kind_.devices) {
    ++totals_.of_kind[static_cast<std::size_t>(Event::arrive)];
    if (Status arrived = arrive(); !arrived) return arrived;
  }
  for (const auto& device : devices_) {
    // In the end all have the newest version.
    if (with_newer_batches_) device->batch_version = 2;
    // A crash that is still to come comes now.
    if (device->is_doomed || below(8) == 0) {
      if (Status crashed = crash(*device); !crashed) return crashed;
    }
    device->storage().fail_commits(std::nullopt);
    device->is_full = false;
    device->endpoint().set_all_faults(0);
    device->endpoint().set_read_only(false);
    if (Status finished = device->finish_carrier(); !finished) return finished;
    device->image().retry();
    if (Status finished = Person(*device, dice_, false).finish(); !finished) return finished;
    if (Status told = device->tell_model(); !told) return told;
  }
  constexpr std::size_t to_rest_once_in = 4;
  if (Status exchanged = exchange_all(below(to_rest_once_in) == 0); !exchanged) return exchanged;
  for (const auto& device : devices_) {
    if (Status durable = device->make_durable(); !durable) return durable;
  }
  std::vector<Device*> all;
  for (const auto& device : devices_) all.push_back(device.get());
  return check_agreement(
      all, *model_, {.same_numbers = kind_.same_numbers, .copied = profile_used_}, dice_, totals_);
}

}  // namespace holdall::sim
