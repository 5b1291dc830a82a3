// Introductions behind seal and signature. The first byte says how long the plain part is, which
// begins with the key that signs; the rest is the secret part.
#include "sync/introduction.h"

#include <algorithm>

#include "sealed.h"

namespace holdall::fuzz {
namespace {

constexpr sync::ObjectKind kind{.letters = "INT",
                                .signature_words = "holdall introduction",
                                .key_words = "holdall introduction key",
                                .bytes_max = 1024};

Bytes seed_of(const sync::Secret* invitation, std::string_view label) {
  native::SeededRandomness randomness(2);
  const Bytes object = must(sync::make_introduction(space().id(), space().root(), space().device(),
                                                    7, label, invitation, randomness));
  const Bytes plain = plain_of(kind, object);
  const std::size_t key_bytes = space().founder().bytes.size();
  Bytes seed = {static_cast<std::uint8_t>(plain.size() - key_bytes)};
  seed.insert(seed.end(), plain.begin() + static_cast<std::ptrdiff_t>(key_bytes), plain.end());
  const Bytes secret = secret_of(kind, object);
  seed.insert(seed.end(), secret.begin(), secret.end());
  return seed;
}

}  // namespace

std::vector<Bytes> seeds() {
  native::SeededRandomness randomness(3);
  const sync::Secret invitation = sync::Secret::random(randomness);
  return {seed_of(nullptr, ""), seed_of(nullptr, "ноутбук"), seed_of(&invitation, "phone")};
}

void run(ByteView input) {
  if (input.empty()) return;
  const std::size_t plain_bytes = std::min<std::size_t>(input[0], input.size() - 1);
  Bytes plain = copy_of(space().founder().bytes);
  plain.insert(plain.end(), input.begin() + 1,
               input.begin() + 1 + static_cast<std::ptrdiff_t>(plain_bytes));
  const Bytes object = object_of(kind, plain, input.subspan(1 + plain_bytes));
  if (object.empty()) return;
  const AllocationLimit limit(object.size());
  const Result<sync::Introduction> read =
      sync::open_introduction(object, space().id(), space().root());
  if (!read || read->invitation) return;
  native::SeededRandomness randomness(2);
  const Bytes again = must(sync::make_introduction(space().id(), space().root(), space().device(),
                                                   read->number, read->label, nullptr, randomness));
  require(again == object, "an introduction has one encoding");
}

}  // namespace holdall::fuzz
