#include "sync/intake.h"

#include <array>
#include <string>
#include <utility>

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

Result<Intake> merge_opened(ByteView batch, OpenedBatch opened, const Space& space,
                            Replica& replica, platform::Randomness& randomness) {
  // What was written before this merge has not seen it.
  const Status closed = close_batches(replica, space, randomness);
  // A change that no batch can hold must not keep everybody else's away.
  if (!closed && closed.error().code != ErrorCode::invalid_argument) return fail(closed.error());
  const BatchHeader& header = opened.header;
  const ChainEnd end{.sequence = header.sequence, .hash = hash_of(batch)};
  const std::array<KeptRecord, 2> records = {
      record_of(chain_name(header.device), end),
      KeptRecord{.name = envelope_name(header.device, header.sequence),
                 .bytes = std::move(opened.envelope)}};
  ReceivedBatch received{.author = header.device,
                         .sequence = header.sequence,
                         .seen = header.seen,
                         .body = *std::move(opened.body),
                         .packed_body = std::move(opened.packed_body)};
  const Status merged = replica.merge({&received, 1}, records);
  if (merged) return Intake::merged;
  // Authentic, and yet nothing that a merge takes.
  if (merged.error().code == ErrorCode::damaged) return Intake::bad;
  return fail(merged.error());
}

}  // namespace

Result<Intake> take_in(ByteView batch, const PublicKey& author, const Space& space,
                       Replica& replica, platform::Randomness& randomness) {
  const Result<BatchHeader> header = read_batch_header(batch);
  if (!header) return Intake::bad;
  const Result<change::VersionVector> merged = replica.merged_vector();
  if (!merged) return fail(merged.error());
  const DeviceName device = device_name(author);
  const std::uint64_t next = merged->sequence(device) + 1;
  if (header->device != device) return Intake::bad;
  if (header->sequence < next) return Intake::known;
  if (header->sequence > next) return Intake::gap;
  Result<OpenedBatch> opened = open_batch(batch, space.id(), space.root(), author);
  if (!opened && is_refusal(opened.error().code)) return Intake::bad;
  if (!opened) return fail(std::move(opened.error()));
  const Result<ChainEnd> end = read_kept<ChainEnd>(replica, chain_name(device));
  if (!end) return fail(end.error());
  if (end->sequence + 1 == next && end->hash != opened->header.before) return Intake::forked;
  if (!opened->body) return Intake::newer_format;
  return merge_opened(batch, *std::move(opened), space, replica, randomness);
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
