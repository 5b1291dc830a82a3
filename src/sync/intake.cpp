#include "sync/intake.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sync/batch.h"
#include "sync/kept.h"
#include "sync/outbox.h"
#include "sync/parking.h"
#include "sync/paths.h"

namespace holdall::sync {
namespace {

constexpr std::size_t batches_at_once = 16;

// The hash of the last batch of a stream that was merged: what the next one must name.
struct ChainEnd {
  std::uint64_t sequence = 0;
  ObjectHash hash;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(sequence, hash.bytes);
  }
};

std::string chain_name(const DeviceName& device) { return "chain/" + lowercase_hex(device.bytes); }
std::string envelope_name(const DeviceName& device, std::uint64_t sequence) {
  return "envelope/" + lowercase_hex(device.bytes) + "/" + std::to_string(sequence);
}

bool is_refusal(ErrorCode code) {
  return code == ErrorCode::not_authentic || code == ErrorCode::damaged;
}

// The next batches of one stream, verified and not merged yet.
struct Group {
  PublicKey author;
  std::uint64_t last_sequence = 0;      // merged, or in the group
  std::optional<ObjectHash> last_hash;  // nothing: not known here
  std::vector<ReceivedBatch> batches;
  std::vector<KeptRecord> records;
  Parking parking;

  [[nodiscard]] std::uint64_t last_held() const {
    const ParkedRun* const run = parking.find(device_name(author));
    return run == nullptr ? last_sequence : run->last;
  }
};

Result<Group> begin_group(const PublicKey& author, Replica& replica) {
  const DeviceName device = device_name(author);
  const Result<change::VersionVector> merged = replica.merged_vector();
  if (!merged) return fail(merged.error());
  const Result<ChainEnd> end = read_kept<ChainEnd>(replica, chain_name(device));
  if (!end) return fail(end.error());
  Group group{.author = author,
              .last_sequence = merged->sequence(device),
              .last_hash = {},
              .batches = {},
              .records = {},
              .parking = {}};
  if (end->sequence == group.last_sequence) group.last_hash = end->hash;
  Result<Parking> parking = Parking::load(replica);
  if (!parking) return fail(std::move(parking.error()));
  group.parking = *std::move(parking);
  return group;
}

// One that cannot be read, or that stands behind one.
Result<Intake> verify_parked(Group& group, ByteView batch, const Space& space,
                             std::uint32_t version) {
  const DeviceName device = device_name(group.author);
  const Result<OpenedBatch> opened =
      open_batch(batch, space.id(), space.root(), group.author, version);
  if (!opened && is_refusal(opened.error().code)) return Intake::bad;
  if (!opened) return fail(opened.error());
  const ParkedRun* const run = group.parking.find(device);
  const std::optional<ObjectHash> before =
      run == nullptr ? group.last_hash : std::optional(run->last_hash);
  if (before && *before != opened->header.before) return Intake::forked;
  if (run != nullptr && run->is_full()) return Intake::newer_format;
  group.parking.park(device, opened->header.sequence, batch, group.records);
  return Intake::parked;
}

Result<Intake> verify_next(Group& group, ByteView batch, const Space& space,
                           std::uint32_t version) {
  const Result<BatchHeader> header = read_batch_header(batch);
  if (!header || header->device != device_name(group.author)) return Intake::bad;
  if (header->sequence <= group.last_sequence) return Intake::known;
  const bool is_next = header->sequence == group.last_sequence + 1;
  if (!is_next || header->least_reader_version > version) {
    if (header->sequence <= group.last_held()) return Intake::known;
    if (header->sequence > group.last_held() + 1) return Intake::gap;
    return verify_parked(group, batch, space, version);
  }
  Result<OpenedBatch> opened = open_batch(batch, space.id(), space.root(), group.author, version);
  if (!opened && is_refusal(opened.error().code)) return Intake::bad;
  if (!opened) return fail(std::move(opened.error()));
  if (group.last_hash && *group.last_hash != opened->header.before) return Intake::forked;
  group.last_sequence = header->sequence;
  group.last_hash = hash_of(batch);
  group.parking.release(header->device, header->sequence, group.records);
  group.records.push_back(
      envelope_record(header->device, header->sequence, std::move(opened->envelope)));
  group.batches.push_back({.author = header->device,
                           .sequence = header->sequence,
                           .seen = header->seen,
                           .body = *std::move(opened->body),
                           .packed_body = std::move(opened->packed_body)});
  return Intake::merged;
}

Status merge_group(Group& group, const Space& space, Replica& replica,
                   platform::Randomness& randomness) {
  // What was written before this merge has not seen it.
  const Status closed = close_batches(replica, space, randomness);
  // A change that no batch can hold must not keep everybody else's away.
  if (!closed && closed.error().code != ErrorCode::invalid_argument) return closed;
  group.records.push_back(
      chain_record(device_name(group.author), group.last_sequence, *group.last_hash));
  return replica.merge(group.batches, group.records);
}

Result<IntakeResult> take_in_by(std::size_t at_once, std::span<const ByteView> batches,
                                const PublicKey& author, const Space& space, Replica& replica,
                                platform::Randomness& randomness) {
  IntakeResult sum;
  while (!batches.empty() && sum.stopped == Intake::merged) {
    const std::size_t some = std::min(batches.size(), at_once);
    const Result<IntakeResult> taken =
        take_in(batches.first(some), author, space, replica, randomness);
    if (!taken) return taken;
    sum.merged += taken->merged;
    sum.known += taken->known;
    sum.parked += taken->parked;
    sum.stopped = taken->stopped;
    sum.last_merged = taken->last_merged;
    sum.last_held = taken->last_held;
    batches = batches.subspan(some);
  }
  return sum;
}

// What was verified, committed: the merge if there is anything to be merged.
Status commit_group(Group& group, const Space& space, Replica& replica,
                    platform::Randomness& randomness) {
  if (!group.batches.empty()) return merge_group(group, space, replica, randomness);
  return group.records.empty() ? Status{} : replica.keep(group.records);
}

}  // namespace

