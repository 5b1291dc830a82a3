#include "sync/intake.h"

#include <algorithm>
#include <deque>
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

// Opened in memory at a time. Records that several authors have written are read and written once
// for all of them, so authors are not taken one by one.
constexpr std::size_t batches_at_once = 16;
constexpr std::size_t bytes_at_once = std::size_t{1} << 20;

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

// How far a stream goes: merged, or verified to be merged.
struct StreamEnd {
  PublicKey author;
  DeviceName device;
  std::uint64_t last_sequence = 0;
  std::optional<ObjectHash> last_hash;  // nothing: not known here
  bool moved = false;                   // anything is to be merged
};

// The next batches of some streams, verified and not merged yet.
class Group {
 public:
  [[nodiscard]] static Result<Group> begin(Replica& replica) {
    Group group;
    Result<change::VersionVector> merged = replica.merged_vector();
    if (!merged) return fail(std::move(merged.error()));
    group.merged_ = *std::move(merged);
    Result<Parking> parking = Parking::load(replica);
    if (!parking) return fail(std::move(parking.error()));
    group.parking_ = *std::move(parking);
    return group;
  }

  // The batches of a stream, until one stops it.
  [[nodiscard]] Result<IntakeResult> add(const IncomingStream& stream, const Space& space,
                                         Replica& replica) {
    const Result<StreamEnd*> end = end_of(stream.author, replica);
    if (!end) return fail(end.error());
    IntakeResult result;
    for (const ByteView& batch : stream.batches) {
      const Result<Intake> verdict = verify(**end, batch, space, replica.batch_version());
      if (!verdict) return fail(verdict.error());
      if (*verdict == Intake::merged) {
        ++result.merged;
      } else if (*verdict == Intake::known) {
        ++result.known;
      } else if (*verdict == Intake::parked) {
        ++result.parked;
      } else {
        result.stopped = *verdict;
        break;
      }
    }
    result.last_merged = (*end)->last_sequence;
    result.last_held = last_held(**end);
    return result;
  }

  // The merge, if there is anything to be merged.
  [[nodiscard]] Status commit(const Space& space, Replica& replica,
                              platform::Randomness& randomness) {
    if (batches_.empty()) return records_.empty() ? Status{} : replica.keep(records_);
    // What was written before this merge has not seen it.
    const Status closed = close_batches(replica, space, randomness);
    // A change that no batch can hold must not keep everybody else's away.
    if (!closed && closed.error().code != ErrorCode::invalid_argument) return closed;
    for (const StreamEnd& end : ends_) {
      if (end.moved)
        records_.push_back(chain_record(end.device, end.last_sequence, *end.last_hash));
    }
    return replica.merge(batches_, records_);
  }

 private:
  [[nodiscard]] Result<StreamEnd*> end_of(const PublicKey& author, Replica& replica) {
    const auto found = std::ranges::find(ends_, author, &StreamEnd::author);
    if (found != ends_.end()) return &*found;
    StreamEnd end{.author = author,
                  .device = device_name(author),
                  .last_sequence = merged_.sequence(device_name(author)),
                  .last_hash = {}};
    const Result<ChainEnd> chain = read_kept<ChainEnd>(replica, chain_name(end.device));
    if (!chain) return fail(chain.error());
    if (chain->sequence == end.last_sequence) end.last_hash = chain->hash;
    return &ends_.emplace_back(end);
  }

  [[nodiscard]] std::uint64_t last_held(const StreamEnd& end) const {
    const ParkedRun* const run = parking_.find(end.device);
    return run == nullptr ? end.last_sequence : run->last;
  }

  // One that cannot be read, or that stands behind one.
  [[nodiscard]] Result<Intake> verify_parked(const StreamEnd& end, ByteView batch,
                                             const Space& space, std::uint32_t version) {
    const Result<OpenedBatch> opened =
        open_batch(batch, space.id(), space.root(), end.author, version);
    if (!opened && is_refusal(opened.error().code)) return Intake::bad;
    if (!opened) return fail(opened.error());
    const ParkedRun* const run = parking_.find(end.device);
    const std::optional<ObjectHash> before =
        run == nullptr ? end.last_hash : std::optional(run->last_hash);
    if (before && *before != opened->header.before) return Intake::forked;
    if (run != nullptr && run->is_full()) return Intake::newer_format;
    parking_.park(end.device, opened->header.sequence, batch, records_);
    return Intake::parked;
  }

  [[nodiscard]] Result<Intake> verify(StreamEnd& end, ByteView batch, const Space& space,
                                      std::uint32_t version) {
    const Result<BatchHeader> header = read_batch_header(batch);
    if (!header || header->device != end.device) return Intake::bad;
    if (header->sequence <= end.last_sequence) return Intake::known;
    const bool is_next = header->sequence == end.last_sequence + 1;
    if (!is_next || header->least_reader_version > version) {
      if (header->sequence <= last_held(end)) return Intake::known;
      if (header->sequence > last_held(end) + 1) return Intake::gap;
      return verify_parked(end, batch, space, version);
    }
    Result<OpenedBatch> opened = open_batch(batch, space.id(), space.root(), end.author, version);
    if (!opened && is_refusal(opened.error().code)) return Intake::bad;
    if (!opened) return fail(std::move(opened.error()));
    if (end.last_hash && *end.last_hash != opened->header.before) return Intake::forked;
    end.last_sequence = header->sequence;
    end.last_hash = hash_of(batch);
    end.moved = true;
    parking_.release(header->device, header->sequence, records_);
    records_.push_back(
        envelope_record(header->device, header->sequence, std::move(opened->envelope)));
    batches_.push_back({.author = header->device,
                        .sequence = header->sequence,
                        .seen = header->seen,
                        .body = *std::move(opened->body),
                        .packed_body = std::move(opened->packed_body)});
    return Intake::merged;
  }

