#include "sync/puller.h"

#include <algorithm>
#include <utility>

#include "sync/batch.h"
#include "sync/held.h"
#include "sync/intake.h"
#include "sync/kept.h"
#include "sync/parking.h"
#include "sync/paths.h"
#include "sync/requests.h"
#include "sync/snapshot.h"
#include "sync/stored_file.h"

namespace holdall::sync {
namespace {

using platform::Endpoint;
using platform::Freshness;

constexpr std::size_t batches_at_once = 16;
constexpr std::size_t bytes_at_once = std::size_t{2} << 20;

}  // namespace

std::string Puller::known_name(const DeviceName& device) const {
  return ports_.record_name("head/" + lowercase_hex(device.bytes));
}

Task<Puller::FoundHead> Puller::read_heads(PublicKey key, Freshness freshness) {
  FoundHead found;
  for (const std::size_t slot : {std::size_t{0}, std::size_t{1}}) {
    const Endpoint::File file =
        co_await get(ports_.endpoint, head_path(device_name(key), slot), head_bytes_max, freshness);
    if (!is_answer(file)) {
      found.error = file.error();
      continue;
    }
    if (!file || !*file) continue;
    found.files[slot] = hash_of(**file);
    Result<Head> head = open_head(**file, space_, key);
    if (!head && head.error().code == ErrorCode::newer_format) found.newer_format = true;
    // One that was copied from the other path would hide what is newer there.
    if (!head || head->counter % 2 != slot) continue;
    if (found.head && found.head->counter > head->counter) continue;
    found.head = *std::move(head);
    found.hash = found.files[slot];
  }
  co_return found;
}

// Whether nothing is newer than what was found before: the next head would lie at the other path.
Task<bool> Puller::is_as_found(PublicKey key, const FoundHead& before) {
  const auto slot = static_cast<std::size_t>((before.head->counter + 1) % 2);
  const Endpoint::File file = co_await get(ports_.endpoint, head_path(device_name(key), slot),
                                           head_bytes_max, Freshness::any);
  if (!is_answer(file)) co_return false;
  const ObjectHash there = file && *file ? hash_of(**file) : ObjectHash();
  co_return there == before.files[slot];
}

// Both paths of one device in each round, in turn, show in time what the place has lost.
bool Puller::is_turn_of(const DeviceName& device) const {
  const auto& members = roster_.members();
  return members[static_cast<std::size_t>(rounds_ % members.size())].introduction.device() ==
         device;
}

// What was known must still be there: if it seems not to be, a second look past all caches.
Task<Puller::FoundHead> Puller::find_head(PublicKey key, std::uint64_t known_counter) {
  const DeviceName device = device_name(key);
  const auto before = found_.find(device);
  if (before != found_.end() && !is_turn_of(device) && co_await is_as_found(key, before->second))
    co_return before->second;
  FoundHead found = co_await read_heads(key, Freshness::any);
  const std::uint64_t counter = found.head ? found.head->counter : 0;
  if (counter < known_counter && !found.error && !found.newer_format)
    found = co_await read_heads(key, Freshness::fresh);
  found_.erase(device);
  if (found.head && !found.error && !found.newer_format) found_.emplace(device, found);
  co_return found;
}

// False if there is nothing to be done with it.
bool Puller::accept_head(Stream& stream, FoundHead found) {
  StreamReport& report = stream.report;
  const std::uint64_t counter = found.head ? found.head->counter : 0;
  if (counter < stream.known.counter || counter == 0) {
    report.state = StreamState::unpublished;
    if (found.error) {
      report.state = StreamState::unreachable;
    } else if (found.newer_format) {
      report.state = StreamState::newer_format;
      // Of a device that has gone on as another one nobody puts anything again.
    } else if (stream.known.counter > 0 && !roster_.has_successor(report.device)) {
      refuse(stream, stream.held + 1);
      report.state = StreamState::lost;
      report_.alarm = true;
    }
    report.endpoint = std::move(found.error);
    return false;
  }
  if (counter == stream.known.counter && found.hash != stream.known.hash) {
    report.state = StreamState::forked;
    return false;
  }
  stream.head = *std::move(found.head);
  stream.head_hash = found.hash;
  report.published = stream.head.sequence;
  for (const Refusal& refusal : stream.head.refusals)
    if (refusal.device == space_.device().name()) report_.suspects.push_back(refusal.sequence);
  return true;
}

// The index, if it says something that is not known or is needed for batches.
Task<Puller::Step> Puller::read_index(Stream& stream) {
  if (stream.head.index.empty()) co_return true;
  const NumberedRef& ref = stream.head.index.front();
  const bool for_batches = stream.head.sequence > stream.held &&
                           stream.head.sequence - stream.held > stream.head.batches.size();
  if (ref.file.hash == stream.known.index && !for_batches) co_return true;
  if (ref.file.size_bytes > index_bytes_max) {
    stream.report.state = StreamState::broken;
    co_return true;
  }
  const FetchedFile fetched = co_await fetch_file(
      ports_.endpoint, index_path(stream.report.device, ref.number, ref.file.attempt), ref.file);
  stream.report.endpoint = fetched.error;
  if (fetched.error) {
    stream.report.state = StreamState::unreachable;
    co_return true;
  }
  if (fetched.bytes) {
    Result<Index> index = open_index(*fetched.bytes, space_, stream.key);
    if (!index && index.error().code == ErrorCode::newer_format) {
      stream.report.state = StreamState::newer_format;
      co_return true;
    }
    if (index) stream.index = *std::move(index);
  }
  if (!stream.index) {
    stream.report.state = StreamState::broken;
    // Its author looks at all that it sent when somebody misses any of it.
    refuse(stream, stream.held + 1);
    co_return true;
  }
  const Status learned = learn(*stream.index);
  if (!learned) co_return trouble(learned.error());
  stream.known.index = ref.file.hash;
  stream.known.snapshots = stream.index->snapshots;
  co_return true;
}

Status Puller::learn(const Index& index) {
  bool changed = false;
  for (const Bytes& introduction : index.introductions) {
    const Result<bool> added = roster_.add(introduction, space_);
    // One that cannot be read now is for a newer version; it stays in its author's index.
    if (added && *added) changed = true;
  }
  for (const DeviceName& invitation : index.invitations)
    if (roster_.hear_of_invitation(invitation)) changed = true;
  return changed ? roster_.keep(ports_.replica) : Status{};
}

void Puller::refuse(Stream& stream, std::uint64_t sequence) {
  stream.report.state = StreamState::broken;
  report_.refusals.push_back({.device = stream.report.device, .sequence = sequence});
}

// False if the stream stops here.
Puller::Step Puller::merge(Stream& stream, std::vector<Bytes> batches) {
  const std::vector<ByteView> views(batches.begin(), batches.end());
  const Result<IntakeResult> taken =
      take_in({.author = stream.key, .batches = views}, space_, ports_.replica, ports_.randomness);
  if (!taken) return trouble(taken.error());
  report_.batches += taken->merged;
  stream.report.merged = taken->last_merged;
  const std::uint64_t held_before = std::exchange(stream.held, taken->last_held);
  switch (taken->stopped) {
    case Intake::merged:
    case Intake::known:
    case Intake::parked:
      // A file of an earlier batch in the place of the next one would be read for ever.
      if (stream.held > held_before) return true;
      refuse(stream, stream.held + 1);
      return false;
    case Intake::newer_format:
      stream.report.state = StreamState::newer_format;
      return false;
    case Intake::forked:
      stream.report.state = StreamState::forked;
      return false;
    case Intake::gap:
    case Intake::bad:
      refuse(stream, stream.held + 1);
      return false;
  }
  return false;
}

// Batches that follow each other, until they are enough for one transaction or one cannot be had.
Task<std::vector<Bytes>> Puller::fetch_some(Stream& stream) {
  std::vector<Bytes> batches;
  std::size_t bytes = 0;
  std::uint64_t sequence = stream.held;
  while (sequence < stream.head.sequence && batches.size() < batches_at_once &&
         bytes < bytes_at_once) {
    ++sequence;
    const FileRef* const file =
        find_batch(stream.head, stream.index ? &*stream.index : nullptr, sequence);
    FetchedFile fetched;
    if (file != nullptr && file->size_bytes <= batch_bytes_max) {
      fetched = co_await fetch_file(
          ports_.endpoint, batch_path(stream.report.device, sequence, file->attempt), *file);
    }
    if (fetched.error) {
      stream.report.state = StreamState::unreachable;
      stream.report.endpoint = fetched.error;
      break;
    }
    if (!fetched.bytes) {
      refuse(stream, sequence);
      break;
    }
    bytes += fetched.bytes->size();
    batches.push_back(*std::move(fetched.bytes));
  }
  co_return batches;
}

Task<Puller::Step> Puller::pull_batches(Stream& stream) {
  while (stream.held < stream.head.sequence && stream.may_park &&
         stream.report.state == StreamState::current) {
    std::vector<Bytes> batches = co_await fetch_some(stream);
    if (batches.empty()) break;
    const Step merged = merge(stream, std::move(batches));
    if (!merged || !*merged) co_return merged;
  }
  co_return true;
}

Status Puller::locate(Stream& stream) {
  const Result<change::VersionVector> merged = ports_.replica.merged_vector();
  if (!merged) return fail(merged.error());
  stream.report.merged = merged->sequence(stream.report.device);
  const Result<Parking> parking = Parking::load(ports_.replica);
  if (!parking) return fail(parking.error());
  const ParkedRun* const parked = parking->find(stream.report.device);
  stream.held = parked == nullptr ? stream.report.merged : parked->last;
  stream.may_park = parked == nullptr || !parked->is_full();
  return {};
}

Task<Puller::Step> Puller::look_at_stream(PublicKey key) {
  Stream stream;
  stream.key = key;
  stream.report.device = device_name(key);
  Result<KnownHead> known = read_kept<KnownHead>(ports_.replica, known_name(stream.report.device));
  if (!known) co_return trouble(known.error());
  stream.known_before = *known;
  stream.known = *std::move(known);
  const Status located = locate(stream);
  if (!located) co_return trouble(located.error());
  FoundHead found = co_await find_head(key, stream.known.counter);
  stream.has_head = accept_head(stream, std::move(found));
  if (stream.has_head) {
    const Step read = co_await read_index(stream);
    if (!read) co_return read;
  }
  streams_.push_back(std::move(stream));
  co_return true;
}

Task<Puller::Step> Puller::pull_stream(Stream& stream) {
  stream.is_pulled = true;
  if (!stream.has_head) co_return true;
  const Status located = locate(stream);
  if (!located) co_return trouble(located.error());
  if (stream.report.state == StreamState::current) {
    const Step pulled = co_await pull_batches(stream);
    if (!pulled) co_return pulled;
  }
  stream.known.counter = stream.head.counter;
  stream.known.hash = stream.head_hash;
  const Status kept = stream.known == stream.known_before
                          ? Status{}
                          : keep(ports_.replica, known_name(stream.report.device), stream.known);
  if (!kept) co_return trouble(kept.error());
  if (stream.held > stream.report.merged && stream.report.state == StreamState::current)
    stream.report.state = StreamState::newer_format;
  co_return true;
}

// All members', also those that an index tells of.
Task<Puller::Step> Puller::look_at_streams() {
  for (;;) {
    const auto next = std::ranges::find_if(roster_.members(), [this](const RosterMember& member) {
      const DeviceName name = member.introduction.device();
      return name != space_.device().name() &&
             !std::ranges::contains(streams_, name,
                                    [](const Stream& stream) { return stream.report.device; });
    });
    if (next == roster_.members().end()) co_return true;
    const PublicKey key = next->introduction.key;
    const Step looked = co_await look_at_stream(key);
    if (!looked) co_return looked;
  }
}

// Those behind which a stream's index begins.
change::VersionVector Puller::needed_batches() const {
  change::VersionVector needed;
  for (const Stream& stream : streams_) {
    if (stream.index && stream.index->first_sequence > 1)
      needed.advance(stream.report.device, stream.index->first_sequence - 1);
  }
  return needed;
}

Task<Puller::Step> Puller::take_in_snapshots() {
  std::vector<KnownSnapshot> known;
  report_.covered = {};
  for (const Stream& stream : streams_) {
    // What the place has lost is lost with all that was listed.
    const bool counts = stream.has_head || stream.report.state == StreamState::unreachable;
    const bool is_refused = std::ranges::any_of(streams_, [&stream](const Stream& other) {
      return std::ranges::contains(other.head.refusals, Refusal{stream.report.device, 0});
    });
    for (const SnapshotRef& snapshot : stream.known.snapshots) {
      if (counts && !is_refused) report_.covered.merge(covered_by(snapshot));
      if (stream.has_head) known.push_back({.author = stream.key, .ref = snapshot});
    }
  }
  while (!known.empty()) {
    const Result<change::VersionVector> held = held_vector(space_, ports_.replica);
    if (!held) co_return trouble(held.error());
    const KnownSnapshot* const best =
        SnapshotReader::choose(known, *held, needed_batches(), ports_.snapshots.lacking_min);
    if (best == nullptr) break;
    const auto place = static_cast<std::ptrdiff_t>(best - known.data());
    const Attempt<SnapshotIntake> taken = co_await snapshots_.take_in(*best, roster_);
    if (!taken) co_return std::unexpected(taken.error());
    report_.batches += taken->batches;
    report_.chunks += taken->chunks;
    if (taken->broken) {
      report_.refusals.push_back(
          {.device = device_name(known[static_cast<std::size_t>(place)].author), .sequence = 0});
    }
    known.erase(known.begin() + place);
  }
  co_return true;
}

// The introduction by this sponsor that lies there, now in the roster; nothing: there is none.
Task<Puller::Visit> Puller::visit(std::string path, DeviceName sponsor) {
  Visit visit;
  const Endpoint::File file =
      co_await get(ports_.endpoint, path, introduction_bytes_max, Freshness::any);
  if (!file || !*file) co_return visit;
  const Result<Introduction> introduction = open_introduction(**file, space_.id(), space_.root());
  if (!introduction || introduction->invitation != sponsor) co_return visit;
  visit.visitor = introduction->device();
  const Result<bool> added = roster_.add(**file, space_);
  visit.is_new = added && *added;
  co_return visit;
}

// Who was invited and has come, and who goes on as a new device.
Task<Puller::Step> Puller::look_at_doors() {
  bool changed = false;
  for (const DeviceName& door : roster_.all_doors()) {
    const Visit found = co_await visit(door_path(door), door);
    changed = changed || found.is_new;
  }
  // At first of all devices, then of one in every second round, in turn: in the others this device
  // looks at its own door, so that no round takes more than one request for either.
  std::vector<DeviceName> devices;
  const std::uint64_t round = rounds_++;
  if (round % 2 == 1 || round == 0) {
    for (const RosterMember& member : roster_.members())
      devices.push_back(member.introduction.device());
    if (round > 0) devices = {devices[static_cast<std::size_t>(round / 2 % devices.size())]};
  }
  for (std::size_t index = 0; index < devices.size(); ++index) {
    for (std::uint64_t number = 0; number < successors_max; ++number) {
      const Visit found = co_await visit(successor_path(devices[index], number), devices[index]);
      if (!found.visitor) break;
      changed = changed || found.is_new;
      // It may have a successor in its turn.
      if (found.is_new) devices.push_back(*found.visitor);
    }
  }
  const Status kept = changed ? roster_.keep(ports_.replica) : Status{};
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

Task<Attempt<PullReport>> Puller::pull() {
  report_ = {};
  Result<Roster> roster = Roster::load(ports_.replica, space_);
  if (!roster) co_return trouble(roster.error());
  roster_ = *std::move(roster);
  const Result<std::uint64_t> readable =
      take_in_parked(roster_, space_, ports_.replica, ports_.randomness);
  if (!readable) co_return trouble(readable.error());
  report_.batches += *readable;
  const Step looked = co_await look_at_doors();
  if (!looked) co_return std::unexpected(looked.error());
  streams_.clear();
  for (;;) {
    const std::size_t streams_before = streams_.size();
    const Step seen = co_await look_at_streams();
    if (!seen) co_return std::unexpected(seen.error());
    if (streams_.size() == streams_before) break;
    // They may introduce somebody too.
    const Step taken = co_await take_in_snapshots();
    if (!taken) co_return std::unexpected(taken.error());
    for (Stream& stream : streams_) {
      const Step pulled = stream.is_pulled ? Step(true) : co_await pull_stream(stream);
      if (!pulled) co_return std::unexpected(pulled.error());
    }
  }
  for (Stream& stream : streams_) report_.streams.push_back(std::move(stream.report));
  streams_.clear();
  std::ranges::sort(report_.streams, {}, &StreamReport::device);
  report_.must_yield = roster_.must_yield(space_);
  co_return report_;
}

}  // namespace holdall::sync