KeptRecord envelope_record(const DeviceName& author, std::uint64_t sequence, Bytes envelope) {
  return {.name = envelope_name(author, sequence), .bytes = std::move(envelope)};
}

KeptRecord chain_record(const DeviceName& author, std::uint64_t sequence, const ObjectHash& hash) {
  return record_of(chain_name(author), ChainEnd{.sequence = sequence, .hash = hash});
}

Result<IntakeResult> take_in(std::span<const ByteView> batches, const PublicKey& author,
                             const Space& space, Replica& replica,
                             platform::Randomness& randomness) {
  Result<Group> group = begin_group(author, replica);
  if (!group) return fail(std::move(group.error()));
  IntakeResult result;
  IntakeResult nothing{
      .stopped = Intake::bad, .last_merged = group->last_sequence, .last_held = group->last_held()};
  for (const ByteView& batch : batches) {
    const Result<Intake> verdict = verify_next(*group, batch, space, replica.batch_version());
    if (!verdict) return fail(verdict.error());
    if (*verdict == Intake::known) {
      ++result.known;
    } else if (*verdict == Intake::parked) {
      ++result.parked;
    } else if (*verdict != Intake::merged) {
      result.stopped = *verdict;
      break;
    }
  }
  result.merged = group->batches.size();
  result.last_merged = group->last_sequence;
  result.last_held = group->last_held();
  const Status committed = commit_group(*group, space, replica, randomness);
  if (committed) return result;
  if (committed.error().code != ErrorCode::damaged) return fail(committed.error());
  // Each by itself, to find the one that is authentic and yet nothing that a merge takes.
  if (batches.size() > 1) return take_in_by(1, batches, author, space, replica, randomness);
  return nothing;
}

Result<IntakeResult> take_in_stream(std::span<const ByteView> batches, const PublicKey& author,
                                    const Space& space, Replica& replica,
                                    platform::Randomness& randomness) {
  return take_in_by(batches_at_once, batches, author, space, replica, randomness);
}

Result<Bytes> merged_batch(const DeviceName& author, std::uint64_t sequence, const Space& space,
                           Replica& replica) {
  const Result<Bytes> envelope = replica.kept(envelope_name(author, sequence));
  if (!envelope) return fail(envelope.error());
  if (envelope->empty()) return fail(ErrorCode::not_found, "a merged batch");
  const Result<Bytes> packed = replica.packed_body(author, sequence);
  if (!packed) return fail(packed.error());
  return rebuild_batch(*envelope, *packed, space.root());
}

}  // namespace holdall::sync
