#include "sync/snapshot.h"

#include <new>
#include <utility>

#include "sync/held.h"
#include "sync/paths.h"
#include "sync/roster.h"
#include "sync/signed_object.h"

namespace holdall::sync {
namespace {

constexpr ObjectKind kind{.letters = "SNP",
                          .signature_words = "holdall snapshot",
                          .key_words = "holdall snapshot key",
                          .bytes_max = chunk_bytes_max};

template <class Blob>
struct ChunkPart {
  std::vector<Blob> introductions;
  std::vector<StreamPart<Blob>> streams;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(introductions, streams);
  }
};

}  // namespace

change::VersionVector covered_by(const SnapshotRef& snapshot) {
  change::VersionVector covered;
  for (const ChunkRef& chunk : snapshot.chunks) {
    for (const BatchRange& range : chunk.holds) {
      // Behind a gap it leads nowhere.
      const bool follows = range.first > 0 && range.first - 1 <= covered.sequence(range.device);
      if (follows && range.last > 0) covered.advance(range.device, range.last);
    }
  }
  return covered;
}

std::uint64_t count_beyond(const change::VersionVector& vector,
                           const change::VersionVector& other) {
  std::uint64_t count = 0;
  for (const auto& [device, sequence] : vector.entries()) {
    const std::uint64_t has = other.sequence(device);
    if (sequence > has) count += sequence - has;
  }
  return count;
}

std::string chunk_path(const DeviceName& author, const ChunkRef& chunk, std::size_t place) {
  return snapshot_path(author, chunk.snapshot, chunk.file.attempt, place);
}

Result<std::vector<BatchRange>> next_in_row(const change::VersionVector& reached,
                                            const change::VersionVector& wanted,
                                            std::size_t bytes_max, const Space& space,
                                            Replica& replica) {
  std::vector<BatchRange> row;
  std::size_t bytes = 0;
  for (const auto& [device, last] : wanted.entries()) {
    const std::uint64_t first = reached.sequence(device) + 1;
    for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
      const Result<Bytes> batch = held_batch(device, sequence, space, replica);
      if (!batch) return fail(batch.error());
      if (bytes > 0 && bytes + batch->size() > bytes_max) return row;
      bytes += batch->size();
      if (sequence == first) row.push_back({.device = device, .first = first});
      row.back().last = sequence;
    }
  }
  return row;
}

Result<Bytes> make_chunk(std::span<const BatchRange> holds, const Space& space, Replica& replica,
                         platform::Randomness& randomness) {
  try {
    const Result<Roster> roster = Roster::load(replica, space);
    if (!roster) return fail(roster.error());
    ChunkPart<Bytes> part{.introductions = roster->introductions(), .streams = {}};
    for (const BatchRange& range : holds) {
      StreamPart<Bytes>& stream = part.streams.emplace_back();
      stream = {.device = range.device, .first_sequence = range.first, .batches = {}};
      for (std::uint64_t sequence = range.first; sequence <= range.last; ++sequence) {
        Result<Bytes> batch = held_batch(range.device, sequence, space, replica);
        if (!batch) return fail(std::move(batch.error()));
        stream.batches.push_back(*std::move(batch));
      }
    }
    return make_object(kind, space.id(), space.root(), space.device(), {}, serialize_part(part),
                       randomness);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "making a chunk of a snapshot");
  }
}

Result<SnapshotChunk> open_chunk(ByteView object, const Space& space, const PublicKey& device) {
  const Result<ObjectParts> parts = authenticate_object(kind, object, space.id(), device);
  if (!parts) return fail(parts.error());
  Result<Bytes> opened = unseal_object(kind, *parts, space.root());
  if (!opened) return fail(std::move(opened.error()));
  const bool has_plain =
      parts->trailing() == change::TrailingBytes::refused && !parts->plain.empty();
  auto budget = change::AllocationBudget::for_input(object.size());
  if (has_plain || !budget.take(opened->size()))
    return fail(ErrorCode::damaged, "a chunk of a snapshot");
  Result<ChunkPart<ByteView>> part =
      change::read_bounded<ChunkPart<ByteView>>(*opened, budget, parts->trailing());
  if (!part) return fail(std::move(part.error()));
  return SnapshotChunk{.content = *std::move(opened),
                       .introductions = std::move(part->introductions),
                       .streams = std::move(part->streams)};
}

}  // namespace holdall::sync