  change::VersionVector merged_;
  Parking parking_;
  std::deque<StreamEnd> ends_;  // those that are pointed to stay where they are
  std::vector<ReceivedBatch> batches_;
  std::vector<KeptRecord> records_;
};

// What follows in the same stream.
void add(IntakeResult& sum, const IntakeResult& taken) {
  sum.merged += taken.merged;
  sum.known += taken.known;
  sum.parked += taken.parked;
  sum.stopped = taken.stopped;
  sum.last_merged = taken.last_merged;
  sum.last_held = taken.last_held;
}

// The next batches of all streams that nothing has stopped, as many as one transaction takes; of
// which streams they are.
struct Portion {
  std::vector<IncomingStream> streams;
  std::vector<std::size_t> places;
};

Portion take_portion(std::span<IncomingStream> rest, std::span<const IntakeResult> sums,
                     std::size_t batches_max) {
  Portion portion;
  std::size_t batches = 0;
  std::size_t bytes = 0;
  for (std::size_t place = 0; place < rest.size(); ++place) {
    if (sums[place].stopped != Intake::merged) continue;
    std::size_t some = 0;
    for (const ByteView& batch : rest[place].batches) {
      if (batches == batches_max || (batches > 0 && bytes + batch.size() > bytes_at_once)) break;
      ++batches;
      bytes += batch.size();
      ++some;
    }
    if (some == 0) continue;
    portion.streams.push_back({rest[place].author, rest[place].batches.first(some)});
    portion.places.push_back(place);
    rest[place].batches = rest[place].batches.subspan(some);
  }
  return portion;
}

Result<std::vector<IntakeResult>> take_in_by(std::size_t batches_max,
                                             std::span<const IncomingStream> streams,
                                             const Space& space, Replica& replica,
                                             platform::Randomness& randomness) {
  std::vector<IntakeResult> sums(streams.size());
  std::vector<IncomingStream> rest(streams.begin(), streams.end());
  for (;;) {
    const Portion portion = take_portion(rest, sums, batches_max);
    if (portion.streams.empty()) return sums;
    const Result<std::vector<IntakeResult>> taken =
        take_in(portion.streams, space, replica, randomness);
    if (!taken) return taken;
    for (std::size_t index = 0; index < taken->size(); ++index)
      add(sums[portion.places[index]], (*taken)[index]);
  }
}

}  // namespace

KeptRecord envelope_record(const DeviceName& author, std::uint64_t sequence, Bytes envelope) {
  return {.name = envelope_name(author, sequence), .bytes = std::move(envelope)};
}

KeptRecord chain_record(const DeviceName& author, std::uint64_t sequence, const ObjectHash& hash) {
  return record_of(chain_name(author), ChainEnd{.sequence = sequence, .hash = hash});
}

Result<std::vector<IntakeResult>> take_in(std::span<const IncomingStream> streams,
                                          const Space& space, Replica& replica,
                                          platform::Randomness& randomness) {
  Result<Group> group = Group::begin(replica);
  if (!group) return fail(std::move(group.error()));
  std::vector<IntakeResult> results;
  std::size_t batches = 0;
  for (const IncomingStream& stream : streams) {
    Result<IntakeResult> added = group->add(stream, space, replica);
    if (!added) return fail(std::move(added.error()));
    results.push_back(*added);
    batches += stream.batches.size();
  }
  const Status committed = group->commit(space, replica, randomness);
  if (committed) return results;
  if (committed.error().code != ErrorCode::damaged) return fail(committed.error());
  // Each by itself, to find the one that is authentic and yet nothing that a merge takes.
  if (batches > 1) return take_in_by(1, streams, space, replica, randomness);
  Result<Group> before = Group::begin(replica);
  if (!before) return fail(std::move(before.error()));
  for (std::size_t place = 0; place < streams.size(); ++place) {
    if (results[place].merged == 0) continue;
    Result<IntakeResult> nothing =
        before->add({.author = streams[place].author, .batches = {}}, space, replica);
    if (!nothing) return fail(std::move(nothing.error()));
    results[place] = *nothing;
    results[place].stopped = Intake::bad;
  }
  return results;
}

Result<IntakeResult> take_in(const IncomingStream& stream, const Space& space, Replica& replica,
                             platform::Randomness& randomness) {
  const Result<std::vector<IntakeResult>> results =
      take_in(std::span(&stream, 1), space, replica, randomness);
  if (!results) return fail(results.error());
  return results->front();
}

Result<std::vector<IntakeResult>> take_in_some_at_a_time(std::span<const IncomingStream> streams,
                                                         const Space& space, Replica& replica,
                                                         platform::Randomness& randomness) {
  return take_in_by(batches_at_once, streams, space, replica, randomness);
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
