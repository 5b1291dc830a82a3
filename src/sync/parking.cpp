#include "sync/parking.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sync/intake.h"
#include "sync/kept.h"
#include "sync/paths.h"

namespace holdall::sync {
namespace {

constexpr const char* record_name = "parked";
// More of one stream stays where it is until the app is newer: storage is not filled with what
// cannot be read.
constexpr std::uint64_t run_bytes_max = std::uint64_t{4} << 20;

struct KeptParking {
  std::vector<ParkedRun> runs;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(runs);
  }
};

std::string batch_name(const DeviceName& device, std::uint64_t sequence) {
  return "parked/" + lowercase_hex(device.bytes) + "/" + std::to_string(sequence);
}

// How many batches were merged; all of the run is released that is merged, or no batch at all.
Result<std::uint64_t> take_in_run(ParkedRun run, const PublicKey& author, const Space& space,
                                  Replica& replica, platform::Randomness& randomness) {
  std::uint64_t merged = 0;
  for (; run.first <= run.last; ++run.first) {
    const Result<Bytes> batch = Parking::batch(run.device, run.first, replica);
    if (!batch) return fail(batch.error());
    const ByteView view(*batch);
    const Result<IntakeResult> taken =
        take_in({.author = author, .batches = {&view, 1}}, space, replica, randomness);
    if (!taken) return fail(taken.error());
    merged += taken->merged;
    if (taken->merged == 1) continue;
    if (taken->stopped == Intake::merged) break;  // still one for a newer version
    // Its author made it for a version that takes it no more: as if it had come only now.
    Result<Parking> parking = Parking::load(replica);
    if (!parking) return fail(std::move(parking.error()));
    std::vector<KeptRecord> records;
    parking->release(run.device, run.last, records);
    if (Status kept = replica.keep(records); !kept) return fail(std::move(kept.error()));
    break;
  }
  return merged;
}

}  // namespace

bool ParkedRun::is_full() const { return size_bytes >= run_bytes_max; }

Result<Parking> Parking::load(Replica& replica) {
  Result<KeptParking> kept = read_kept<KeptParking>(replica, record_name);
  if (!kept) return fail(std::move(kept.error()));
  Parking parking;
  parking.runs_ = std::move(kept->runs);
  return parking;
}

const ParkedRun* Parking::find(const DeviceName& device) const {
  const auto found = std::ranges::find(runs_, device, &ParkedRun::device);
  return found == runs_.end() ? nullptr : &*found;
}

void Parking::note(std::vector<KeptRecord>& records) const {
  KeptRecord record{.name = record_name, .bytes = {}};
  if (!runs_.empty()) record = record_of(record_name, KeptParking{.runs = runs_});
  std::erase_if(records, [](const KeptRecord& other) { return other.name == record_name; });
  records.push_back(std::move(record));
}

void Parking::park(const DeviceName& device, std::uint64_t sequence, ByteView batch,
                   std::vector<KeptRecord>& records) {
  auto run = std::ranges::find(runs_, device, &ParkedRun::device);
  if (run == runs_.end()) run = runs_.insert(run, {.device = device, .first = sequence});
  run->last = sequence;
  run->last_hash = hash_of(batch);
  run->size_bytes += batch.size();
  records.push_back(
      {.name = batch_name(device, sequence), .bytes = Bytes(batch.begin(), batch.end())});
  note(records);
}

void Parking::release(const DeviceName& device, std::uint64_t last,
                      std::vector<KeptRecord>& records) {
  const auto run = std::ranges::find(runs_, device, &ParkedRun::device);
  if (run == runs_.end() || last < run->first) return;
  for (; run->first <= std::min(last, run->last); ++run->first)
    records.push_back({.name = batch_name(device, run->first), .bytes = {}});
  if (run->first > run->last) runs_.erase(run);
  note(records);
}

Result<Bytes> Parking::batch(const DeviceName& device, std::uint64_t sequence, Replica& replica) {
  Result<Bytes> batch = replica.kept(batch_name(device, sequence));
  if (batch && batch->empty()) return fail(ErrorCode::not_found, "a parked batch");
  return batch;
}

Result<std::uint64_t> take_in_parked(const Roster& roster, const Space& space, Replica& replica,
                                     platform::Randomness& randomness) {
  const Result<Parking> parking = Parking::load(replica);
  if (!parking) return fail(parking.error());
  std::uint64_t merged = 0;
  for (const ParkedRun& run : parking->runs()) {
    const RosterMember* const author = roster.find(run.device);
    if (author == nullptr) continue;
    const Result<std::uint64_t> taken =
        take_in_run(run, author->introduction.key, space, replica, randomness);
    if (!taken) return taken;
    merged += *taken;
  }
  return merged;
}

}  // namespace holdall::sync
