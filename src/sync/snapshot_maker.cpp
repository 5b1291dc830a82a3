#include "sync/snapshot_maker.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sync/held.h"
#include "sync/kept.h"
#include "sync/paths.h"
#include "sync/snapshot.h"
#include "sync/stored_file.h"

namespace holdall::sync {
namespace {

constexpr const char* record = "snapshots";
constexpr std::size_t generations = 2;

}  // namespace

Status SnapshotMaker::load() {
  Result<State> state = read_kept<State>(ports_.replica, ports_.record_name(record));
  if (!state) return fail(std::move(state.error()));
  state_ = *std::move(state);
  return {};
}

Status SnapshotMaker::keep_state() {
  return keep(ports_.replica, ports_.record_name(record), state_);
}

// Own batches that are not published yet wait for the next one.
Result<change::VersionVector> SnapshotMaker::wanted(std::uint64_t published) {
  const Result<change::VersionVector> held = held_vector(space_, ports_.replica);
  if (!held) return held;
  change::VersionVector vector;
  for (const auto& [device, sequence] : held->entries()) {
    const bool own = device == space_.device().name();
    const std::uint64_t last = own ? std::min(sequence, published) : sequence;
    if (last > 0) vector.advance(device, last);
  }
  return vector;
}

bool SnapshotMaker::is_time(const change::VersionVector& wanted,
                            const change::VersionVector& others) const {
  change::VersionVector covered = others;
  for (const SnapshotRef& snapshot : state_.listed) covered.merge(covered_by(snapshot));
  // Who has made none lets one go on who has, and does it in the end.
  const bool waits = state_.listed.empty() && !others.entries().empty();
  const std::uint64_t enough = ports_.snapshots.batches_min * (waits ? 2 : 1);
  return count_beyond(wanted, covered) >= enough;
}

// With the chunks of the last one, but for the end of its row, if that can be a longer one now.
void SnapshotMaker::begin() {
  SnapshotRef next{.number = ++state_.last_number, .chunks = {}};
  if (!state_.listed.empty()) next.chunks = state_.listed.back().chunks;
  if (!next.chunks.empty() && next.chunks.back().file.size_bytes < ports_.snapshots.chunk_bytes / 2)
    next.chunks.pop_back();
  state_.making = {std::move(next)};
}

void SnapshotMaker::finish() {
  state_.listed.push_back(std::move(state_.making.front()));
  state_.making.clear();
  if (state_.listed.size() > generations) state_.listed.erase(state_.listed.begin());
}

Task<Attempt<FileRef>> SnapshotMaker::put_chunk(ChunkRef chunk, std::size_t place) {
  Result<Bytes> object = make_chunk(chunk.holds, space_, ports_.replica, ports_.randomness);
  if (!object) co_return trouble(object.error());
  co_return co_await put_fresh(ports_, *std::move(object), [=, this](std::uint32_t attempt) {
    return snapshot_path(space_.device().name(), chunk.snapshot, attempt, place);
  });
}

// False if the row leads to what is wanted.
Task<Attempt<bool>> SnapshotMaker::put_next(change::VersionVector wanted) {
  const SnapshotRef& making = state_.making.front();
  Result<std::vector<BatchRange>> holds =
      next_in_row(covered_by(making), wanted, ports_.snapshots.chunk_bytes, space_, ports_.replica);
  if (!holds) co_return trouble(holds.error());
  if (holds->empty()) co_return false;
  // What was merged is handed on when it is durable here, like all that leaves; and so it is
  // durable that the chunk before is there.
  const Attempt<bool> durable = co_await make_durable(ports_.replica);
  if (!durable) co_return durable;
  ChunkRef chunk{.snapshot = making.number, .file = {}, .holds = *std::move(holds)};
  const Attempt<FileRef> file = co_await put_chunk(chunk, making.chunks.size());
  if (!file) co_return std::unexpected(file.error());
  chunk.file = *file;
  state_.making.front().chunks.push_back(std::move(chunk));
  const Status kept = keep_state();
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

Task<Attempt<bool>> SnapshotMaker::make(std::uint64_t published, change::VersionVector others) {
  const Result<change::VersionVector> wanted = this->wanted(published);
  if (!wanted) co_return trouble(wanted.error());
  if (state_.making.empty()) {
    if (!is_time(*wanted, others)) co_return false;
    begin();
  }
  for (;;) {
    const Attempt<bool> more = co_await put_next(*wanted);
    if (!more) co_return more;
    if (!*more) break;
  }
  finish();
  const Status kept = keep_state();
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

Task<Attempt<std::uint64_t>> SnapshotMaker::repair() {
  std::uint64_t repaired = 0;
  if (!state_.making.empty() || state_.listed.size() > 1) {
    // What nobody can do without is the last one; the next is made anew.
    state_.making.clear();
    if (state_.listed.size() > 1) state_.listed.erase(state_.listed.begin());
    const Status kept = keep_state();
    if (!kept) co_return trouble(kept.error());
  }
  if (state_.listed.empty()) co_return repaired;
  for (std::size_t place = 0; place < state_.listed.front().chunks.size(); ++place) {
    const ChunkRef chunk = state_.listed.front().chunks[place];
    const Attempt<bool> there = co_await is_there(
        ports_.endpoint, chunk_path(space_.device().name(), chunk, place), chunk.file);
    if (!there) co_return std::unexpected(there.error());
    if (*there) continue;
    const Attempt<FileRef> again = co_await put_chunk(chunk, place);
    if (!again) co_return std::unexpected(again.error());
    state_.listed.front().chunks[place].file = *again;
    ++repaired;
    const Status kept = keep_state();
    if (!kept) co_return trouble(kept.error());
  }
  co_return repaired;
}

}  // namespace holdall::sync
