#include "model.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace holdall::sim {
namespace {

// What edits were under a device's old number, and are under its new one.
class Renumbering {
 public:
  void add(const RawChange& before, const RawChange& after) {
    ids_[before.record.id] = after.record.id;
    pairs_.emplace_back(before, after);
  }

  // Whether they differ in ids and devices of stamps alone, each record has one new id, and every
  // link to it has that.
  [[nodiscard]] bool holds() const {
    return std::ranges::all_of(pairs_, [this](const auto& pair) {
      const auto& [before, after] = pair;
      return after.record == RecordKey{before.record.kind, id_of(before.record.id)} &&
             after.wall_ms == before.wall_ms && after.stamp.time == before.stamp.time &&
             std::ranges::equal(
                 before.cells, after.cells, [this](const auto& one, const auto& two) {
                   return one.field == two.field && is_renumbered(one.value, two.value);
                 });
    });
  }

 private:
  [[nodiscard]] std::int64_t id_of(std::int64_t id) const {
    const auto found = ids_.find(id);
    return found == ids_.end() ? id : found->second;
  }
  [[nodiscard]] bool is_renumbered(const Bytes& before, const Bytes& after) const {
    const RawValue value = raw_value(before);
    if (value.type != raw_record) return after == before;
    const auto id = static_cast<std::int64_t>(ByteReader(value.payload).varint());
    ByteWriter payload;
    payload.varint(static_cast<std::uint64_t>(id_of(id)));
    ByteWriter expected;
    expected.varint(raw_record);
    expected.sized(payload.bytes());
    return expected.take() == after;
  }

  std::map<std::int64_t, std::int64_t> ids_;
  std::vector<std::pair<RawChange, RawChange>> pairs_;
};

}  // namespace

bool knew(const Edit& later, const Edit& earlier) {
  if (&later == &earlier) return false;
  if (earlier.author == born) return later.author != born;
  if (later.author == earlier.author) return earlier.change.number < later.change.number;
  return later.author != born && later.seen[earlier.author] >= earlier.change.number;
}

Model::Model(const std::vector<DeviceName>& names) : names_(names), devices_(names.size() + 1) {
  for (Device& device : devices_) {
    device.sequences.assign(devices_.size(), 0);
    device.known.assign(devices_.size(), 0);
  }
}

Author Model::author_of(const DeviceName& name) const {
  const auto found = std::ranges::find(names_, name);
  return found == names_.end() ? born : static_cast<Author>(found - names_.begin()) + 1;
}

void Model::begin(Author author, const StoredState& stored) {
  Device& device = devices_[author];
  for (const RawChange& change : stored.changes) {
    const bool built_in = change.stamp == RawStamp{};
    if (built_in && author != 1) continue;  // the same on all
    Device& owner = devices_[built_in ? born : author];
    owner.edits.push_back({.what = {.change = change,
                                    .author = built_in ? born : author,
                                    .seen = std::vector<std::int64_t>(devices_.size(), 0)}});
  }
  take_streams(device, stored.streams);
}

void Model::take_streams(Device& device, const RawStreams& streams) {
  device.ends.clear();
  device.learnt.clear();
  std::ranges::fill(device.sequences, 0);
  std::ranges::fill(device.known, 0);
  for (const std::int64_t end : streams.own_ends) device.ends.push_back({.what = end});
  for (const auto& [name, sequence] : streams.merged) {
    device.learnt.push_back({.what = {author_of(name), sequence}});
    device.sequences[author_of(name)] = sequence;
  }
}

Author Model::copied(Author original, const StoredState& stored) {
  const Author copy = devices_.size();
  names_.emplace_back();
  devices_.emplace_back();
  for (Device& device : devices_) {
    device.sequences.resize(devices_.size(), 0);
    device.known.resize(devices_.size(), 0);
    for (Entry<Edit>& entry : device.edits) entry.what.seen.resize(devices_.size(), 0);
  }
  Device& device = devices_[copy];
  for (const RawChange& change : stored.changes) {
    if (change.stamp == RawStamp{}) continue;
    Edit edit{
        .change = change, .author = copy, .seen = std::vector<std::int64_t>(devices_.size(), 0)};
    const auto found =
        std::ranges::find_if(devices_[original].edits,
                             [&](const Entry<Edit>& entry) { return entry.what.change == change; });
    if (found != devices_[original].edits.end()) edit.seen = found->what.seen;
    device.edits.push_back({.what = std::move(edit)});
  }
  take_streams(device, stored.streams);
  return copy;
}

