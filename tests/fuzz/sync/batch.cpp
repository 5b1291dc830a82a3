// Batches: frames that nobody has signed, and the content of a batch behind seal and signature. The
// first byte says which.
#include "sync/batch.h"

#include <algorithm>
#include <optional>

#include "../../unit/support/random_body.h"
#include "base/compression.h"
#include "sealed.h"
#include "sync/batch_frame.h"

namespace holdall::fuzz {
namespace {

constexpr std::uint8_t frame = 0;
constexpr std::uint8_t content = 1;  // the sealed part, as it is
constexpr std::uint8_t columns = 2;  // what is compressed in it
constexpr std::uint8_t kind_count = 3;

sync::BatchHeader header_of_content() {
  sync::BatchHeader header{.space = space().id(),
                           .epoch = space().root().id(),
                           .device = space().device().name(),
                           .sequence = 2,
                           .before = {{1}},
                           .seen = {}};
  header.seen.advance({{9, 9}}, 300);
  return header;
}

// As make_batch() does, for content that it would not make.
Bytes batch_of(ByteView plain) {
  Bytes batch = sync::encode_batch_header(header_of_content());
  constexpr sync::Nonce nonce = {};
  const Bytes sealed =
      must(sync::seal(space().root().key("holdall batch key"), nonce, batch, plain));
  batch.insert(batch.end(), nonce.begin(), nonce.end());
  batch.insert(batch.end(), sealed.begin(), sealed.end());
  const sync::Signature signature = space().device().sign("holdall batch", batch);
  batch.insert(batch.end(), signature.bytes.begin(), signature.bytes.end());
  return batch;
}

Bytes packed(ByteView body) {
  const Bytes stream = must(compress(body));
  ByteWriter writer;
  writer.varint(body.size());
  writer.sized(stream);
  return writer.take();
}

// What a frame says, it says in one way; another encoding is of a version that may say more.
void check_frame(ByteView batch) {
  const AllocationLimit limit(batch.size());
  (void)sync::open_batch(batch, space().id(), space().root(), space().founder());
  const Result<sync::BatchHeader> header = sync::read_batch_header(batch);
  if (!header || header->format_version != sync::batch_format_version) return;
  const Bytes again = sync::encode_batch_header(*header);
  require(std::ranges::equal(again, batch.first(again.size())), "a header has one encoding");
}

// Returns what was opened, if anything was.
std::optional<sync::OpenedBatch> check_content(const Bytes& batch) {
  const AllocationLimit limit(batch.size());
  Result<sync::OpenedBatch> opened =
      sync::open_batch(batch, space().id(), space().root(), space().founder());
  if (!opened) {
    require(opened.error().code != ErrorCode::not_authentic, "the target seals and signs");
    return std::nullopt;
  }
  require(opened->body.has_value(), "a batch of this version has a body");
  change::BatchChange change;
  while (opened->body->next(change))
    require(change.command < opened->body->commands().size(),
            "a change is of a command that is there");
  return *std::move(opened);
}

// An opened batch is made again of its parts, if it is as long as honest ones are.
void check_rebuilt(const Bytes& batch, const sync::OpenedBatch& opened) {
  const Result<Bytes> again =
      sync::rebuild_batch(opened.envelope, opened.packed_body, space().root());
  require(!again || again->size() != batch.size() || *again == batch,
          "a batch that was opened is made again");
}

}  // namespace

std::vector<Bytes> seeds() {
  native::SeededRandomness randomness(2);
  std::vector<Bytes> seeds;
  for (const std::uint32_t changes : {1U, 4U, 12U}) {
    const change::BatchBody body = change::random_body(41 + changes, changes);
    const Result<change::EncodedBody> encoded = change::encode_body(body);
    require(encoded.has_value(), "a seed is encoded");
    const Bytes batch = must(sync::make_batch({.space = space().id(), .sequence = 1}, body,
                                              space().root(), space().device(), randomness));
    for (const auto& [kind, bytes] :
         {std::pair{frame, batch}, {content, packed(encoded->bytes)}, {columns, encoded->bytes}}) {
      Bytes seed = {kind};
      seed.insert(seed.end(), bytes.begin(), bytes.end());
      seeds.push_back(std::move(seed));
    }
  }
  return seeds;
}

void run(ByteView input) {
  if (input.empty()) return;
  const std::uint8_t kind = input[0] % kind_count;
  (void)space();
  if (kind == frame) return check_frame(input.subspan(1));
  const Bytes batch =
      batch_of(kind == content ? copy_of(input.subspan(1)) : packed(input.subspan(1)));
  if (const auto opened = check_content(batch)) check_rebuilt(batch, *opened);
}

}  // namespace holdall::fuzz
