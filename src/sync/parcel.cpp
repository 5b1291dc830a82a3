#include "sync/parcel.h"

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <utility>

#include "change/bounded_archive.h"
#include "sync/held.h"
#include "sync/intake.h"
#include "sync/outbox.h"
#include "sync/parking.h"
#include "sync/roster.h"

namespace holdall::sync {
namespace {

constexpr std::array<std::uint8_t, 8> magic = {0x89, 'H', 'O', 'L', 'D', 'P', 'C', 'L'};
constexpr std::uint32_t parcel_version = 1;

// As it is serialized. `Blob` is Bytes where a parcel is made and a ByteView where it is read.
template <class Blob>
struct ParcelPart {
  SpaceId space;
  Blob space_object = {};
  Blob has = {};
  std::vector<Blob> introductions;
  std::vector<StreamPart<Blob>> streams;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(space.bytes, space_object, has, introductions, streams);
  }
};

Status note_own_given(Replica& replica) {
  const Result<OutboxState> outbox = outbox_state(replica);
  return outbox ? note_given(replica, outbox->sequence) : fail(outbox.error());
}

Result<ParcelPart<Bytes>> collect(const change::VersionVector& colleague, const Space& space,
                                  Replica& replica) {
  const Result<change::VersionVector> has = held_vector(space, replica);
  if (!has) return fail(has.error());
  const Result<Roster> roster = Roster::load(replica, space);
  if (!roster) return fail(roster.error());
  ParcelPart<Bytes> part{.space = space.id(),
                         .space_object = space.object(),
                         .has = has->encode(),
                         .introductions = roster->introductions(),
                         .streams = {}};
  for (const auto& [device, last] : has->entries()) {
    const std::uint64_t first = colleague.sequence(device) + 1;
    if (first > last) continue;
    StreamPart<Bytes> stream{.device = device, .first_sequence = first, .batches = {}};
    for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
      Result<Bytes> batch = held_batch(device, sequence, space, replica);
      if (!batch) return fail(std::move(batch.error()));
      stream.batches.push_back(*std::move(batch));
    }
    part.streams.push_back(std::move(stream));
  }
  return part;
}

Result<Parcel> parcel_of(ParcelPart<ByteView> part) {
  Result<change::VersionVector> has = change::VersionVector::decode(part.has);
  if (!has) return fail(std::move(has.error()));
  return Parcel{.space = part.space,
                .space_object = part.space_object,
                .has = *std::move(has),
                .introductions = std::move(part.introductions),
                .streams = std::move(part.streams)};
}

void count(ParcelReport& report, const IntakeResult& taken) {
  report.merged += taken.merged;
  report.known += taken.known;
  switch (taken.stopped) {
    case Intake::merged:
    case Intake::known:
    case Intake::parked:
    case Intake::newer_format:
      break;
    case Intake::gap:
      ++report.gaps;
      break;
    case Intake::bad:
      ++report.bad;
      break;
    case Intake::forked:
      ++report.forks;
      break;
  }
}

}  // namespace

Result<Bytes> make_parcel(const change::VersionVector& colleague, const Space& space,
                          Replica& replica, platform::Randomness& randomness) {
  try {
    const Status closed = close_batches(replica, space, randomness);
    // One change that no batch can hold does not keep the others here.
    if (!closed && closed.error().code != ErrorCode::invalid_argument) return fail(closed.error());
    const Result<ParcelPart<Bytes>> part = collect(colleague, space, replica);
    if (!part) return fail(part.error());
    if (Status noted = note_own_given(replica); !noted) return fail(std::move(noted.error()));
    change::OutputArchive archive;
    archive(*part);
    const Bytes content = archive.take();
    ByteWriter writer;
    writer.append(magic);
    writer.fixed_u32(parcel_version);
    writer.fixed_u32(parcel_version);
    writer.fixed_u64(content.size());
    writer.append(content);
    return writer.take();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "making a parcel");
  }
}

bool is_parcel(ByteView file) {
  return file.size() >= magic.size() && std::ranges::equal(file.first(magic.size()), magic);
}

Result<Parcel> open_parcel(ByteView file) {
  ByteReader reader(file);
  const bool known = is_parcel(file);
  reader.take(magic.size());
  const std::uint32_t version = reader.fixed_u32();
  const std::uint32_t least_version = reader.fixed_u32();
  const std::uint64_t content_bytes = reader.fixed_u64();
  if (!known || file.size() > parcel_bytes_max) return fail(ErrorCode::file_unrecognised);
  if (reader.failed() || reader.left() < content_bytes) return fail(ErrorCode::file_truncated);
  if (least_version > parcel_version) return fail(ErrorCode::newer_format, "a parcel");
  if (least_version == 0 || version < least_version || reader.left() > content_bytes) {
    return fail(ErrorCode::damaged, "a parcel");
  }
  auto budget = change::AllocationBudget::for_input(file.size());
  Result<ParcelPart<ByteView>> part = change::read_bounded<ParcelPart<ByteView>>(
      reader.take(content_bytes), budget,
      version > parcel_version ? change::TrailingBytes::ignored : change::TrailingBytes::refused);
  if (!part) return fail(std::move(part.error()));
  try {
    return parcel_of(*std::move(part));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "opening a parcel");
  }
}

Result<ParcelReport> take_in_parcel(const Parcel& parcel, const Space& space, Replica& replica,
                                    platform::Randomness& randomness) {
  if (parcel.space != space.id()) return fail(ErrorCode::not_authentic, "of another space");
  Result<Roster> roster = Roster::load(replica, space);
  if (!roster) return fail(std::move(roster.error()));
  const Result<std::uint64_t> readable = take_in_parked(*roster, space, replica, randomness);
  if (!readable) return fail(readable.error());
  ParcelReport report{.merged = *readable};
  for (const ByteView introduction : parcel.introductions) {
    const Result<bool> added = roster->add(introduction, space);
    if (added && *added) ++report.devices;
  }
  const Status kept = report.devices > 0 ? roster->keep(replica) : Status{};
  if (!kept) return fail(kept.error());
  std::vector<IncomingStream> streams;
  for (const Parcel::Stream& stream : parcel.streams) {
    if (stream.device == space.device().name()) continue;
    const RosterMember* const author = roster->find(stream.device);
    if (author == nullptr) {
      ++report.bad;
      continue;
    }
    streams.push_back({.author = author->introduction.key, .batches = stream.batches});
  }
  const Result<std::vector<IntakeResult>> taken =
      take_in_some_at_a_time(streams, space, replica, randomness);
  if (!taken) return fail(taken.error());
  for (const IntakeResult& stream : *taken) {
    count(report, stream);
    if (stream.last_held > stream.last_merged) ++report.newer_formats;
  }
  return report;
}

}  // namespace holdall::sync
