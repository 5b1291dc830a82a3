#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "platform/randomness.h"
#include "sync/names.h"

namespace holdall::sync {

// Keys, signatures and sealed bytes (docs/batch-format.md 'Keys'): Ed25519 (RFC 8032), BLAKE2b (RFC
// 7693), XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), Argon2id (RFC 9106), all by libsodium.
// Every random byte is passed in.

// 32 secret bytes, wiped from memory when they are no longer needed.
class Secret {
 public:
  static constexpr std::size_t size_bytes = 32;

  Secret() = default;
  explicit Secret(std::span<const std::uint8_t, size_bytes> bytes);
  [[nodiscard]] static Secret random(platform::Randomness& randomness);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] std::span<const std::uint8_t, size_bytes> bytes() const { return bytes_; }
  [[nodiscard]] std::span<std::uint8_t, size_bytes> bytes() { return bytes_; }

 private:
  std::array<std::uint8_t, size_bytes> bytes_ = {};
};

struct PublicKey {
  std::array<std::uint8_t, 32> bytes = {};

  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

struct Signature {
  std::array<std::uint8_t, 64> bytes = {};
};

inline constexpr std::size_t nonce_bytes = 24;
inline constexpr std::size_t seal_overhead_bytes = 16;  // the authentication tag
using Nonce = std::array<std::uint8_t, nonce_bytes>;

[[nodiscard]] ObjectHash hash_of(ByteView bytes);
[[nodiscard]] DeviceName device_name(const PublicKey& key);

// The key pair of a device.
class DeviceKeys {
 public:
  // The same pair for the same seed, which is what a device stores.
  explicit DeviceKeys(const Secret& seed);

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] DeviceName name() const { return device_name(public_key_); }
  // Of a message for one purpose: a signature for one `context` is none for another. A context is
  // plain ASCII without a zero.
  [[nodiscard]] Signature sign(std::string_view context, ByteView message) const;

 private:
  Secret seed_;
  PublicKey public_key_;
};

[[nodiscard]] bool is_signed(std::string_view context, ByteView message, const Signature& signature,
                             const PublicKey& key);

// The root of a key epoch, from which the keys of all purposes are derived.
class EpochRoot {
 public:
  explicit EpochRoot(Secret root) : root_(std::move(root)) {}

  [[nodiscard]] EpochId id() const;
  // The key for one purpose, keyed BLAKE2b-256 of the context, plain ASCII.
  [[nodiscard]] Secret key(std::string_view context) const;
  [[nodiscard]] const Secret& secret() const { return root_; }

 private:
  Secret root_;
};

// The ciphertext and its tag: `plain` and 16 bytes more. A nonce must be random and never be used
// again. `additional` is authenticated with it. Fails with out_of_memory.
[[nodiscard]] Result<Bytes> seal(const Secret& key, const Nonce& nonce, ByteView additional,
                                 ByteView plain);
// Fails with not_authentic if key, nonce, additional data or one bit is another, out_of_memory.
[[nodiscard]] Result<Bytes> open_sealed(const Secret& key, const Nonce& nonce, ByteView additional,
                                        ByteView sealed);

// How dear it is to try a passphrase; written into the wrap.
struct PassphraseCost {
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t passes = 3;
};
// Of every space that is founded today, by the app and by the command line.
inline constexpr PassphraseCost passphrase_cost;

// The root of an epoch sealed by a passphrase, its UTF-8 bytes as they are. Fails with
// invalid_argument if the cost is none that unwrap_root accepts, out_of_memory.
[[nodiscard]] Result<Bytes> wrap_root(const EpochRoot& root, std::string_view passphrase,
                                      const PassphraseCost& cost, platform::Randomness& randomness);
// Fails with newer_format, damaged (no wrap, or one whose cost is beyond all bounds), out_of_memory
// (to try it takes as much as the wrap says, 256 MiB at most), wrong_passphrase, which also is what
// a wrap gives whose other bytes were changed.
[[nodiscard]] Result<EpochRoot> unwrap_root(ByteView wrap, std::string_view passphrase);

}  // namespace holdall::sync
