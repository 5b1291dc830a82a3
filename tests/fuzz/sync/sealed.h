#pragma once

#include <string_view>

#include "../fuzz.h"
#include "native/randomness.h"
#include "sync/signed_object.h"
#include "sync/space.h"

// What the targets behind authentication have in common: a space with fixed keys, whose founder is
// the hostile author.
namespace holdall::fuzz {

inline constexpr std::string_view passphrase = "Ґанок";
inline constexpr sync::PassphraseCost cheap{.memory_kib = 8, .passes = 1};

inline Bytes copy_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

template <class T>
T must(Result<T> result) {
  require(result.has_value(), "a step of the target itself succeeds");
  return *std::move(result);
}

inline const sync::Space& space() {
  static const sync::Space made = [] {
    native::SeededRandomness randomness(1);
    return must(
        sync::Space::found(passphrase, cheap, {.number = 7, .label = "laptop"}, randomness));
  }();
  return made;
}

// An object with these parts, signed by the founder. Those that are too long are none of the
// fuzzer's business: empty.
inline Bytes object_of(const sync::ObjectKind& kind, ByteView plain, ByteView secret) {
  native::SeededRandomness randomness(2);
  Result<Bytes> object = sync::make_object(kind, space().id(), space().root(), space().device(),
                                           plain, secret, randomness);
  return object ? *std::move(object) : Bytes{};
}

// The parts of an object that an encoder made, as seeds.
inline Bytes plain_of(const sync::ObjectKind& kind, ByteView object) {
  return copy_of(must(sync::read_object(kind, object)).plain);
}
inline Bytes secret_of(const sync::ObjectKind& kind, ByteView object) {
  return must(sync::unseal_object(kind, must(sync::read_object(kind, object)), space().root()));
}

}  // namespace holdall::fuzz
