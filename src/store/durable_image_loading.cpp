#include <array>
#include <utility>

#include "store/durable_image_state.h"

namespace holdall::store {

std::uint64_t draw_writer(platform::Randomness& randomness) {
  std::array<std::uint8_t, sizeof(std::uint64_t)> token{};
  randomness.fill(token);
  return ByteReader(token).fixed_u64();
}

// One load, from the first part to the last.
struct DurableImage::Loading : std::enable_shared_from_this<DurableImage::Loading> {
  platform::Storage* storage = nullptr;
  std::uint64_t writer = 0;
  Mode mode = Mode::early;
  std::function<void(Result<Opened>)> done;
  std::shared_ptr<State> state;  // until `done` is called
  std::weak_ptr<State> known;
  bool first = true;
  int readings_left = 3;

  void start();
  void took(Result<platform::StoredPart> part);
};

void DurableImage::Loading::start() {
  --readings_left;
  first = true;
  state = std::make_shared<State>();
  known = state;
  state->storage = storage;
  state->opening.writer = writer;
  state->loader.emplace(state->image, state->ledger, mode == Mode::early);
  storage->load([self = shared_from_this()](Result<platform::StoredPart> part) {
    self->took(std::move(part));
  });
}

void DurableImage::Loading::took(Result<platform::StoredPart> part) {
  const std::shared_ptr<State> loaded = known.lock();
  if (!loaded || loaded->load_error) return;
  const Status taken = part ? loaded->take(*std::move(part), std::exchange(first, false))
                            : Status{fail(std::move(part.error()))};
  if (!taken) loaded->load_error = taken.error();
  if (!done) return loaded->notify();
  // Nobody has seen anything of it, so it is read again.
  if (!taken && is_void_reading(taken.error()) && readings_left > 0) {
    mode = Mode::whole;
    return start();
  }
  const bool shows = taken && (!loaded->loader || loaded->early_sequence != 0);
  if (taken && !shows) return;
  state.reset();
  const std::function<void(Result<Opened>)> answer = std::exchange(done, nullptr);
  if (!taken) return answer(fail(taken.error()));
  answer(Opened{std::unique_ptr<DurableImage>(new DurableImage(loaded)), loaded->damage});
}

void DurableImage::open(platform::Storage& storage, platform::Randomness& randomness, Mode mode,
                        std::function<void(Result<Opened>)> done) {
  const auto loading = std::make_shared<Loading>();
  loading->storage = &storage;
  loading->writer = draw_writer(randomness);
  loading->mode = mode;
  loading->done = std::move(done);
  loading->start();
}

Status DurableImage::State::take(platform::StoredPart part, bool first) {
  const bool last = part.last;
  if (Status taken = first ? loader->begin(std::move(part)) : loader->add(std::move(part.chunks));
      !taken) {
    return taken;
  }
  if (first) {
    early_pages = stored_early_pages = loader->early_pages();
    early_sequence = loader->early_sequence();
    image.note_reads();
  }
  if (!last) return {};
  if (Status finished = loader->finish(); !finished) return finished;
  damage = loader->damage();
  loader.reset();
  opening.epoch = ledger.header().opening.epoch + 1;
  damaged = damage.any();
  if (damaged) error = {ErrorCode::damaged, "the stored database is damaged"};
  return {};
}

}  // namespace holdall::store
