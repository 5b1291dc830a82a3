#include "sync/introduction.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "sync/signed_object.h"

namespace holdall::sync {
namespace {

constexpr ObjectKind kind{.letters = "INT",
                          .signature_words = "holdall introduction",
                          .key_words = "holdall introduction key",
                          .bytes_max = introduction_bytes_max};
constexpr std::string_view invitation_words = "holdall invitation";
constexpr std::uint32_t number_max = 0x7FFF'FFFF;

// That the owner of an invitation's key gave it to this device.
struct Sponsorship {
  PublicKey key;
  Signature signature;  // of the device's public key

  template <class Archive>
  void serialize(Archive& archive) {
    archive(key.bytes, signature.bytes);
  }
};

struct PlainPart {
  PublicKey key;
  std::vector<Sponsorship> sponsorships;  // one at most

  template <class Archive>
  void serialize(Archive& archive) {
    archive(key.bytes, sponsorships);
  }
};

struct SecretPart {
  std::uint32_t number = 0;
  Bytes label;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, label);
  }
};

Result<std::optional<DeviceName>> check_sponsorship(const PlainPart& plain) {
  if (plain.sponsorships.empty()) return std::nullopt;
  if (plain.sponsorships.size() > 1) {
    return fail(ErrorCode::damaged, "an introduction by several invitations");
  }
  const Sponsorship& sponsorship = plain.sponsorships.front();
  if (!is_signed(invitation_words, plain.key.bytes, sponsorship.signature, sponsorship.key)) {
    return fail(ErrorCode::not_authentic, "an invitation of somebody else");
  }
  return device_name(sponsorship.key);
}

}  // namespace

Result<Bytes> make_introduction(const SpaceId& space, const EpochRoot& root,
                                const DeviceKeys& device, std::uint32_t number,
                                std::string_view label, const Secret* invitation,
                                platform::Randomness& randomness) {
  PlainPart plain{.key = device.public_key(), .sponsorships = {}};
  if (invitation != nullptr) {
    const DeviceKeys sponsor(*invitation);
    plain.sponsorships.push_back({.key = sponsor.public_key(),
                                  .signature = sponsor.sign(invitation_words, plain.key.bytes)});
  }
  label = label.substr(0, label_bytes_max);
  const ByteView text = as_bytes(label.substr(0, valid_utf8_prefix(label)));
  const SecretPart secret{.number = number, .label = Bytes(text.begin(), text.end())};
  return make_object(kind, space, root, device, serialize_part(plain), serialize_part(secret),
                     randomness);
}

Result<Introduction> open_introduction(ByteView object, const SpaceId& space,
                                       const EpochRoot& root) {
  const Result<ObjectParts> unproved = read_object(kind, object);
  if (!unproved) return fail(unproved.error());
  PublicKey key;
  if (unproved->plain.size() < key.bytes.size()) {
    return fail(ErrorCode::damaged, "an introduction without a key");
  }
  std::ranges::copy(unproved->plain.first(key.bytes.size()), key.bytes.begin());
  const Result<ObjectParts> parts = authenticate_object(kind, object, space, key);
  if (!parts) return fail(parts.error());
  const Result<Bytes> opened = unseal_object(kind, *parts, root);
  if (!opened) return fail(opened.error());
  auto budget = change::AllocationBudget::for_input(object.size());
  const Result<PlainPart> plain =
      change::read_bounded<PlainPart>(parts->plain, budget, parts->trailing());
  if (!plain) return fail(plain.error());
  const Result<SecretPart> secret =
      change::read_bounded<SecretPart>(*opened, budget, parts->trailing());
  if (!secret) return fail(secret.error());
  if (secret->number == 0 || secret->number > number_max ||
      secret->label.size() > label_bytes_max || !is_valid_utf8(as_text(secret->label))) {
    return fail(ErrorCode::damaged, "an introduction");
  }
  Result<std::optional<DeviceName>> invitation = check_sponsorship(*plain);
  if (!invitation) return fail(std::move(invitation.error()));
  return Introduction{.key = key,
                      .number = secret->number,
                      .label = std::string(as_text(secret->label)),
                      .invitation = *invitation};
}

}  // namespace holdall::sync
