#include "store/log_ledger.h"

#include <algorithm>
#include <utility>

namespace holdall::store {
namespace {

constexpr std::uint64_t idle_log_bytes = 64 * 1024;
constexpr std::size_t idle_log_records = 64;
constexpr std::size_t records_until_fold = 1024;
// A chunk of which a large commit changed less is left to the record, as long as that stays short.
constexpr std::uint64_t direct_chunk_bytes = Image::chunk_bytes / 8;

struct ChangedChunk {
  std::uint32_t index;
  std::uint64_t bytes;
};

std::vector<ChangedChunk> changed_chunks(const std::vector<ByteRange>& ranges) {
  std::vector<ChangedChunk> chunks;
  for (const ByteRange& range : ranges) {
    for (std::uint64_t begin = range.begin; begin < range.end;) {
      const std::uint64_t index = begin / Image::chunk_bytes;
      const std::uint64_t end = std::min(range.end, (index + 1) * Image::chunk_bytes);
      if (chunks.empty() || chunks.back().index != index) {
        chunks.push_back({static_cast<std::uint32_t>(index), 0});
      }
      chunks.back().bytes += end - begin;
      begin = end;
    }
  }
  return chunks;
}

// Grows by doubling, as a vector does by itself.
template <class Value>
void make_room(std::vector<Value>& values, std::size_t count) {
  if (values.capacity() - values.size() >= count) return;
  values.reserve(std::max(values.size() + count, 2 * values.capacity()));
}

bool contains(const std::vector<std::uint32_t>& sorted, std::uint32_t index) {
  return std::ranges::binary_search(sorted, index);
}

void sort_unique(std::vector<std::uint32_t>& indexes) {
  std::ranges::sort(indexes);
  const auto rest = std::ranges::unique(indexes);
  indexes.erase(rest.begin(), rest.end());
}

// The parts of the ranges that lie outside the chunks.
std::vector<ByteRange> outside(const std::vector<ByteRange>& ranges,
                               const std::vector<std::uint32_t>& chunks) {
  if (chunks.empty()) return ranges;
  std::vector<ByteRange> kept;
  for (const ByteRange& range : ranges) {
    for (std::uint64_t begin = range.begin; begin < range.end;) {
      const std::uint64_t index = begin / Image::chunk_bytes;
      const std::uint64_t end = std::min(range.end, (index + 1) * Image::chunk_bytes);
      if (!contains(chunks, static_cast<std::uint32_t>(index))) {
        const bool continues = !kept.empty() && kept.back().end == begin;
        if (continues) kept.back().end = end;
        if (!continues) kept.push_back({begin, end});
      }
      begin = end;
    }
  }
  return kept;
}

}  // namespace

bool LogLedger::log_is_long() const {
  return log_bytes_ > std::max(log_bytes_min, header_.image_bytes / 4);
}

Upkeep LogLedger::upkeep_when_idle() {
  if (log_bytes_ <= idle_log_bytes && records_since_fold_ < idle_log_records) return Upkeep::none;
  join_changed();
  std::uint64_t live_bytes = 0;
  for (const ByteRange& range : changed_) {
    live_bytes +=
        std::min(range.end, header_.image_bytes) - std::min(range.begin, header_.image_bytes);
  }
  if (live_bytes > std::max(4 * idle_log_bytes, header_.image_bytes / 16))
    return Upkeep::checkpoint;
  // A fold writes everything again, so it waits until what has come since the last one weighs as
  // much, or until there are so many records that reading them takes long.
  const std::uint64_t unfolded_bytes = log_bytes_ - std::min(log_bytes_, folded_bytes_);
  const bool doubled = unfolded_bytes >= folded_bytes_;
  const bool shrinks = unfolded_bytes >= idle_log_bytes && log_bytes_ >= 2 * live_bytes;
  const bool worth = doubled && (shrinks || records_since_fold_ >= idle_log_records);
  return worth || records_since_fold_ >= records_until_fold ? Upkeep::fold : Upkeep::none;
}

TransactionPlan LogLedger::plan(const ImageChanges& changes, const Opening& opening,
                                Upkeep upkeep) {
  TransactionPlan plan;
  plan.upkeep = upkeep;
  plan.header.opening = opening;
  plan.header.last_sequence = header_.last_sequence + 1;
  plan.header.image_bytes = changes.size;
  plan.changed = changes.ranges;
  if (changes.was_cut()) plan.changed.push_back({changes.size, changes.largest_size});
  choose_chunk_writes(changes, plan);
  choose_record(changes, plan);
  const std::uint32_t chunk_count = Image::chunk_count_of(changes.size);
  if (header_.stored_chunks > chunk_count) plan.drop_chunks_from = chunk_count;
  plan.header.stored_chunks = std::min(header_.stored_chunks, chunk_count);
  if (!plan.chunk_writes.empty()) {
    plan.header.stored_chunks = std::max(plan.header.stored_chunks, plan.chunk_writes.back() + 1);
  }
  plan.header.first_sequence = first_sequence_after(plan);
  prepare_completion(plan);
  return plan;
}

void LogLedger::choose_chunk_writes(const ImageChanges& changes, TransactionPlan& plan) const {
  const std::uint32_t chunk_count = Image::chunk_count_of(changes.size);
  std::vector<std::uint32_t>& writes = plan.chunk_writes;
  std::uint64_t rest = total_bytes(changes.ranges);
  if (rest > spread_bytes_max) {
    const std::vector<ChangedChunk> chunks = changed_chunks(changes.ranges);
    for (const ChangedChunk& chunk : chunks) {
      if (chunk.bytes < direct_chunk_bytes) continue;
      writes.push_back(chunk.index);
      rest -= chunk.bytes;
    }
    if (rest > record_bytes_max) {
      writes.clear();
      for (const ChangedChunk& chunk : chunks) writes.push_back(chunk.index);
    }
  }
  if (plan.upkeep == Upkeep::checkpoint) {
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t index = 0; index < std::min<std::size_t>(chunk_count, needed_from_.size());
         ++index) {
      if (needed_from_[index] != 0) waiting.push_back(index);
    }
    std::ranges::sort(waiting, {}, [this](std::uint32_t index) { return needed_from_[index]; });
    waiting.resize(std::min(waiting.size(), checkpoint_chunks_max));
    writes.insert(writes.end(), waiting.begin(), waiting.end());
  }
  // The stored chunks are the first ones without a gap, so that one number tells which must be
  // there.
  if (!writes.empty()) {
    const std::uint32_t last = std::ranges::max(writes);
    for (std::uint32_t index = header_.stored_chunks; index < last; ++index)
      writes.push_back(index);
  }
  sort_unique(writes);
}

