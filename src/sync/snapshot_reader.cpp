#include "sync/snapshot_reader.h"

#include <algorithm>
#include <utility>

#include "sync/held.h"
#include "sync/intake.h"
#include "sync/snapshot.h"

namespace holdall::sync {

const KnownSnapshot* SnapshotReader::choose(std::span<const KnownSnapshot> known,
                                            const change::VersionVector& held,
                                            const change::VersionVector& needed,
                                            std::uint64_t enough) {
  const KnownSnapshot* best = nullptr;
  std::uint64_t most = 0;
  for (const KnownSnapshot& snapshot : known) {
    const change::VersionVector covered = covered_by(snapshot.ref);
    const std::uint64_t brings = count_beyond(covered, held);
    const bool is_needed = std::ranges::any_of(needed.entries(), [&](const auto& entry) {
      return covered.covers(entry.device, entry.sequence) &&
             !held.covers(entry.device, entry.sequence);
    });
    if ((brings < enough && !is_needed) || brings <= most) continue;
    best = &snapshot;
    most = brings;
  }
  return best;
}

// Whether any batch of it is not here.
Result<bool> SnapshotReader::brings_anything(const ChunkRef& chunk) const {
  if (std::ranges::contains(useless_, chunk.file.hash)) return false;
  const Result<change::VersionVector> held = held_vector(space_, ports_.replica);
  if (!held) return fail(held.error());
  return std::ranges::any_of(chunk.holds, [&](const BatchRange& range) {
    return range.device != space_.device().name() && range.last > held->sequence(range.device);
  });
}

// How many batches were merged.
Result<std::uint64_t> SnapshotReader::take_in_chunk(const SnapshotChunk& chunk, Roster& roster) {
  bool changed = false;
  for (const ByteView introduction : chunk.introductions) {
    const Result<bool> added = roster.add(introduction, space_);
    if (added && *added) changed = true;
  }
  if (changed) {
    if (Status kept = roster.keep(ports_.replica); !kept) return fail(std::move(kept.error()));
  }
  std::vector<IncomingStream> streams;
  for (const StreamPart<ByteView>& stream : chunk.streams) {
    const RosterMember* const device = roster.find(stream.device);
    if (device == nullptr || stream.device == space_.device().name()) continue;
    streams.push_back({.author = device->introduction.key, .batches = stream.batches});
  }
  const Result<std::vector<IntakeResult>> taken =
      take_in_some_at_a_time(streams, space_, ports_.replica, ports_.randomness);
  if (!taken) return fail(taken.error());
  std::uint64_t merged = 0;
  for (const IntakeResult& stream : *taken) merged += stream.merged;
  return merged;
}

Task<Attempt<SnapshotIntake>> SnapshotReader::take_in(KnownSnapshot snapshot, Roster& roster) {
  SnapshotIntake intake;
  for (std::size_t place = 0; place < snapshot.ref.chunks.size(); ++place) {
    const ChunkRef& chunk = snapshot.ref.chunks[place];
    const Result<bool> wanted = brings_anything(chunk);
    if (!wanted) co_return trouble(wanted.error());
    if (!*wanted || chunk.file.size_bytes > chunk_bytes_max) continue;
    const FetchedFile fetched = co_await fetch_file(
        ports_.endpoint, chunk_path(device_name(snapshot.author), chunk, place), chunk.file);
    if (fetched.error) break;
    Result<SnapshotChunk> opened = fail(ErrorCode::damaged);
    if (fetched.bytes) opened = open_chunk(*fetched.bytes, space_, snapshot.author);
    if (!opened) {
      intake.broken = opened.error().code != ErrorCode::newer_format;
      break;
    }
    const Result<std::uint64_t> merged = take_in_chunk(*opened, roster);
    if (!merged) co_return trouble(merged.error());
    intake.batches += *merged;
    ++intake.chunks;
    const Result<bool> still = brings_anything(chunk);
    if (!still) co_return trouble(still.error());
    if (*still) useless_.push_back(chunk.file.hash);
  }
  co_return intake;
}

}  // namespace holdall::sync
