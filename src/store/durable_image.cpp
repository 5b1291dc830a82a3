#include "store/durable_image.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "store/durable_image_state.h"

namespace holdall::store {
namespace {

// An image that is read in no time.
constexpr std::uint64_t small_image_bytes = 4 * Image::chunk_bytes;
// A first screen that reads more than 4 MiB is none that could be shown early.
constexpr std::size_t early_pages_max = 1024;

}  // namespace

DurableImage::DurableImage(std::shared_ptr<State> state) : state_(std::move(state)) {}

DurableImage::~DurableImage() = default;

bool is_void_reading(const Error& error) {
  return error.code == ErrorCode::storage_fenced || error.code == ErrorCode::storage_closed;
}

std::unique_ptr<DurableImage> DurableImage::in_memory() {
  return std::unique_ptr<DurableImage>(new DurableImage(std::make_shared<State>()));
}

Image& DurableImage::image() { return state_->image; }

bool DurableImage::is_loaded() const { return !state_->loader; }

const Damage& DurableImage::damage() const { return state_->damage; }

const std::optional<Error>& DurableImage::load_error() const { return state_->load_error; }

void DurableImage::note_absent_read() { state_->absent_read = true; }

void DurableImage::first_screen_shown() {
  State& state = *state_;
  std::vector<std::uint32_t> pages = state.image.take_read_pages();
  const bool small = state.image.size() <= small_image_bytes;
  if (state.storage == nullptr || small || pages.size() > early_pages_max) return;
  const bool covered = state.early_sequence != 0 && !state.absent_read &&
                       std::ranges::includes(state.stored_early_pages, pages);
  if (covered) return;
  state.early_pages = std::move(pages);
  state.early_pages_wanted = true;
}

Status DurableImage::may_write() const {
  if (state_->fenced || state_->stopped) return fail(ErrorCode::storage_fenced);
  if (state_->loader) return fail(ErrorCode::not_loaded);
  if (state_->following) return fail(ErrorCode::not_writer);
  if (state_->damaged) return fail(ErrorCode::damaged, "the database is open for reading only");
  if (state_->newer) return fail(ErrorCode::newer_format);
  return {};
}

void DurableImage::forbid_writing() { state_->newer = true; }

void DurableImage::published() {
  const std::shared_ptr<State> state = state_;
  ++state->published;
  if (state->storage == nullptr) {
    state->image.forget_changes();
    state->durable = state->published;
  } else {
    state->start();
  }
  state->notify();
}

std::uint64_t DurableImage::published_commits() const { return state_->published; }

std::uint64_t DurableImage::durable_commits() const { return state_->durable; }

bool DurableImage::has_unstored() const { return state_->has_unstored(); }

SaveState DurableImage::save_state() const {
  if (state_->fenced || state_->stopped) return SaveState::fenced;
  if (!state_->has_unstored()) return SaveState::saved;
  // A failure is told until it is made good, not only until the next attempt.
  return state_->failed || state_->gone ? SaveState::not_saved : SaveState::saving;
}

const Error& DurableImage::save_error() const { return state_->error; }

void DurableImage::on_change(std::function<void()> changed) {
  state_->changed = std::move(changed);
}

void DurableImage::retry() {
  const std::shared_ptr<State> state = state_;
  state->start();
  state->notify();
}

void DurableImage::verify() {
  const std::shared_ptr<State> state = state_;
  if (!state->can_store() || state->ledger.header_bytes().empty()) return;
  // What is in flight may have landed just before all was deleted.
  state->verify_wanted = true;
  if (state->stage == State::Stage::resting) state->ask();
}

void DurableImage::stop() {
  const std::shared_ptr<State> state = state_;
  if (state->storage == nullptr) return;
  state->stopped = true;
  if (!state->failed) state->error = {ErrorCode::storage_fenced, "the writer's role was lost"};
  state->answer_waiters();
  state->notify();
}

void DurableImage::flush(std::function<void(Status)> done) {
  const std::shared_ptr<State> state = state_;
  state->wait(State::WaitFor::stored, std::move(done));
}

void DurableImage::settle(std::function<void(Status)> done) {
  const std::shared_ptr<State> state = state_;
  state->checkpoint_until = 0;
  state->idle_upkeep_wanted = false;
  state->wait(State::WaitFor::rest, std::move(done));
}

void DurableImage::begin_group() { ++state_->groups; }

void DurableImage::end_group() {
  const std::shared_ptr<State> state = state_;
  HOLDALL_ASSERT(state->groups > 0);
  if (--state->groups > 0) return;
  state->start();
  state->notify();
}

Status DurableImage::replace_by(const Image& source) {
  if (Status may = may_write(); !may) return may;
  Image& image = state_->image;
  const std::uint64_t size_before = image.size();
  // From here on it has room for all that is written.
  if (!image.resize(std::max(size_before, source.size()))) {
    return fail(ErrorCode::out_of_memory, "replacing the database");
  }
  for (std::uint32_t index = 0; index < source.chunk_count(); ++index) {
    const bool written =
        image.write(std::uint64_t{index} * Image::chunk_bytes, source.chunk(index));
    HOLDALL_ASSERT(written);
  }
  const bool cut = image.resize(source.size());
  HOLDALL_ASSERT(cut);
  published();
  return {};
}

void DurableImage::checkpoint() {
  const std::shared_ptr<State> state = state_;
  state->idle_upkeep_wanted = true;
  state->upkeep();
}

std::uint64_t DurableImage::log_bytes() const { return state_->ledger.log_bytes(); }

}  // namespace holdall::store
