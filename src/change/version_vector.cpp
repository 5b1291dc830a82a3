#include "change/version_vector.h"

#include <algorithm>
#include <utility>

namespace holdall::change {
namespace {

constexpr std::size_t encoded_entry_bytes_min = 17;

}  // namespace

std::uint64_t VersionVector::sequence(const DeviceName& device) const {
  const auto found = std::ranges::lower_bound(entries_, device, {}, &Entry::device);
  return found != entries_.end() && found->device == device ? found->sequence : 0;
}

void VersionVector::advance(const DeviceName& device, std::uint64_t sequence) {
  if (sequence == 0) return;
  const auto place = std::ranges::lower_bound(entries_, device, {}, &Entry::device);
  if (place != entries_.end() && place->device == device) {
    place->sequence = std::max(place->sequence, sequence);
  } else {
    entries_.insert(place, Entry{device, sequence});
  }
}

void VersionVector::merge(const VersionVector& other) {
  std::vector<Entry> merged;
  merged.reserve(entries_.size() + other.entries_.size());
  auto own = entries_.cbegin();
  for (const Entry& entry : other.entries_) {
    for (; own != entries_.cend() && own->device < entry.device; ++own) merged.push_back(*own);
    const bool both = own != entries_.cend() && own->device == entry.device;
    merged.push_back(both && own->sequence > entry.sequence ? *own : entry);
    if (both) ++own;
  }
  merged.insert(merged.end(), own, entries_.cend());
  entries_ = std::move(merged);
}

bool VersionVector::covers(const DeviceName& device, std::uint64_t sequence) const {
  return this->sequence(device) >= sequence;
}

bool VersionVector::covers(const VersionVector& other) const {
  return std::ranges::all_of(
      other.entries_, [&](const Entry& entry) { return covers(entry.device, entry.sequence); });
}

Bytes VersionVector::encode() const {
  ByteWriter writer;
  for (const Entry& entry : entries_) {
    writer.append(entry.device.bytes);
    writer.varint(entry.sequence);
  }
  return writer.take();
}

Result<VersionVector> VersionVector::decode(ByteView bytes) {
  VersionVector vector;
  vector.entries_.reserve(bytes.size() / encoded_entry_bytes_min);
  ByteReader reader(bytes);
  while (reader.left() > 0) {
    Entry entry;
    const ByteView name = reader.take(entry.device.bytes.size());
    entry.sequence = reader.varint();
    if (reader.failed() || entry.sequence == 0) return fail(ErrorCode::damaged, "version vector");
    std::ranges::copy(name, entry.device.bytes.begin());
    const bool ascending = vector.entries_.empty() || vector.entries_.back().device < entry.device;
    if (!ascending) return fail(ErrorCode::damaged, "version vector");
    vector.entries_.push_back(entry);
  }
  if (reader.failed()) return fail(ErrorCode::damaged, "version vector");
  return vector;
}

bool has_seen(const BatchPoint& later, const BatchPoint& earlier) {
  if (later.author == earlier.author) return later.sequence >= earlier.sequence;
  return later.seen->covers(earlier.author, earlier.sequence);
}

bool are_concurrent(const BatchPoint& left, const BatchPoint& right) {
  return !has_seen(left, right) && !has_seen(right, left);
}

}  // namespace holdall::change
