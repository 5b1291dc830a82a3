// Heads behind their signature: the input is the content, signed here.
#include "sync/head.h"

#include "sealed.h"

namespace holdall::fuzz {
namespace {

constexpr sync::ObjectKind kind{.letters = "HED",
                                .signature_words = "holdall head",
                                .key_words = {},
                                .bytes_max = sync::head_bytes_max};

Bytes made(const sync::Head& head) {
  native::SeededRandomness randomness(2);
  return must(sync::make_head(head, space(), randomness));
}

}  // namespace

std::vector<Bytes> seeds() {
  sync::Head head{.counter = 1};
  std::vector<Bytes> seeds = {plain_of(kind, made(head))};
  head.sequence = 9;
  head.batches = {{.attempt = 5, .size_bytes = 700, .hash = {}}, {.attempt = 6, .hash = {}}};
  head.index = {{.number = 3, .file = {.attempt = 1, .size_bytes = 100, .hash = {}}}};
  head.seen.advance({{9, 9}}, 300);
  head.refusals = {{.device = {{9, 9}}, .sequence = 301}};
  seeds.push_back(plain_of(kind, made(head)));
  head.index_has_seen = true;
  head.seen = {};
  head.epochs = head.index;
  seeds.push_back(plain_of(kind, made(head)));
  return seeds;
}

void run(ByteView input) {
  const Bytes object = object_of(kind, input, {});
  if (object.empty()) return;
  const AllocationLimit limit(object.size());
  const Result<sync::Head> head = sync::open_head(object, space(), space().founder());
  require(!head || made(*head) == object, "a head has one encoding");
}

}  // namespace holdall::fuzz
