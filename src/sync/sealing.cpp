#include "sync/sealing.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_generichash_blake2b.h>
#include <sodium/crypto_pwhash_argon2id.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

#include <algorithm>
#include <new>

#include "base/assert.h"

namespace holdall::sync {
namespace {

constexpr std::string_view epoch_id_context = "holdall epoch id";

constexpr std::array<std::uint8_t, 8> wrap_magic = {0x89, 'H', 'O', 'L', 'D', 'W', 'R', 'P'};
constexpr std::uint32_t wrap_version = 1;
constexpr std::size_t salt_bytes = crypto_pwhash_argon2id_SALTBYTES;
constexpr std::size_t wrap_head_bytes = wrap_magic.size() + 4 + 4 + 4 + salt_bytes + nonce_bytes;
constexpr std::size_t wrap_bytes = wrap_head_bytes + Secret::size_bytes + seal_overhead_bytes;
constexpr std::uint32_t memory_min_kib = 8;
constexpr std::uint32_t memory_max_kib = 256 * 1024;
constexpr std::uint32_t passes_max = 16;

static_assert(nonce_bytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(seal_overhead_bytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(Secret::size_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(Secret::size_bytes == crypto_sign_ed25519_SEEDBYTES);
static_assert(sizeof(Signature::bytes) == crypto_sign_ed25519_BYTES);
static_assert(sizeof(PublicKey::bytes) == crypto_sign_ed25519_PUBLICKEYBYTES);

// The first bytes of a longer hash.
template <class Short>
Short prefix_of(std::span<const std::uint8_t, 32> hash) {
  Short prefix;
  std::copy_n(hash.begin(), prefix.bytes.size(), prefix.bytes.begin());
  return prefix;
}

// What Ed25519 signs: the context, a zero, and the hash of the message, so that no message has to
// be copied and none of one purpose is one of another.
Bytes signed_words(std::string_view context, ByteView message) {
  const ObjectHash hash = hash_of(message);
  ByteWriter writer;
  writer.append(as_bytes(context));
  writer.fixed_u8(0);
  writer.append(hash.bytes);
  return writer.take();
}

bool is_bearable(const PassphraseCost& cost) {
  return cost.memory_kib >= memory_min_kib && cost.memory_kib <= memory_max_kib &&
         cost.passes >= 1 && cost.passes <= passes_max;
}

Result<Secret> passphrase_key(std::string_view passphrase, ByteView salt,
                              const PassphraseCost& cost) {
  HOLDALL_ASSERT(salt.size() == salt_bytes && is_bearable(cost));
  Secret key;
  const int done = crypto_pwhash_argon2id(
      key.bytes().data(), Secret::size_bytes, passphrase.data(), passphrase.size(), salt.data(),
      cost.passes, std::size_t{cost.memory_kib} * 1024, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (done != 0) return fail(ErrorCode::out_of_memory, "trying a passphrase");
  return key;
}

}  // namespace

Secret::Secret(std::span<const std::uint8_t, size_bytes> bytes) {
  std::ranges::copy(bytes, bytes_.begin());
}

Secret Secret::random(platform::Randomness& randomness) {
  Secret secret;
  randomness.fill(secret.bytes_);
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    sodium_memzero(other.bytes_.data(), other.bytes_.size());
  }
  return *this;
}

Secret::~Secret() { sodium_memzero(bytes_.data(), bytes_.size()); }

ObjectHash hash_of(ByteView bytes) {
  ObjectHash hash;
  crypto_generichash_blake2b(hash.bytes.data(), hash.bytes.size(), bytes.data(), bytes.size(),
                             nullptr, 0);
  return hash;
}

DeviceName device_name(const PublicKey& key) {
  return prefix_of<DeviceName>(hash_of(key.bytes).bytes);
}

DeviceKeys::DeviceKeys(const Secret& seed) : seed_(seed.bytes()) {
  std::array<std::uint8_t, crypto_sign_ed25519_SECRETKEYBYTES> secret_key;
  crypto_sign_ed25519_seed_keypair(public_key_.bytes.data(), secret_key.data(),
                                   seed.bytes().data());
  sodium_memzero(secret_key.data(), secret_key.size());
}

Signature DeviceKeys::sign(std::string_view context, ByteView message) const {
  // libsodium's secret key is the seed and the public key (RFC 8032 names the seed alone).
  std::array<std::uint8_t, crypto_sign_ed25519_SECRETKEYBYTES> secret_key;
  std::ranges::copy(public_key_.bytes, std::ranges::copy(seed_.bytes(), secret_key.begin()).out);
  const Bytes words = signed_words(context, message);
  Signature signature;
  crypto_sign_ed25519_detached(signature.bytes.data(), nullptr, words.data(), words.size(),
                               secret_key.data());
  sodium_memzero(secret_key.data(), secret_key.size());
  return signature;
}

bool is_signed(std::string_view context, ByteView message, const Signature& signature,
               const PublicKey& key) {
  const Bytes words = signed_words(context, message);
  return crypto_sign_ed25519_verify_detached(signature.bytes.data(), words.data(), words.size(),
                                             key.bytes.data()) == 0;
}

EpochId EpochRoot::id() const {
  const Secret hash = key(epoch_id_context);
  return prefix_of<EpochId>(hash.bytes());
}

Secret EpochRoot::key(std::string_view context) const {
  Secret key;
  const ByteView words = as_bytes(context);
  crypto_generichash_blake2b(key.bytes().data(), Secret::size_bytes, words.data(), words.size(),
                             root_.bytes().data(), Secret::size_bytes);
  return key;
}

Result<Bytes> seal(const Secret& key, const Nonce& nonce, ByteView additional, ByteView plain) {
  try {
    Bytes sealed(plain.size() + seal_overhead_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(), nullptr, plain.data(), plain.size(),
                                               additional.data(), additional.size(), nullptr,
                                               nonce.data(), key.bytes().data());
    return sealed;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "sealing");
  }
}

Result<Bytes> open_sealed(const Secret& key, const Nonce& nonce, ByteView additional,
                          ByteView sealed) {
  if (sealed.size() < seal_overhead_bytes) {
    return fail(ErrorCode::not_authentic, "too short to be sealed");
  }
  try {
    Bytes plain(sealed.size() - seal_overhead_bytes);
    const int done = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain.data(), nullptr, nullptr, sealed.data(), sealed.size(), additional.data(),
        additional.size(), nonce.data(), key.bytes().data());
    if (done != 0) return fail(ErrorCode::not_authentic, "sealed with another key, or changed");
    return plain;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "opening what is sealed");
  }
}

Result<Bytes> wrap_root(const EpochRoot& root, std::string_view passphrase,
                        const PassphraseCost& cost, platform::Randomness& randomness) {
  if (!is_bearable(cost)) return fail(ErrorCode::invalid_argument, "the cost of a passphrase");
  std::array<std::uint8_t, salt_bytes> salt;
  randomness.fill(salt);
  Nonce nonce;
  randomness.fill(nonce);
  ByteWriter head;
  head.append(wrap_magic);
  head.fixed_u32(wrap_version);
  head.fixed_u32(cost.memory_kib);
  head.fixed_u32(cost.passes);
  head.append(salt);
  head.append(nonce);
  const Result<Secret> key = passphrase_key(passphrase, salt, cost);
  if (!key) return fail(key.error());
  const Result<Bytes> sealed = seal(*key, nonce, head.bytes(), root.secret().bytes());
  if (!sealed) return fail(sealed.error());
  head.append(*sealed);
  return head.take();
}

Result<EpochRoot> unwrap_root(ByteView wrap, std::string_view passphrase) {
  ByteReader reader(wrap);
  const bool known = std::ranges::equal(reader.take(wrap_magic.size()), wrap_magic);
  const std::uint32_t version = reader.fixed_u32();
  if (!known || reader.failed()) return fail(ErrorCode::damaged, "no root wrapped by a passphrase");
  if (version > wrap_version)
    return fail(ErrorCode::newer_format, "a root wrapped by a passphrase");
  const PassphraseCost cost{.memory_kib = reader.fixed_u32(), .passes = reader.fixed_u32()};
  if (version == 0 || wrap.size() != wrap_bytes || !is_bearable(cost)) {
    return fail(ErrorCode::damaged, "a root wrapped by a passphrase");
  }
  const ByteView salt = reader.take(salt_bytes);
  Nonce nonce;
  std::ranges::copy(reader.take(nonce_bytes), nonce.begin());
  const Result<Secret> key = passphrase_key(passphrase, salt, cost);
  if (!key) return fail(key.error());
  Result<Bytes> opened =
      open_sealed(*key, nonce, wrap.first(wrap_head_bytes), wrap.subspan(wrap_head_bytes));
  if (!opened) {
    const bool refused = opened.error().code == ErrorCode::not_authentic;
    return fail(refused ? Error{ErrorCode::wrong_passphrase, {}} : opened.error());
  }
  Secret root{std::span<const std::uint8_t, Secret::size_bytes>(*opened)};
  sodium_memzero(opened->data(), opened->size());
  return EpochRoot(std::move(root));
}

}  // namespace holdall::sync