const Edit* Model::find_edit(Author original, const RawChange& change, std::int64_t last) const {
  for (const Entry<Edit>& entry : devices_[original].edits) {
    const RawChange& other = entry.what.change;
    const bool is_it = other.record == change.record && other.stamp == change.stamp &&
                       other.wall_ms == change.wall_ms && other.cells == change.cells;
    if (entry.until == UINT64_MAX && other.number <= last && is_it) return &entry.what;
  }
  return nullptr;
}

Status Model::renewed(Author copy, Author original, const DeviceName& name,
                      const StoredState& stored, std::size_t batches_read) {
  std::map<std::int64_t, const RawChange*> left;
  for (const RawChange& change : stored.changes)
    if (change.stamp != RawStamp{}) left[change.number] = &change;
  const std::vector<Entry<std::int64_t>>& ends = devices_[original].ends;
  const std::size_t known = std::min(batches_read, ends.size());
  const std::int64_t last_read = known == 0 ? 0 : ends[known - 1].what;
  Device& device = devices_[copy];
  std::int64_t given = 0;  // the last edit that stays the original's
  std::vector<Entry<Edit>> own;
  Renumbering renumbering;
  for (Entry<Edit>& entry : device.edits) {
    if (entry.until != UINT64_MAX) continue;
    Edit& edit = entry.what;
    const auto found = left.find(edit.change.number);
    if (found == left.end()) {
      if (find_edit(original, edit.change, INT64_MAX) == nullptr)
        return violation("an edit is gone since a device became a new one");
      given = edit.change.number;
      continue;
    }
    if (find_edit(original, edit.change, last_read) != nullptr)
      return violation("an edit is that of a new device, and the old one's too");
    renumbering.add(edit.change, *found->second);
    edit.change = *found->second;
    edit.seen[original] = std::max(edit.seen[original], given);
    own.push_back({.what = std::move(edit)});
    left.erase(found);
  }
  if (!left.empty()) return violation("a device that became a new one has edits of nobody");
  if (!renumbering.holds())
    return violation("an edit is another one since a device became a new one");
  device.edits = std::move(own);
  device.durable = 0;
  names_[copy - 1] = name;
  take_streams(device, stored.streams);
  return {};
}

void Model::wrote(Author author, std::vector<RawChange> changes, std::uint64_t commit) {
  Device& device = devices_[author];
  // What was known at the beginning is looked up when it is first needed: then all have begun.
  for (Author other = 1; other < devices_.size(); ++other) {
    const std::int64_t sequence = device.sequences[other];
    if (other == author || sequence == 0) continue;
    device.known[other] = devices_[other].ends[static_cast<std::size_t>(sequence - 1)].what;
  }
  for (RawChange& change : changes) {
    Edit edit{.change = std::move(change), .author = author, .seen = device.known};
    device.edits.push_back({.what = std::move(edit), .from = commit});
  }
}

void Model::withdrew(Author author, std::int64_t command, const std::set<std::int64_t>& left,
                     std::uint64_t commit) {
  for (Entry<Edit>& entry : devices_[author].edits) {
    const RawChange& change = entry.what.change;
    const bool stands = entry.until == UINT64_MAX && change.command == command;
    if (stands && !left.contains(change.number)) entry.until = commit;
  }
}

void Model::closed_batch(Author author, std::int64_t last_change, std::uint64_t commit) {
  devices_[author].ends.push_back({.what = last_change, .from = commit});
}

Status Model::merged_batch(Author author, const DeviceName& name, std::uint64_t sequence,
                           std::uint64_t commit) {
  const Author other = author_of(name);
  const auto number = static_cast<std::int64_t>(sequence);
  if (other == born || other == author) return violation("a batch of a stranger was merged");
  if (sequence > devices_[other].ends.size())
    return violation("a batch was merged that its author never closed, or has lost");
  Device& device = devices_[author];
  if (number != device.sequences[other] + 1) return violation("a batch was merged out of turn");
  device.sequences[other] = number;
  device.learnt.push_back({.what = {other, number}, .from = commit});
  return {};
}

