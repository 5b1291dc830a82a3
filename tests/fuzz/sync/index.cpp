// Indexes behind seal and signature: the input is the content, sealed and signed here.
#include "sealed.h"
#include "sync/head.h"

namespace holdall::fuzz {
namespace {

constexpr sync::ObjectKind kind{.letters = "IDX",
                                .signature_words = "holdall index",
                                .key_words = "holdall index key",
                                .bytes_max = sync::index_bytes_max};

Bytes made(const sync::Index& index) {
  native::SeededRandomness randomness(2);
  return must(sync::make_index(index, space(), randomness));
}

}  // namespace

std::vector<Bytes> seeds() {
  sync::Index index{.number = 1};
  std::vector<Bytes> seeds = {secret_of(kind, made(index))};
  index.first_sequence = 4;
  index.batches = {{.attempt = 5, .size_bytes = 700, .hash = {}}, {.attempt = 6, .hash = {}}};
  index.seen.advance({{9, 9}}, 300);
  index.introductions = {{1, 2, 3}};
  index.invitations = {{{4, 4}}};
  seeds.push_back(secret_of(kind, made(index)));
  index.epochs = {{.number = 2, .file = index.batches.front()}};
  index.snapshots = {
      {.number = 2,
       .chunks = {{.snapshot = 1, .file = index.batches.front(), .holds = {{{{9, 9}}, 1, 300}}}}}};
  seeds.push_back(secret_of(kind, made(index)));
  return seeds;
}

void run(ByteView input) {
  const Bytes object = object_of(kind, {}, input);
  if (object.empty()) return;
  Result<sync::Index> index;
  {
    const AllocationLimit limit(object.size());
    index = sync::open_index(object, space(), space().founder());
  }
  require(!index || made(*index) == object, "an index has one encoding");
}

}  // namespace holdall::fuzz