void LogLedger::choose_record(const ImageChanges& changes, TransactionPlan& plan) {
  if (!plan.chunk_writes.empty() && plan.upkeep == Upkeep::fold) plan.upkeep = Upkeep::none;
  plan.record_ranges = outside(changes.ranges, plan.chunk_writes);
  if (plan.upkeep == Upkeep::fold) {
    plan.record_ranges.insert(plan.record_ranges.end(), changed_.begin(), changed_.end());
    normalise(plan.record_ranges, changes.size, Image::joined_gap_bytes);
  }
  for (const ChangedChunk& chunk : changed_chunks(plan.record_ranges)) {
    plan.record_chunks.push_back(chunk.index);
  }
  // The record is also what says that a chunk ends earlier now.
  const auto cut_chunk = static_cast<std::uint32_t>(changes.size / Image::chunk_bytes);
  const bool cuts_a_chunk = changes.was_cut() && changes.size % Image::chunk_bytes != 0;
  if (cuts_a_chunk && !contains(plan.chunk_writes, cut_chunk))
    plan.record_chunks.push_back(cut_chunk);
  sort_unique(plan.record_chunks);
}

std::uint64_t LogLedger::first_sequence_after(const TransactionPlan& plan) const {
  const std::uint64_t sequence = plan.header.last_sequence;
  std::uint64_t first = plan.record_chunks.empty() ? sequence + 1 : sequence;
  const std::size_t chunk_count = Image::chunk_count_of(plan.header.image_bytes);
  for (std::uint32_t index = 0; index < std::min(chunk_count, needed_from_.size()); ++index) {
    if (needed_from_[index] == 0 || contains(plan.chunk_writes, index)) continue;
    first = std::min(first, plan.upkeep == Upkeep::fold ? sequence : needed_from_[index]);
  }
  return first;
}

