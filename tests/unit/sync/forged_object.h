#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.h"
#include "native/randomness.h"
#include "sync/sealing.h"
#include "sync/signed_object.h"

namespace holdall::sync {

// The kinds as docs/sync-format.md 'Objects' has them.
inline constexpr ObjectKind space_kind{.letters = "SPC",
                                       .signature_words = "holdall space",
                                       .key_words = "holdall space key",
                                       .bytes_max = 4096};
inline constexpr ObjectKind introduction_kind{.letters = "INT",
                                              .signature_words = "holdall introduction",
                                              .key_words = "holdall introduction key",
                                              .bytes_max = 1024};
inline constexpr ObjectKind head_kind{
    .letters = "HED", .signature_words = "holdall head", .key_words = {}, .bytes_max = 1024};
inline constexpr ObjectKind index_kind{.letters = "IDX",
                                       .signature_words = "holdall index",
                                       .key_words = "holdall index key",
                                       .bytes_max = std::size_t{4} << 20};

// An object made by hand, byte for byte as the format says, so that anything in it can be wrong.
struct ForgedObject {
  ObjectKind kind;
  ObjectHeader header;
  Bytes plain;
  Bytes secret;

  [[nodiscard]] Bytes make(const EpochRoot& root, const DeviceKeys& keys,
                           native::SeededRandomness& randomness) const {
    ByteWriter writer;
    writer.fixed_u8(0x89);
    writer.append(as_bytes("HOLD"));
    writer.append(as_bytes(kind.letters));
    writer.fixed_u32(header.format_version);
    writer.fixed_u32(header.least_reader_version);
    writer.append(header.space.bytes);
    writer.append(header.epoch.bytes);
    writer.append(header.device.bytes);
    writer.fixed_u32(static_cast<std::uint32_t>(plain.size()));
    writer.append(plain);
    if (!kind.key_words.empty()) {
      Nonce nonce;
      randomness.fill(nonce);
      const Result<Bytes> sealed = seal(root.key(kind.key_words), nonce, writer.bytes(), secret);
      REQUIRE(sealed.has_value());
      writer.append(nonce);
      writer.append(*sealed);
    }
    const Signature signature = keys.sign(kind.signature_words, writer.bytes());
    writer.append(signature.bytes);
    return writer.take();
  }
};

// A good object, to change something in it and make it anew.
inline ForgedObject forgery_of(const ObjectKind& kind, const Bytes& object, const EpochRoot& root) {
  const Result<ObjectParts> parts = read_object(kind, object);
  REQUIRE(parts.has_value());
  ForgedObject forgery{.kind = kind,
                       .header = parts->header,
                       .plain = Bytes(parts->plain.begin(), parts->plain.end()),
                       .secret = {}};
  if (kind.key_words.empty()) return forgery;
  Result<Bytes> secret = unseal_object(kind, *parts, root);
  REQUIRE(secret.has_value());
  forgery.secret = *std::move(secret);
  return forgery;
}

// Adds the order of the group to the half of a signature where it makes no difference to whoever
// does not look (RFC 8032, 8.4).
inline Bytes with_another_signature(Bytes object) {
  constexpr std::array<std::uint8_t, 32> order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                                  0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                                  0,    0,    0,    0,    0,    0,    0,    0,
                                                  0,    0,    0,    0,    0,    0,    0,    0x10};
  unsigned carry = 0;
  auto byte = object.end() - static_cast<std::ptrdiff_t>(order.size());
  for (const std::uint8_t added : order) {
    carry += static_cast<unsigned>(*byte) + added;
    *byte++ = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  return object;
}

}  // namespace holdall::sync
