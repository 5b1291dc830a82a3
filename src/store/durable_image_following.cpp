#include <algorithm>
#include <new>
#include <utility>

#include "base/assert.h"
#include "store/durable_image_state.h"
#include "store/image_step.h"

namespace holdall::store {

void DurableImage::follow() {
  State& state = *state_;
  HOLDALL_ASSERT(is_settled());
  state.following = true;
}

const Bytes& DurableImage::stored_header() const { return state_->ledger.header_bytes(); }

bool DurableImage::is_following() const { return state_->following; }

bool DurableImage::is_behind(ByteView header) const {
  const Result<StorageHeader> theirs = decode_header(header);
  if (!theirs) return false;
  const StorageHeader& own = state_->ledger.header();
  // A lower one is that of a database that was begun anew.
  if (theirs->opening.epoch != own.opening.epoch) return true;
  return theirs->last_sequence > own.last_sequence;
}

Result<bool> DurableImage::apply(ByteView step) {
  HOLDALL_ASSERT(state_->following && !state_->loader);
  try {
    return state_->apply(step);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory);
  }
}

Result<bool> DurableImage::State::apply(ByteView step) {
  Result<ImageStep> decoded = decode_image_step(step);
  if (!decoded) return fail(std::move(decoded.error()));
  const std::uint64_t sequence = decoded->plan.header.last_sequence;
  const StorageHeader& known = ledger.header();
  const bool had =
      sequence <= known.last_sequence && decoded->plan.header.opening.epoch <= known.opening.epoch;
  if (had) return false;
  if (decoded->header_before != ledger.header_bytes()) {
    return fail(ErrorCode::storage_fenced, "steps of the writer are missing");
  }
  const std::uint64_t size = decoded->plan.header.image_bytes;
  if (!image.resize(size)) return fail(ErrorCode::out_of_memory);
  ByteReader bytes(decoded->bytes);
  for (const ByteRange& range : decoded->plan.changed) {
    if (range.begin >= size) break;
    const bool written =
        image.write(range.begin, bytes.take(std::min(range.end, size) - range.begin));
    HOLDALL_ASSERT(written);
  }
  image.forget_changes();
  if (decoded->early_pages) {
    early_sequence = decoded->early_pages->empty() ? 0 : sequence;
    stored_early_pages = *std::move(decoded->early_pages);
  }
  ledger.follow(std::move(decoded->plan), std::move(decoded->header), decoded->record_bytes);
  return true;
}

void DurableImage::lead(platform::Randomness& randomness, std::function<void(Status)> done) {
  State& state = *state_;
  HOLDALL_ASSERT(state.following && !state.loader);
  const Opening next{state.ledger.header().opening.epoch + 1, draw_writer(randomness)};
  state.storage->read_header(
      [weak = std::weak_ptr(state_), next, done = std::move(done)](const Result<Bytes>& header) {
        if (const auto alive = weak.lock()) alive->checked(header, next, done);
      });
}

void DurableImage::State::checked(const Result<Bytes>& stored_header, const Opening& next,
                                  const std::function<void(Status)>& done) {
  if (!following) return;  // an earlier question was answered first
  if (!stored_header) return done(fail(stored_header.error()));
  const bool same = *stored_header == ledger.header_bytes();
  if (!same && !stored_header->empty()) {
    return done(fail(ErrorCode::storage_fenced, "another tab has written"));
  }
  following = false;
  opening = {std::max(next.epoch, ledger.header().opening.epoch + 1), next.writer};
  if (!same) begin_anew();  // all that was stored is gone: it is here still
  done({});
  start();
}

void DurableImage::on_step(std::function<bool()> wanted, std::function<void(Bytes)> told) {
  state_->step_wanted = std::move(wanted);
  state_->step_told = std::move(told);
}

bool DurableImage::is_settled() const {
  return state_->stage == State::Stage::resting && !state_->has_unstored();
}

}  // namespace holdall::store