void LogLedger::prepare_completion(TransactionPlan& plan) {
  needed_from_.reserve(Image::chunk_count_of(plan.header.image_bytes));
  make_room(record_sizes_, 1);
  if (plan.chunk_writes.empty()) return make_room(changed_, plan.changed.size());
  std::vector<ByteRange> changed = changed_;
  changed.insert(changed.end(), plan.changed.begin(), plan.changed.end());
  plan.changed_after = outside(changed, plan.chunk_writes);
}

void LogLedger::completed(TransactionPlan& plan, Bytes header_bytes, std::uint64_t record_bytes) {
  const std::uint64_t sequence = plan.header.last_sequence;
  needed_from_.resize(Image::chunk_count_of(plan.header.image_bytes), 0);
  for (const std::uint32_t index : plan.chunk_writes) needed_from_[index] = 0;
  for (const std::uint32_t index : plan.record_chunks) {
    if (needed_from_[index] == 0) needed_from_[index] = sequence;
  }
  if (plan.upkeep == Upkeep::fold) {
    for (std::uint64_t& needed : needed_from_) needed = needed == 0 ? 0 : sequence;
  }
  if (plan.puts_record()) append_record(record_bytes);
  const std::uint64_t kept = sequence + 1 - plan.header.first_sequence;
  if (record_sizes_.size() > kept) {
    const auto end = record_sizes_.end() - static_cast<std::ptrdiff_t>(kept);
    for (auto dropped = record_sizes_.begin(); dropped != end; ++dropped) log_bytes_ -= *dropped;
    record_sizes_.erase(record_sizes_.begin(), end);
  }
  header_ = plan.header;
  header_bytes_ = std::move(header_bytes);
  if (plan.chunk_writes.empty()) {
    changed_.insert(changed_.end(), plan.changed.begin(), plan.changed.end());
  } else {
    changed_ = std::move(plan.changed_after);
  }
  if (record_sizes_.empty()) changed_.clear();
  if (plan.upkeep == Upkeep::fold) folded_bytes_ = record_bytes;
  if (plan.upkeep == Upkeep::fold || record_sizes_.empty()) records_since_fold_ = 0;
  if (record_sizes_.empty()) folded_bytes_ = 0;
  if (changed_.size() > 2 * changed_when_joined_ + 1024) join_changed();
}

void LogLedger::follow(TransactionPlan plan, Bytes header_bytes, std::uint64_t record_bytes) {
  prepare_completion(plan);
  completed(plan, std::move(header_bytes), record_bytes);
  // A writer that has loaded the image knows of fewer records that are needed than one that has
  // written them: of a cut between two transactions, after which the image grew again, nothing is
  // stored. What it has dropped is not there any more.
  const bool any = header_.first_sequence <= header_.last_sequence;
  for (std::uint64_t& needed : needed_from_) {
    if (needed != 0 && needed < header_.first_sequence) needed = any ? header_.first_sequence : 0;
  }
}

void LogLedger::append_record(std::uint64_t record_bytes) {
  record_sizes_.push_back(record_bytes);
  log_bytes_ += record_bytes;
  ++records_since_fold_;
}

// Ranges behind the end stay: should the image grow again, a fold must list what has become zero
// there.
void LogLedger::join_changed() {
  normalise(changed_, UINT64_MAX, Image::joined_gap_bytes);
  changed_when_joined_ = changed_.size();
}

void LogLedger::start_anew(std::uint64_t last_sequence) {
  *this = {};
  header_.last_sequence = last_sequence;
  header_.first_sequence = last_sequence + 1;
}

void LogLedger::load_header(const StorageHeader& header, Bytes header_bytes) {
  header_ = header;
  header_bytes_ = std::move(header_bytes);
  needed_from_.assign(Image::chunk_count_of(header.image_bytes), 0);
}

void LogLedger::load_record(std::uint64_t sequence, std::uint64_t record_bytes,
                            const std::vector<ByteRange>& changed,
                            const std::vector<std::uint32_t>& chunks) {
  append_record(record_bytes);
  changed_.insert(changed_.end(), changed.begin(), changed.end());
  for (const std::uint32_t index : chunks) {
    if (index < needed_from_.size() && needed_from_[index] == 0) needed_from_[index] = sequence;
  }
  if (changed_.size() > 2 * changed_when_joined_ + 1024) join_changed();
}

}  // namespace holdall::store
