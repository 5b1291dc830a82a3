#include "sync/intake.h"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sync/batch.h"
#include "sync/kept.h"
#include "sync/outbox.h"
#include "sync/paths.h"

namespace holdall::sync {
namespace {

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
              .records = {}};
  if (end->sequence == group.last_sequence) group.last_hash = end->hash;
  return group;
}

Result<Intake> verify_next(Group& group, ByteView batch, const Space& space) {
  const Result<BatchHeader> header = read_batch_header(batch);
  if (!header || header->device != device_name(group.author)) return Intake::bad;
  if (header->sequence <= group.last_sequence) return Intake::known;
  if (header->sequence > group.last_sequence + 1) return Intake::gap;
  Result<OpenedBatch> opened = open_batch(batch, space.id(), space.root(), group.author);
  if (!opened && is_refusal(opened.error().code)) return Intake::bad;
  if (!opened) return fail(std::move(opened.error()));
  if (group.last_hash && *group.last_hash != opened->header.before) return Intake::forked;
  if (!opened->body) return Intake::newer_format;
  group.last_sequence = header->sequence;
  group.last_hash = hash_of(batch);
  group.records.push_back({.name = envelope_name(header->device, header->sequence),
                           .bytes = std::move(opened->envelope)});
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
  const ChainEnd end{.sequence = group.last_sequence, .hash = *group.last_hash};
  group.records.push_back(record_of(chain_name(device_name(group.author)), end));
  return replica.merge(group.batches, group.records);
}

// Each by itself, to find the one that is authentic and yet nothing that a merge takes.
Result<IntakeResult> take_in_singly(std::span<const ByteView> batches, const PublicKey& author,
                                    const Space& space, Replica& replica,
                                    platform::Randomness& randomness) {
  IntakeResult sum;
  for (const ByteView& batch : batches) {
    const Result<IntakeResult> one = take_in({&batch, 1}, author, space, replica, randomness);
    if (!one) return one;
    sum.merged += one->merged;
    sum.known += one->known;
    sum.stopped = one->stopped;
    if (sum.stopped != Intake::merged) break;
  }
  return sum;
}

}  // namespace

Result<IntakeResult> take_in(std::span<const ByteView> batches, const PublicKey& author,
                             const Space& space, Replica& replica,
                             platform::Randomness& randomness) {
  Result<Group> group = begin_group(author, replica);
  if (!group) return fail(std::move(group.error()));
  IntakeResult result;
  for (const ByteView& batch : batches) {
    const Result<Intake> verdict = verify_next(*group, batch, space);
    if (!verdict) return fail(verdict.error());
    if (*verdict == Intake::known) {
      ++result.known;
    } else if (*verdict != Intake::merged) {
      result.stopped = *verdict;
      break;
    }
  }
  if (group->batches.empty()) return result;
  const Status merged = merge_group(*group, space, replica, randomness);
  if (merged) {
    result.merged = group->batches.size();
    return result;
  }
  if (merged.error().code != ErrorCode::damaged) return fail(merged.error());
  if (batches.size() > 1) return take_in_singly(batches, author, space, replica, randomness);
  return IntakeResult{.stopped = Intake::bad};
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
