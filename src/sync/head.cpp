#include "sync/head.h"

#include <new>
#include <utility>

#include "sync/signed_object.h"

namespace holdall::sync {
namespace {

constexpr ObjectKind head_kind{.letters = "HED",
                               .signature_words = "holdall head",
                               .key_words = {},
                               .bytes_max = head_bytes_max};
constexpr ObjectKind index_kind{.letters = "IDX",
                                .signature_words = "holdall index",
                                .key_words = "holdall index key",
                                .bytes_max = index_bytes_max};

// As they are serialized: the vectors in their own encoding.
struct HeadPart {
  std::uint64_t counter = 0;
  std::uint64_t sequence = 0;
  std::vector<FileRef> batches;
  std::vector<NumberedRef> index;
  std::vector<NumberedRef> epochs;
  bool index_has_seen = false;
  Bytes seen;
  std::vector<Refusal> refusals;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(counter, sequence, batches, index, epochs, index_has_seen, seen, refusals);
  }
};

struct Invitation {
  DeviceName name;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(name.bytes);
  }
};

struct IndexPart {
  std::uint64_t number = 0;
  std::uint64_t first_sequence = 1;
  std::vector<FileRef> batches;
  std::vector<SnapshotRef> snapshots;
  Bytes seen;
  std::vector<Bytes> introductions;
  std::vector<Invitation> invitations;
  std::vector<NumberedRef> epochs;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, first_sequence, batches, snapshots, seen, introductions, invitations, epochs);
  }
};

bool are_few(const HeadPart& part) {
  return part.batches.size() <= head_batches_max && part.index.size() <= 1 &&
         part.epochs.size() <= 1 && part.refusals.size() <= head_refusals_max;
}

bool are_consistent(const HeadPart& part) {
  if (part.counter == 0 || !are_few(part) || part.batches.size() > part.sequence) return false;
  // What the head does not name itself the index does.
  if (part.batches.size() < part.sequence && part.index.empty()) return false;
  return !part.index_has_seen || (!part.index.empty() && part.seen.empty());
}

Result<Head> head_of(HeadPart part) {
  Result<change::VersionVector> seen = change::VersionVector::decode(part.seen);
  if (!seen) return fail(std::move(seen.error()));
  if (!are_consistent(part)) return fail(ErrorCode::damaged, "a head");
  return Head{.counter = part.counter,
              .sequence = part.sequence,
              .batches = std::move(part.batches),
              .index = std::move(part.index),
              .epochs = std::move(part.epochs),
              .index_has_seen = part.index_has_seen,
              .seen = *std::move(seen),
              .refusals = std::move(part.refusals)};
}

Result<Index> index_of(IndexPart part) {
  Result<change::VersionVector> seen = change::VersionVector::decode(part.seen);
  if (!seen) return fail(std::move(seen.error()));
  if (part.number == 0 || part.first_sequence == 0 ||
      part.first_sequence > UINT64_MAX - part.batches.size()) {
    return fail(ErrorCode::damaged, "an index");
  }
  Index index{.number = part.number,
              .first_sequence = part.first_sequence,
              .batches = std::move(part.batches),
              .snapshots = std::move(part.snapshots),
              .seen = *std::move(seen),
              .introductions = std::move(part.introductions),
              .invitations = {},
              .epochs = std::move(part.epochs)};
  index.invitations.reserve(part.invitations.size());
  for (const Invitation& invitation : part.invitations)
    index.invitations.push_back(invitation.name);
  return index;
}

}  // namespace

Result<Bytes> make_head(const Head& head, const Space& space, platform::Randomness& randomness) {
  const HeadPart part{.counter = head.counter,
                      .sequence = head.sequence,
                      .batches = head.batches,
                      .index = head.index,
                      .epochs = head.epochs,
                      .index_has_seen = head.index_has_seen,
                      .seen = head.seen.encode(),
                      .refusals = head.refusals};
  if (!are_consistent(part)) return fail(ErrorCode::invalid_argument, "a head");
  return make_object(head_kind, space.id(), space.root(), space.device(), serialize_part(part), {},
                     randomness);
}

Result<Head> open_head(ByteView object, const Space& space, const PublicKey& device) {
  const Result<ObjectParts> parts = authenticate_object(head_kind, object, space.id(), device);
  if (!parts) return fail(parts.error());
  auto budget = change::AllocationBudget::for_input(object.size());
  Result<HeadPart> part = change::read_bounded<HeadPart>(parts->plain, budget, parts->trailing());
  if (!part) return fail(std::move(part.error()));
  return head_of(*std::move(part));
}

Result<Bytes> make_index(const Index& index, const Space& space, platform::Randomness& randomness) {
  try {
    IndexPart part{.number = index.number,
                   .first_sequence = index.first_sequence,
                   .batches = index.batches,
                   .snapshots = index.snapshots,
                   .seen = index.seen.encode(),
                   .introductions = index.introductions,
                   .invitations = {},
                   .epochs = index.epochs};
    for (const DeviceName& name : index.invitations) part.invitations.push_back({name});
    return make_object(index_kind, space.id(), space.root(), space.device(), {},
                       serialize_part(part), randomness);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "making an index");
  }
}

Result<Index> open_index(ByteView object, const Space& space, const PublicKey& device) {
  const Result<ObjectParts> parts = authenticate_object(index_kind, object, space.id(), device);
  if (!parts) return fail(parts.error());
  const Result<Bytes> opened = unseal_object(index_kind, *parts, space.root());
  if (!opened) return fail(opened.error());
  const bool has_plain =
      parts->trailing() == change::TrailingBytes::refused && !parts->plain.empty();
  if (has_plain) return fail(ErrorCode::damaged, "an index with a plain part");
  auto budget = change::AllocationBudget::for_input(object.size());
  if (!budget.take(opened->size())) return fail(ErrorCode::damaged, "an index");
  Result<IndexPart> part = change::read_bounded<IndexPart>(*opened, budget, parts->trailing());
  if (!part) return fail(std::move(part.error()));
  try {
    return index_of(*std::move(part));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "reading an index");
  }
}

const FileRef* find_batch(const Head& head, const Index* index, std::uint64_t sequence) {
  if (sequence == 0 || sequence > head.sequence) return nullptr;
  const std::uint64_t from_end = head.sequence - sequence;
  if (from_end < head.batches.size()) {
    return &head.batches[static_cast<std::size_t>(head.batches.size() - 1 - from_end)];
  }
  if (index == nullptr || sequence < index->first_sequence) return nullptr;
  const std::uint64_t at = sequence - index->first_sequence;
  return at < index->batches.size() ? &index->batches[static_cast<std::size_t>(at)] : nullptr;
}

}  // namespace holdall::sync
