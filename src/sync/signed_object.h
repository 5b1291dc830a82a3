#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/bounded_archive.h"
#include "platform/randomness.h"
#include "sync/names.h"
#include "sync/sealing.h"

namespace holdall::sync {

// What all objects of a space but batches are made of (docs/sync-format.md 'Objects'): a plain
// part, and for some kinds a sealed part, signed by a device. This frame stays as it is in all
// versions.

inline constexpr std::uint32_t object_format_version = 1;

struct ObjectKind {
  std::string_view letters;          // three, the last of the object's first eight bytes
  std::string_view signature_words;  // what its signature is for
  std::string_view key_words;        // of the key that its sealed part is under; empty: it has none
  std::size_t bytes_max = 0;
};

// What everyone can read of an object, without a key.
struct ObjectHeader {
  std::uint32_t format_version = object_format_version;
  std::uint32_t least_reader_version = object_format_version;
  SpaceId space;
  EpochId epoch;
  DeviceName device;

  friend bool operator==(const ObjectHeader&, const ObjectHeader&) = default;
};

// An object taken apart; views into it.
struct ObjectParts {
  ObjectHeader header;
  ByteView plain;
  ByteView sealed;       // nonce and ciphertext; empty for a kind without
  ByteView before_seal;  // what is authenticated with it
  // Whether more than what this version knows may stand behind the members of each part.
  [[nodiscard]] change::TrailingBytes trailing() const {
    return header.format_version > object_format_version ? change::TrailingBytes::ignored
                                                         : change::TrailingBytes::refused;
  }
};

// `secret` is the content of the sealed part, and nothing for a kind without. Fails with
// out_of_memory, invalid_argument if it is longer than the kind may be.
[[nodiscard]] Result<Bytes> make_object(const ObjectKind& kind, const SpaceId& space,
                                        const EpochRoot& root, const DeviceKeys& device,
                                        ByteView plain, ByteView secret,
                                        platform::Randomness& randomness);

// Believes nothing and authenticates nothing: for those who find the key in it. Fails with damaged.
[[nodiscard]] Result<ObjectParts> read_object(const ObjectKind& kind, ByteView object);

// The same, if it is signed by the owner of the key, for this space. Fails with damaged,
// not_authentic, newer_format (which only an authentic one does).
[[nodiscard]] Result<ObjectParts> authenticate_object(const ObjectKind& kind, ByteView object,
                                                      const SpaceId& space, const PublicKey& key);

// The content of the sealed part. Fails with not_authentic, out_of_memory.
[[nodiscard]] Result<Bytes> unseal_object(const ObjectKind& kind, const ObjectParts& parts,
                                          const EpochRoot& root);

// One structure as the bytes of a part.
template <class T>
[[nodiscard]] Bytes serialize_part(const T& part) {
  change::OutputArchive archive;
  archive(part);
  return archive.take();
}

}  // namespace holdall::sync
