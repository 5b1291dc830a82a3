// What anyone can put at a place: frames of all kinds of objects, as they are and signed here, and
// roots wrapped by a passphrase. The first byte says which.
#include <algorithm>

#include "base/utf8.h"
#include "sealed.h"
#include "sync/head.h"
#include "sync/introduction.h"

namespace holdall::fuzz {
namespace {

constexpr std::uint8_t unsigned_object = 0;
constexpr std::uint8_t signed_object = 1;
constexpr std::uint8_t wrap = 2;
constexpr std::uint8_t joined = 3;
constexpr std::uint8_t kind_count = 4;
constexpr std::size_t cost_offset = 12;  // of a wrap, behind magic and version
constexpr std::size_t cost_bytes = 8;

constexpr sync::ObjectKind space_kind{.letters = "SPC",
                                      .signature_words = "holdall space",
                                      .key_words = "holdall space key",
                                      .bytes_max = sync::space_object_bytes_max};

// One that is as dear as the cheapest: what is dear is tested by unit tests.
bool is_cheap(ByteView wrapped) {
  native::SeededRandomness randomness(2);
  static const Bytes made = must(sync::wrap_root(space().root(), passphrase, cheap, randomness));
  return wrapped.size() < cost_offset + cost_bytes ||
         std::ranges::equal(wrapped.subspan(cost_offset, cost_bytes),
                            ByteView(made).subspan(cost_offset, cost_bytes));
}

void open_everything(ByteView object) {
  (void)sync::open_head(object, space(), space().founder());
  (void)sync::open_index(object, space(), space().founder());
  (void)sync::open_introduction(object, space().id(), space().root());
  (void)sync::read_object(space_kind, object);
}

void read_wrap(ByteView bytes) {
  if (!is_cheap(bytes)) return;
  const Result<sync::EpochRoot> root = sync::unwrap_root(bytes, passphrase);
  require(!root || root->id() == space().root().id(), "only the wrapped root is found");
}

// The plain part of a space object behind the founder's key.
void join(ByteView object, ByteView part) {
  ByteReader reader(part);
  if (!is_cheap(reader.sized())) return;
  native::SeededRandomness randomness(5);
  const Result<sync::Space> space_joined = sync::Space::join(
      object, space().id(), passphrase, {.number = 8, .label = "phone"}, nullptr, randomness);
  require(!space_joined || space_joined->root().id() == space().root().id(),
          "who joins has the root of the space");
}

// With the founder's signature in the place of the last bytes, which is right for one kind.
Bytes with_signature(ByteView input) {
  constexpr sync::ObjectKind kinds[] = {{.letters = "HED",
                                         .signature_words = "holdall head",
                                         .key_words = {},
                                         .bytes_max = sync::head_bytes_max},
                                        {.letters = "INT",
                                         .signature_words = "holdall introduction",
                                         .key_words = {},
                                         .bytes_max = 1024},
                                        space_kind,
                                        {.letters = "IDX",
                                         .signature_words = "holdall index",
                                         .key_words = {},
                                         .bytes_max = sync::index_bytes_max}};
  Bytes object = copy_of(input.subspan(1));
  const sync::Signature signature =
      space().device().sign(kinds[input[0] % std::size(kinds)].signature_words, object);
  object.insert(object.end(), signature.bytes.begin(), signature.bytes.end());
  return object;
}

}  // namespace

std::vector<Bytes> seeds() {
  native::SeededRandomness randomness(2);
  const Bytes head = must(sync::make_head({.counter = 1}, space(), randomness));
  const Bytes index = must(sync::make_index({.number = 1}, space(), randomness));
  const Bytes wrapped = must(sync::wrap_root(space().root(), passphrase, cheap, randomness));
  const std::size_t signature_bytes = sizeof(sync::Signature::bytes);
  Bytes plain = plain_of(space_kind, space().object());
  plain.erase(plain.begin(), plain.begin() + sizeof(sync::PublicKey::bytes));
  std::vector<Bytes> seeds;
  const auto add = [&seeds](Bytes head_bytes, ByteView bytes) {
    head_bytes.insert(head_bytes.end(), bytes.begin(), bytes.end());
    seeds.push_back(std::move(head_bytes));
  };
  for (const Bytes* object : {&head, &index, &space().object(), &space().introduction()})
    add({unsigned_object}, *object);
  add({signed_object, 0}, ByteView(head).first(head.size() - signature_bytes));
  add({signed_object, 3}, ByteView(index).first(index.size() - signature_bytes));
  add({wrap}, wrapped);
  add({joined}, plain);
  return seeds;
}

void run(ByteView input) {
  if (input.size() < 2) return;
  const std::uint8_t kind = input[0] % kind_count;
  const ByteView bytes = input.subspan(1);
  Bytes object;
  if (kind == signed_object) object = with_signature(bytes);
  if (kind == joined) {
    Bytes plain = copy_of(space().founder().bytes);
    plain.insert(plain.end(), bytes.begin(), bytes.end());
    object = object_of(space_kind, plain, {});
  }
  (void)is_cheap(bytes);
  const AllocationLimit limit(input.size());
  if (kind == unsigned_object) return open_everything(bytes);
  if (kind == signed_object) return open_everything(object);
  if (kind == wrap) return read_wrap(bytes);
  join(object, bytes);
}

}  // namespace holdall::fuzz
