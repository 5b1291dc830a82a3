#include "store/durable_image.h"

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "store/log_ledger.h"

namespace holdall::store {

// The invariant that everything rests on: a transaction takes ALL that has changed since the one
// before it was issued, and one is in flight at most. So whatever bytes it copies from the image,
// as ranges or as whole chunks, belong to commits that are durable already or become so by it.
struct DurableImage::State : std::enable_shared_from_this<DurableImage::State> {
  struct Flight {
    TransactionPlan plan;
    ImageChanges changes;
    bool took_changes = false;
    Bytes header_bytes;
    std::uint64_t record_bytes = 0;
    std::uint64_t commits = 0;  // published when it was issued
  };
  struct Waiter {
    std::uint64_t commits;
    std::function<void(Status)> done;
  };

  Image image;
  LogLedger ledger;
  platform::Storage* storage = nullptr;  // none: the image is never stored
  bool damaged = false;
  bool fenced = false;
  std::uint64_t epoch = 0;
  std::uint64_t published = 0;
  std::uint64_t durable = 0;
  std::optional<Flight> flight;
  Error error{};
  bool failed = false;
  // A checkpoint goes on until no record up to this one is left.
  std::uint64_t checkpoint_until = 0;
  // After a checkpoint that failed the log must grow to this length before commits start another.
  std::uint64_t checkpoint_from_bytes = 0;
  bool idle_upkeep_wanted = false;
  std::vector<Waiter> waiters;
  std::function<void()> changed;

