#include "sync/sealing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "native/randomness.h"

namespace holdall::sync {
namespace {

Secret secret(std::uint8_t fill) {
  std::array<std::uint8_t, Secret::size_bytes> bytes;
  bytes.fill(fill);
  return Secret(bytes);
}

Bytes text_bytes(std::string_view text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

constexpr PassphraseCost cheap{.memory_kib = 8, .passes = 1};

ErrorCode unwrap_failure(ByteView wrap, std::string_view passphrase = "correct horse") {
  const Result<EpochRoot> root = unwrap_root(wrap, passphrase);
  REQUIRE_FALSE(root.has_value());
  return root.error().code;
}

}  // namespace

// RFC 8032, 7.1, test 1, tells the public key of a seed.
TEST_CASE("a device's key pair follows from its seed, its name from its public key") {
  constexpr std::array<std::uint8_t, 32> seed = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60,
                                                 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
                                                 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19,
                                                 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
  constexpr std::array<std::uint8_t, 32> expected = {
      0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
      0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
      0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
  const DeviceKeys device{Secret(seed)};
  CHECK(device.public_key().bytes == expected);
  const ObjectHash hash = hash_of(device.public_key().bytes);
  CHECK(std::ranges::equal(device.name().bytes, std::span(hash.bytes).first(16)));
  CHECK(device.name() != DeviceKeys(secret(2)).name());
}

TEST_CASE("a signature is for one context, one message and one key") {
  const DeviceKeys device(secret(1));
  const Bytes message = text_bytes("a message");
  const Signature signature = device.sign("purpose", message);
  CHECK(is_signed("purpose", message, signature, device.public_key()));
  CHECK_FALSE(is_signed("another", message, signature, device.public_key()));
  CHECK_FALSE(is_signed("purpose", text_bytes("a Message"), signature, device.public_key()));
  CHECK_FALSE(is_signed("purpose", message, signature, DeviceKeys(secret(2)).public_key()));
  for (std::size_t index = 0; index < signature.bytes.size(); ++index) {
    Signature changed = signature;
    changed.bytes[index] ^= 1;
    CAPTURE(index);
    CHECK_FALSE(is_signed("purpose", message, changed, device.public_key()));
  }
  // An all-zero key, of small order, signs nothing.
  CHECK_FALSE(is_signed("purpose", message, Signature{}, PublicKey{}));
}

TEST_CASE("each purpose has a key of its own, each root an id of its own") {
  const EpochRoot root(secret(1));
  CHECK(std::ranges::equal(root.key("batch").bytes(), EpochRoot(secret(1)).key("batch").bytes()));
  CHECK_FALSE(std::ranges::equal(root.key("batch").bytes(), root.key("head").bytes()));
  CHECK(root.id() == EpochRoot(secret(1)).id());
  CHECK(root.id() != EpochRoot(secret(2)).id());
}

TEST_CASE("a secret that was moved is gone from where it was") {
  Secret from = secret(7);
  const Secret to = std::move(from);
  CHECK(std::ranges::equal(to.bytes(), secret(7).bytes()));
  // NOLINTNEXTLINE(bugprone-use-after-move): that nothing is left is what is tested
  CHECK(std::ranges::equal(from.bytes(), Secret().bytes()));
}

TEST_CASE("what is sealed opens with the same key, nonce and additional data alone") {
  const Secret key = secret(3);
  Nonce nonce = {1, 2, 3};
  const Bytes additional = text_bytes("header");
  for (const std::string& text : {std::string(), std::string("x"), std::string(1000, 'y')}) {
    const Bytes plain = text_bytes(text);
    const Result<Bytes> sealed = seal(key, nonce, additional, plain);
    REQUIRE(sealed.has_value());
    CHECK(sealed->size() == plain.size() + seal_overhead_bytes);
    const Result<Bytes> opened = open_sealed(key, nonce, additional, *sealed);
    REQUIRE(opened.has_value());
    CHECK(*opened == plain);
    const auto refuses = [](const Result<Bytes>& result) {
      return !result && result.error().code == ErrorCode::not_authentic;
    };
    CHECK(refuses(open_sealed(secret(4), nonce, additional, *sealed)));
    CHECK(refuses(open_sealed(key, Nonce{1, 2, 4}, additional, *sealed)));
    CHECK(refuses(open_sealed(key, nonce, text_bytes("Header"), *sealed)));
    for (std::size_t index = 0; index < sealed->size(); ++index) {
      Bytes changed = *sealed;
      changed[index] ^= 0x80;
      CHECK(refuses(open_sealed(key, nonce, additional, changed)));
      CHECK(refuses(open_sealed(key, nonce, additional, ByteView(*sealed).first(index))));
    }
  }
}

TEST_CASE("a passphrase opens the root that it wrapped, and no other does") {
  native::SeededRandomness randomness(1);
  const EpochRoot root(secret(5));
  const Result<Bytes> wrap = wrap_root(root, "correct horse", cheap, randomness);
  REQUIRE(wrap.has_value());
  const Result<EpochRoot> opened = unwrap_root(*wrap, "correct horse");
  REQUIRE(opened.has_value());
  CHECK(std::ranges::equal(opened->secret().bytes(), root.secret().bytes()));
  CHECK(unwrap_failure(*wrap, "correct horsE") == ErrorCode::wrong_passphrase);
  CHECK(unwrap_failure(*wrap, "") == ErrorCode::wrong_passphrase);
  for (std::size_t length = 0; length < wrap->size(); ++length)
    CHECK(unwrap_failure(ByteView(*wrap).first(length)) == ErrorCode::damaged);
  for (std::size_t index = 0; index < wrap->size(); ++index) {
    CAPTURE(index);
    Bytes changed = *wrap;
    changed[index] ^= 0x01;
    CHECK_FALSE(unwrap_root(changed, "correct horse").has_value());
  }
}

TEST_CASE("a root is wrapped at the cost that the design names, unless told otherwise") {
  native::SeededRandomness randomness(1);
  const EpochRoot root(secret(5));
  const Result<Bytes> wrap = wrap_root(root, "пароль", {}, randomness);
  REQUIRE(wrap.has_value());
  CHECK(wrap->size() == 108);
  CHECK(PassphraseCost{}.memory_kib == 65'536);
  CHECK(PassphraseCost{}.passes == 3);
  CHECK(unwrap_root(*wrap, "пароль").has_value());
}

TEST_CASE("a wrap whose cost is beyond all bounds is refused before anything is allocated") {
  native::SeededRandomness randomness(1);
  const EpochRoot root(secret(5));
  const Result<Bytes> wrap = wrap_root(root, "correct horse", cheap, randomness);
  REQUIRE(wrap.has_value());
  constexpr std::size_t memory_offset = 12;
  constexpr std::size_t passes_offset = 16;
  for (const std::size_t offset : {memory_offset, passes_offset}) {
    Bytes dear = *wrap;
    dear[offset + 3] = 0xFF;
    CHECK(unwrap_failure(dear) == ErrorCode::damaged);
    Bytes free = *wrap;
    std::fill_n(free.begin() + static_cast<std::ptrdiff_t>(offset), 4, std::uint8_t{0});
    CHECK(unwrap_failure(free) == ErrorCode::damaged);
  }
  for (const PassphraseCost cost :
       {PassphraseCost{.memory_kib = 7}, PassphraseCost{.memory_kib = 1U << 30},
        PassphraseCost{.passes = 0}, PassphraseCost{.passes = 17}}) {
    const Result<Bytes> refused = wrap_root(root, "x", cost, randomness);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::invalid_argument);
  }
  Bytes newer = *wrap;
  newer[8] = 2;
  CHECK(unwrap_failure(newer) == ErrorCode::newer_format);
}

}  // namespace holdall::sync