void Model::durable(Author author, std::uint64_t commit) {
  devices_[author].durable = std::max(devices_[author].durable, commit);
}

bool Model::stood(const Device& device, const StoredState& stored, std::uint64_t commit) const {
  auto found = std::ranges::find_if(
      stored.changes, [](const RawChange& change) { return change.stamp != RawStamp{}; });
  for (const Entry<Edit>& entry : device.edits) {
    if (!entry.stands_at(commit)) continue;
    if (found == stored.changes.end() || *found != entry.what.change) return false;
    ++found;
  }
  if (found != stored.changes.end()) return false;
  std::vector<std::int64_t> ends;
  for (const auto& end : device.ends)
    if (end.stands_at(commit)) ends.push_back(end.what);
  if (ends != stored.streams.own_ends) return false;
  std::map<DeviceName, std::int64_t> merged;
  for (const auto& learnt : device.learnt) {
    if (learnt.stands_at(commit)) merged[names_[learnt.what.author - 1]] = learnt.what.sequence;
  }
  return merged == stored.streams.merged;
}

void Model::forget_after(Device& device, std::uint64_t commit) {
  const auto tidy = [commit](auto& entries) {
    std::erase_if(entries, [&](const auto& entry) { return !entry.stands_at(commit); });
    for (auto& entry : entries) {
      entry.from = 0;
      entry.until = UINT64_MAX;
    }
  };
  tidy(device.edits);
  tidy(device.ends);
  tidy(device.learnt);
  device.durable = 0;
  std::ranges::fill(device.sequences, 0);
  for (const auto& learnt : device.learnt)
    device.sequences[learnt.what.author] = learnt.what.sequence;
  std::ranges::fill(device.known, 0);
}

Status Model::check_nobody_knows_more(Author author) const {
  const auto closed = static_cast<std::int64_t>(devices_[author].ends.size());
  for (const Device& other : devices_) {
    if (other.sequences[author] > closed)
      return violation("a batch left its device before it was durable there");
  }
  return {};
}

Status Model::restarted(Author author, const StoredState& stored) {
  Device& device = devices_[author];
  std::set<std::uint64_t, std::greater<>> commits = {device.durable};
  const auto add = [&](std::uint64_t commit) {
    if (commit > device.durable && commit != UINT64_MAX) commits.insert(commit);
  };
  for (const auto& entry : device.edits) {
    add(entry.from);
    add(entry.until);
  }
  for (const auto& entry : device.ends) add(entry.from);
  for (const auto& entry : device.learnt) add(entry.from);
  const auto had = std::ranges::find_if(
      commits, [&](std::uint64_t commit) { return stood(device, stored, commit); });
  if (had == commits.end())
    return violation("after a crash a device holds what it never held, or lacks what was durable");
  forget_after(device, *had);
  return check_nobody_knows_more(author);
}

void Model::went_back(Author author, std::int64_t last_sequence) {
  Device& device = devices_[author];
  const auto ends = static_cast<std::size_t>(last_sequence);
  const std::int64_t last = ends == 0 ? 0 : device.ends[ends - 1].what;
  std::erase_if(device.edits,
                [last](const auto& entry) { return entry.what.change.number > last; });
}

std::int64_t Model::last_change(Author author) const {
  std::int64_t last = 0;
  for (const Entry<Edit>& entry : devices_[author].edits)
    if (entry.until == UINT64_MAX) last = std::max(last, entry.what.change.number);
  if (author == born) return last;
  return std::max(last, last_change(born));
}

std::size_t Model::edit_count() const {
  std::size_t count = 0;
  for (const Device& device : devices_) {
    count +=
        static_cast<std::size_t>(std::ranges::count(device.edits, UINT64_MAX, &Entry<Edit>::until));
  }
  return count;
}

std::map<RecordKey, std::vector<const Edit*>> Model::by_record() const {
  std::map<RecordKey, std::vector<const Edit*>> records;
  for (const Device& device : devices_) {
    for (const Entry<Edit>& entry : device.edits) {
      if (entry.until == UINT64_MAX) records[entry.what.change.record].push_back(&entry.what);
    }
  }
  return records;
}

}  // namespace holdall::sim