  [[nodiscard]] bool can_store() const { return storage != nullptr && !damaged && !fenced; }
  [[nodiscard]] bool has_unstored() const { return published > durable; }
  void notify() const;
  void start();
  void issue(Upkeep upkeep);
  [[nodiscard]] platform::StorageCommit encode(Flight& made, Upkeep upkeep);
  void completed(const Status& status);
  void succeeded(const Flight& landed);
  [[nodiscard]] bool failed_with(const Error& reason, Flight landed);
  void upkeep();
  void answer_waiters();
};

void DurableImage::State::notify() const {
  const std::function<void()> callback = changed;
  if (callback) callback();
}

// Issues what waits, unless something is on its way already.
void DurableImage::State::start() {
  if (!can_store() || flight) return;
  const bool checkpoints = ledger.header().first_sequence <= checkpoint_until;
  if (has_unstored() || checkpoints) issue(checkpoints ? Upkeep::checkpoint : Upkeep::none);
}

void DurableImage::State::issue(Upkeep upkeep) {
  if (upkeep == Upkeep::none && !image.has_changes()) {
    durable = published;
    failed = false;
    return;
  }
  Flight made;
  platform::StorageCommit step;
  try {
    step = encode(made, upkeep);
  } catch (const std::bad_alloc&) {
    if (made.took_changes) image.restore_changes(std::move(made.changes));
    checkpoint_until = 0;
    failed = true;
    error = {ErrorCode::out_of_memory, "encoding a storage transaction"};
    return;
  }
  flight = std::move(made);
  storage->commit(std::move(step), [weak = weak_from_this()](const Status& status) {
    if (const auto state = weak.lock()) state->completed(status);
  });
}

platform::StorageCommit DurableImage::State::encode(Flight& made, Upkeep upkeep) {
  made.commits = published;
  made.changes = image.take_changes();
  made.took_changes = true;
  made.plan = ledger.plan(made.changes, epoch, upkeep);
  const TransactionPlan& plan = made.plan;
  const std::uint64_t sequence = plan.header.last_sequence;
  platform::StorageCommit step;
  step.expected_header = ledger.header_bytes();
  step.header = encode_header(plan.header);
  made.header_bytes = step.header;
  if (plan.puts_record()) {
    step.log_puts.push_back(
        {sequence, encode_log_record(sequence, epoch, image, plan.record_ranges)});
    made.record_bytes = step.log_puts.back().bytes.size();
  }
  step.chunk_puts.reserve(plan.chunk_writes.size());
  for (const std::uint32_t index : plan.chunk_writes) {
    step.chunk_puts.push_back({index, encode_chunk(index, sequence, image.chunk(index))});
  }
  if (plan.header.first_sequence > ledger.header().first_sequence)
    step.drop_log_below = plan.header.first_sequence;
  step.drop_chunks_from = plan.drop_chunks_from;
  return step;
}

void DurableImage::State::completed(const Status& status) {
  HOLDALL_ASSERT(flight.has_value());
  Flight landed = *std::exchange(flight, std::nullopt);
  bool goes_on = true;
  if (status) {
    succeeded(landed);
  } else {
    goes_on = failed_with(status.error(), std::move(landed));
  }
  if (goes_on) start();
  if (goes_on && !flight) upkeep();
  answer_waiters();
  notify();
}

void DurableImage::State::succeeded(const Flight& landed) {
  ledger.completed(landed.plan, landed.header_bytes, landed.record_bytes);
  durable = landed.commits;
  failed = false;
  if (landed.plan.upkeep == Upkeep::checkpoint) checkpoint_from_bytes = 0;
  const bool checkpoints = ledger.header().first_sequence <= checkpoint_until;
  if (!checkpoints && ledger.log_is_long() && ledger.log_bytes() > checkpoint_from_bytes) {
    checkpoint_until = ledger.header().last_sequence;
  }
}

// Whether to go on at once: a checkpoint that found no room must not keep a commit from being
// saved.
bool DurableImage::State::failed_with(const Error& reason, Flight landed) {
  image.restore_changes(std::move(landed.changes));
  checkpoint_until = 0;
  fenced = reason.code == ErrorCode::storage_fenced;
  const bool was_upkeep = landed.plan.upkeep != Upkeep::none;
  if (was_upkeep) checkpoint_from_bytes = ledger.log_bytes() + LogLedger::record_bytes_max;
  if (was_upkeep && !fenced) return true;
  failed = true;
  error = reason;
  return false;
}

void DurableImage::State::upkeep() {
  if (!idle_upkeep_wanted || flight || !can_store() || failed) return;
  idle_upkeep_wanted = false;
  const Upkeep worth = ledger.upkeep_when_idle();
  if (worth == Upkeep::none) return;
  if (worth == Upkeep::checkpoint) checkpoint_until = ledger.header().last_sequence;
  issue(worth);
}

void DurableImage::State::answer_waiters() {
  std::vector<Waiter> answered;
  std::vector<Waiter> waiting;
  const bool hopeless = (failed || damaged) && !flight;
  for (Waiter& waiter : waiters) {
    const bool ready = hopeless || waiter.commits <= durable;
    (ready ? answered : waiting).push_back(std::move(waiter));
  }
  waiters = std::move(waiting);
  const Error reason = error;
  const std::uint64_t reached = durable;
  for (const Waiter& waiter : answered) {
    waiter.done(waiter.commits <= reached ? Status{} : Status{fail(reason)});
  }
}

DurableImage::DurableImage(std::shared_ptr<State> state) : state_(std::move(state)) {}

DurableImage::~DurableImage() = default;

void DurableImage::open(platform::Storage& storage, std::function<void(Result<Opened>)> done) {
  storage.load([&storage, done = std::move(done)](Result<platform::StoredDatabase> stored) {
    if (!stored) return done(fail(std::move(stored.error())));
    done(from_stored(storage, std::move(*stored)));
  });
}

Result<DurableImage::Opened> DurableImage::from_stored(platform::Storage& storage,
                                                       platform::StoredDatabase stored) {
  Result<LoadedImage> loaded = load_image(std::move(stored));
  if (!loaded) return fail(std::move(loaded.error()));
  auto state = std::make_shared<State>();
  state->image = std::move(loaded->image);
  state->ledger = std::move(loaded->ledger);
  state->storage = &storage;
  state->epoch = state->ledger.header().epoch + 1;
  state->damaged = loaded->damage.any();
  if (state->damaged) state->error = {ErrorCode::damaged, "the stored database is damaged"};
  return Opened{std::unique_ptr<DurableImage>(new DurableImage(std::move(state))),
                std::move(loaded->damage)};
}

std::unique_ptr<DurableImage> DurableImage::in_memory() {
  return std::unique_ptr<DurableImage>(new DurableImage(std::make_shared<State>()));
}

Image& DurableImage::image() { return state_->image; }

bool DurableImage::writable() const { return !state_->damaged && !state_->fenced; }

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

SaveState DurableImage::save_state() const {
  if (state_->fenced) return SaveState::fenced;
  if (!state_->has_unstored()) return SaveState::saved;
  return state_->failed && !state_->flight ? SaveState::not_saved : SaveState::saving;
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

void DurableImage::flush(std::function<void(Status)> done) {
  const std::shared_ptr<State> state = state_;
  state->waiters.push_back({state->published, std::move(done)});
  state->start();
  state->answer_waiters();
  state->notify();
}

void DurableImage::checkpoint() {
  const std::shared_ptr<State> state = state_;
  state->idle_upkeep_wanted = true;
  state->upkeep();
}

std::uint64_t DurableImage::stored_bytes() const {
  const StorageHeader& header = state_->ledger.header();
  const std::uint64_t chunk_bytes = std::uint64_t{header.stored_chunks} * Image::chunk_bytes;
  return std::min(chunk_bytes, header.image_bytes) + log_bytes();
}

std::uint64_t DurableImage::log_bytes() const { return state_->ledger.log_bytes(); }

}  // namespace holdall::store
