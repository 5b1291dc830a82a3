// Ed25519 takes three quarters of a simulation's time if every device verifies every object anew.
// The linker puts these functions in the place of libsodium's (cmake/tests.cmake, --wrap): they
// call them, and remember the answer for the same bytes. A signature is a pure function of them, so
// nothing else comes out; one that was just made is known to be good.

#include <sodium/crypto_sign_ed25519.h>

#include <string>
#include <unordered_map>

#include "remembered_signatures.h"

namespace holdall::sim {
namespace {

using Bytes = std::string;

Bytes bytes_of(const unsigned char* bytes, unsigned long long size) {
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

// By key, signature and words: what the verification answers.
using Answers = std::unordered_map<Bytes, int>;
Answers& verified() {
  static Answers answers;
  return answers;
}
// The same of what every schedule begins with.
Answers& kept() {
  static Answers answers;
  return answers;
}

Bytes question(const unsigned char* key, const unsigned char* signature, const unsigned char* words,
               unsigned long long size) {
  return bytes_of(key, crypto_sign_ed25519_PUBLICKEYBYTES) +
         bytes_of(signature, crypto_sign_ed25519_BYTES) + bytes_of(words, size);
}

}  // namespace

void keep_signatures() { kept().merge(verified()); }

void forget_signatures() { verified().clear(); }

}  // namespace holdall::sim

// The names are the linker's.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {

int __real_crypto_sign_ed25519_seed_keypair(unsigned char* key, unsigned char* secret,
                                            const unsigned char* seed);
int __real_crypto_sign_ed25519_detached(unsigned char* signature, unsigned long long* length,
                                        const unsigned char* words, unsigned long long size,
                                        const unsigned char* secret);
int __real_crypto_sign_ed25519_verify_detached(const unsigned char* signature,
                                               const unsigned char* words, unsigned long long size,
                                               const unsigned char* key);

int __wrap_crypto_sign_ed25519_seed_keypair(unsigned char* key, unsigned char* secret,
                                            const unsigned char* seed) {
  using holdall::sim::Bytes;
  using holdall::sim::bytes_of;
  static std::unordered_map<Bytes, std::pair<Bytes, Bytes>> made;
  auto& [public_part, secret_part] = made[bytes_of(seed, crypto_sign_ed25519_SEEDBYTES)];
  if (public_part.empty()) {
    if (__real_crypto_sign_ed25519_seed_keypair(key, secret, seed) != 0) return -1;
    public_part = bytes_of(key, crypto_sign_ed25519_PUBLICKEYBYTES);
    secret_part = bytes_of(secret, crypto_sign_ed25519_SECRETKEYBYTES);
  }
  public_part.copy(reinterpret_cast<char*>(key), public_part.size());
  secret_part.copy(reinterpret_cast<char*>(secret), secret_part.size());
  return 0;
}

int __wrap_crypto_sign_ed25519_detached(unsigned char* signature, unsigned long long* length,
                                        const unsigned char* words, unsigned long long size,
                                        const unsigned char* secret) {
  const int done = __real_crypto_sign_ed25519_detached(signature, length, words, size, secret);
  const unsigned char* key = secret + crypto_sign_ed25519_SEEDBYTES;  // as libsodium keeps it
  if (done == 0) holdall::sim::verified()[holdall::sim::question(key, signature, words, size)] = 0;
  return done;
}

int __wrap_crypto_sign_ed25519_verify_detached(const unsigned char* signature,
                                               const unsigned char* words, unsigned long long size,
                                               const unsigned char* key) {
  const holdall::sim::Bytes asked = holdall::sim::question(key, signature, words, size);
  const auto known = holdall::sim::kept().find(asked);
  if (known != holdall::sim::kept().end()) return known->second;
  const auto [found, is_new] = holdall::sim::verified().try_emplace(asked);
  if (is_new)
    found->second = __real_crypto_sign_ed25519_verify_detached(signature, words, size, key);
  return found->second;
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
