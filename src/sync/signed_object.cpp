#include "sync/signed_object.h"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "base/assert.h"

namespace holdall::sync {
namespace {

// The first byte is none of a text, so that nobody takes the file for one.
constexpr std::array<std::uint8_t, 5> magic = {0x89, 'H', 'O', 'L', 'D'};
constexpr std::size_t signature_bytes = sizeof(Signature::bytes);

template <class Name>
Name read_name(ByteReader& reader) {
  Name name;
  const ByteView bytes = reader.take(name.bytes.size());
  std::ranges::copy(bytes, name.bytes.begin());
  return name;
}

}  // namespace

Result<Bytes> make_object(const ObjectKind& kind, const SpaceId& space, const EpochRoot& root,
                          const DeviceKeys& device, ByteView plain, ByteView secret,
                          platform::Randomness& randomness) {
  HOLDALL_ASSERT(kind.letters.size() == 3 && (!kind.key_words.empty() || secret.empty()));
  try {
    ByteWriter writer;
    writer.append(magic);
    writer.append(as_bytes(kind.letters));
    writer.fixed_u32(object_format_version);
    writer.fixed_u32(object_format_version);
    writer.append(space.bytes);
    writer.append(root.id().bytes);
    writer.append(device.name().bytes);
    writer.fixed_u32(static_cast<std::uint32_t>(plain.size()));
    writer.append(plain);
    if (!kind.key_words.empty()) {
      Nonce nonce;
      randomness.fill(nonce);
      const Result<Bytes> sealed = seal(root.key(kind.key_words), nonce, writer.bytes(), secret);
      if (!sealed) return fail(sealed.error());
      writer.append(nonce);
      writer.append(*sealed);
    }
    const Signature signature = device.sign(kind.signature_words, writer.bytes());
    writer.append(signature.bytes);
    if (writer.size() > kind.bytes_max) {
      return fail(ErrorCode::invalid_argument, "too much for one object of a space");
    }
    return writer.take();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "making an object of a space");
  }
}

Result<ObjectParts> read_object(const ObjectKind& kind, ByteView object) {
  ByteReader reader(object);
  const bool known = std::ranges::equal(reader.take(magic.size()), magic) &&
                     std::ranges::equal(reader.take(kind.letters.size()), as_bytes(kind.letters));
  ObjectParts parts;
  ObjectHeader& header = parts.header;
  header.format_version = reader.fixed_u32();
  header.least_reader_version = reader.fixed_u32();
  header.space = read_name<SpaceId>(reader);
  header.epoch = read_name<EpochId>(reader);
  header.device = read_name<DeviceName>(reader);
  parts.plain = reader.take(reader.fixed_u32());
  parts.before_seal = object.first(object.size() - reader.left());
  const bool versions =
      header.least_reader_version > 0 && header.least_reader_version <= header.format_version;
  const std::size_t rest_min =
      signature_bytes + (kind.key_words.empty() ? 0 : nonce_bytes + seal_overhead_bytes);
  const bool fits = kind.key_words.empty() ? reader.left() == rest_min : reader.left() >= rest_min;
  if (!known || reader.failed() || !versions || !fits || object.size() > kind.bytes_max) {
    return fail(ErrorCode::damaged, "the frame of an object of a space");
  }
  parts.sealed = reader.take(reader.left() - signature_bytes);
  return parts;
}

Result<ObjectParts> authenticate_object(const ObjectKind& kind, ByteView object,
                                        const SpaceId& space, const PublicKey& key) {
  Result<ObjectParts> parts = read_object(kind, object);
  if (!parts) return parts;
  if (parts->header.space != space) return fail(ErrorCode::not_authentic, "of another space");
  if (parts->header.device != device_name(key)) {
    return fail(ErrorCode::not_authentic, "of another device");
  }
  Signature signature;
  std::ranges::copy(object.last(signature_bytes), signature.bytes.begin());
  const ByteView message = object.first(object.size() - signature_bytes);
  if (!is_signed(kind.signature_words, message, signature, key)) {
    return fail(ErrorCode::not_authentic, "wrong signature");
  }
  if (parts->header.least_reader_version > object_format_version) {
    return fail(ErrorCode::newer_format, "an object of a space");
  }
  return parts;
}

Result<Bytes> unseal_object(const ObjectKind& kind, const ObjectParts& parts,
                            const EpochRoot& root) {
  HOLDALL_ASSERT(!kind.key_words.empty());
  if (parts.header.epoch != root.id()) {
    return fail(ErrorCode::not_authentic, "of another key epoch");
  }
  Nonce nonce;
  std::ranges::copy(parts.sealed.first(nonce_bytes), nonce.begin());
  return open_sealed(root.key(kind.key_words), nonce, parts.before_seal,
                     parts.sealed.subspan(nonce_bytes));
}

}  // namespace holdall::sync
