#include "sync/space.h"

#include <sodium/utils.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "sync/introduction.h"
#include "sync/signed_object.h"

namespace holdall::sync {
namespace {

// Its sealed part is empty in this version: that it opens shows that who signed the object held
// the root.
constexpr ObjectKind kind{.letters = "SPC",
                          .signature_words = "holdall space",
                          .key_words = "holdall space key",
                          .bytes_max = space_object_bytes_max};
constexpr std::uint32_t record_version = 1;

struct PlainPart {
  PublicKey founder;
  Bytes wrapped_root;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(founder.bytes, wrapped_root);
  }
};

using SecretBytes = std::array<std::uint8_t, Secret::size_bytes>;

// What a device stores of its space.
struct LocalRecord {
  SpaceId id;
  SecretBytes device_seed = {};
  std::vector<SecretBytes> roots;  // of the key epochs, the current one last
  Bytes object;
  Bytes introduction;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(id.bytes, device_seed, roots, object, introduction);
  }
};

// Around it, so that an older version can tell that it is older.
struct VersionedRecord {
  std::uint32_t version = record_version;
  Bytes record;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(version, record);
  }
};

SecretBytes copy_of(std::span<const std::uint8_t, Secret::size_bytes> bytes) {
  SecretBytes copy;
  std::ranges::copy(bytes, copy.begin());
  return copy;
}

void wipe(Bytes& bytes) { sodium_memzero(bytes.data(), bytes.size()); }

// The plain part, once the founder that it names has signed the object.
Result<PlainPart> read_space(ByteView object, const SpaceId& id) {
  const Result<ObjectParts> unproved = read_object(kind, object);
  if (!unproved) return fail(unproved.error());
  PublicKey founder;
  if (unproved->plain.size() < founder.bytes.size()) {
    return fail(ErrorCode::damaged, "a space without a founder");
  }
  std::ranges::copy(unproved->plain.first(founder.bytes.size()), founder.bytes.begin());
  const Result<ObjectParts> parts = authenticate_object(kind, object, id, founder);
  if (!parts) return fail(parts.error());
  auto budget = change::AllocationBudget::for_input(object.size());
  return change::read_bounded<PlainPart>(parts->plain, budget, parts->trailing());
}

// Whether who signed the object held its epoch's root: else somebody put his own key beside a wrap
// that he found.
Status check_root(ByteView object, const EpochRoot& root) {
  const Result<ObjectParts> parts = read_object(kind, object);
  if (!parts) return fail(parts.error());
  const Result<Bytes> proof = unseal_object(kind, *parts, root);
  if (!proof) return fail(proof.error());
  if (!proof->empty() && parts->trailing() == change::TrailingBytes::refused) {
    return fail(ErrorCode::damaged, "a space object with a secret part");
  }
  return {};
}

}  // namespace

Result<Space> Space::found(std::string_view passphrase, const PassphraseCost& cost,
                           const DeviceCard& card, platform::Randomness& randomness) {
  SpaceId id;
  randomness.fill(id.bytes);
  EpochRoot root(Secret::random(randomness));
  Secret seed = Secret::random(randomness);
  const PublicKey founder = DeviceKeys(seed).public_key();
  Result<Bytes> wrapped = wrap_root(root, passphrase, cost, randomness);
  if (!wrapped) return fail(std::move(wrapped.error()));
  Space space(id, founder, std::move(root), std::move(seed));
  const PlainPart plain{.founder = founder, .wrapped_root = *std::move(wrapped)};
  Result<Bytes> object =
      make_object(kind, id, space.root_, space.device_, serialize_part(plain), {}, randomness);
  if (!object) return fail(std::move(object.error()));
  space.object_ = *std::move(object);
  Result<Bytes> introduction = make_introduction(id, space.root_, space.device_, card.number,
                                                 card.label, nullptr, randomness);
  if (!introduction) return fail(std::move(introduction.error()));
  space.introduction_ = *std::move(introduction);
  return space;
}

Result<Space> Space::join(ByteView object, const SpaceId& id, std::string_view passphrase,
                          const DeviceCard& card, const Secret* invitation,
                          platform::Randomness& randomness) {
  const Result<PlainPart> plain = read_space(object, id);
  if (!plain) return fail(plain.error());
  Result<EpochRoot> root = unwrap_root(plain->wrapped_root, passphrase);
  if (!root) return fail(std::move(root.error()));
  if (Status proved = check_root(object, *root); !proved) return fail(std::move(proved.error()));
  Space space(id, plain->founder, *std::move(root), Secret::random(randomness));
  space.object_.assign(object.begin(), object.end());
  Result<Bytes> introduction = make_introduction(id, space.root_, space.device_, card.number,
                                                 card.label, invitation, randomness);
  if (!introduction) return fail(std::move(introduction.error()));
  space.introduction_ = *std::move(introduction);
  if (invitation != nullptr) space.invitation_ = DeviceKeys(*invitation).name();
  return space;
}

Result<Space> Space::successor(const DeviceCard& card, platform::Randomness& randomness) const {
  Space space(id_, founder_, EpochRoot(Secret(root_.secret().bytes())), Secret::random(randomness));
  space.object_ = object_;
  Result<Bytes> introduction = make_introduction(id_, space.root_, space.device_, card.number,
                                                 card.label, &seed_, randomness);
  if (!introduction) return fail(std::move(introduction.error()));
  space.introduction_ = *std::move(introduction);
  space.invitation_ = device_.name();
  return space;
}

Result<Space> Space::decode(ByteView record) {
  auto budget = change::AllocationBudget::for_input(record.size());
  Result<VersionedRecord> outer = change::read_bounded<VersionedRecord>(record, budget);
  if (!outer) return fail(std::move(outer.error()));
  if (outer->version > record_version) return fail(ErrorCode::newer_format, "keys of a space");
  Result<LocalRecord> local = change::read_bounded<LocalRecord>(outer->record, budget);
  wipe(outer->record);
  if (!local) return fail(std::move(local.error()));
  if (local->roots.size() != 1) return fail(ErrorCode::damaged, "keys of a space");
  const Result<PlainPart> plain = read_space(local->object, local->id);
  if (!plain) return fail(plain.error());
  Space space(local->id, plain->founder, EpochRoot(Secret(local->roots.front())),
              Secret(local->device_seed));
  for (SecretBytes& root : local->roots) sodium_memzero(root.data(), root.size());
  sodium_memzero(local->device_seed.data(), local->device_seed.size());
  if (Status proved = check_root(local->object, space.root_); !proved) {
    return fail(std::move(proved.error()));
  }
  const Result<Introduction> introduction =
      open_introduction(local->introduction, space.id_, space.root_);
  if (!introduction) return fail(introduction.error());
  if (introduction->key != space.device_.public_key()) {
    return fail(ErrorCode::damaged, "the keys of another device");
  }
  space.invitation_ = introduction->invitation;
  space.object_ = std::move(local->object);
  space.introduction_ = std::move(local->introduction);
  return space;
}

Bytes Space::encode() const {
  LocalRecord local{.id = id_,
                    .device_seed = copy_of(seed_.bytes()),
                    .roots = {copy_of(root_.secret().bytes())},
                    .object = object_,
                    .introduction = introduction_};
  VersionedRecord outer{.record = serialize_part(local)};
  Bytes record = serialize_part(outer);
  wipe(outer.record);
  for (SecretBytes& root : local.roots) sodium_memzero(root.data(), root.size());
  sodium_memzero(local.device_seed.data(), local.device_seed.size());
  return record;
}

}  // namespace holdall::sync
