// Chunks of snapshots behind seal and signature: the input is the content, sealed and signed here.
#include "sync/snapshot.h"

#include <functional>

#include "../../unit/sync/tiny_replica.h"
#include "native/event_loop.h"
#include "native/settable_clock.h"
#include "sealed.h"
#include "sync/outbox.h"

namespace holdall::fuzz {
namespace {

constexpr sync::ObjectKind kind{.letters = "SNP",
                                .signature_words = "holdall snapshot",
                                .key_words = "holdall snapshot key",
                                .bytes_max = sync::chunk_bytes_max};

// With so many batches of the founder's.
Bytes content_of(std::uint32_t batches) {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::SeededRandomness randomness(2);
  sync::TinyReplica replica(loop, std::make_shared<sync::TinyContents>());
  for (std::uint32_t batch = 0; batch < batches; ++batch) {
    replica.edit(sync::tiny_edit(batch + 1, 4, batch, {1000 + batch, 0, 7}));
    require(sync::close_batches(replica, space(), randomness).has_value(), "a batch is closed");
  }
  std::vector<sync::BatchRange> holds;
  if (batches > 0)
    holds.push_back({.device = space().device().name(), .first = 1, .last = batches});
  return secret_of(kind, must(sync::make_chunk(holds, space(), replica, randomness)));
}

bool is_in(ByteView part, const Bytes& whole) {
  const std::less_equal<> not_behind;
  return part.empty() || (not_behind(whole.data(), part.data()) &&
                          not_behind(part.data() + part.size(), whole.data() + whole.size()));
}

}  // namespace

std::vector<Bytes> seeds() { return {content_of(0), content_of(1), content_of(3)}; }

void run(ByteView input) {
  const Bytes object = object_of(kind, {}, input);
  if (object.empty()) return;
  const AllocationLimit limit(object.size());
  const Result<sync::SnapshotChunk> chunk = sync::open_chunk(object, space(), space().founder());
  if (!chunk) {
    require(chunk.error().code != ErrorCode::not_authentic, "the target seals and signs");
    return;
  }
  for (const ByteView introduction : chunk->introductions)
    require(is_in(introduction, chunk->content), "an introduction lies in the chunk");
  for (const auto& stream : chunk->streams) {
    for (const ByteView batch : stream.batches)
      require(is_in(batch, chunk->content), "a batch lies in the chunk");
  }
}

}  // namespace holdall::fuzz
