#include "store/durable_image.h"

#include <algorithm>
#include <array>
#include <list>
#include <new>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "store/image_step.h"
#include "store/log_ledger.h"

namespace holdall::store {
namespace {

// An image that is read in no time.
constexpr std::uint64_t small_image_bytes = 4 * Image::chunk_bytes;
// A first screen that reads more than 4 MiB is none that could be shown early.
constexpr std::size_t early_pages_max = 1024;

std::uint64_t draw_writer(platform::Randomness& randomness) {
  std::array<std::uint8_t, sizeof(std::uint64_t)> token{};
  randomness.fill(token);
  return ByteReader(token).fixed_u64();
}

}  // namespace

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
    bool has_early_pages = false;
    std::vector<std::uint32_t> early_pages;  // that it stores; none: it deletes them
    Bytes step;                              // for those who follow
  };
  struct Waiter {
    std::uint64_t commits;
    bool wants_rest;  // nothing may be on its way
    std::function<void(Status)> done;
  };

  // What is on its way to the storage: one thing at a time.
  enum class Stage {
    resting,   // nothing
    flying,    // a transaction: `flight`
    doubtful,  // its answer was lost; the next thing to do is to ask whether it landed
    asking,    // for the stored header: about `flight`, or whether anything is there at all
  };

  Image image;
  LogLedger ledger;
  platform::Storage* storage = nullptr;  // none: the image is never stored
  std::optional<ImageLoader> loader;     // until all is loaded
  Damage damage;
  std::optional<Error> load_error;
  // What the first screen reads; see first_screen_shown().
  std::vector<std::uint32_t> early_pages;
  bool early_pages_wanted = false;  // to be stored at idle
  // There was room for them, or there may be again.
  bool early_pages_fit = true;
  // Those that are stored, and the sequence that they are current to; 0: none are.
  std::vector<std::uint32_t> stored_early_pages;
  std::uint64_t early_sequence = 0;
  bool absent_read = false;
  bool damaged = false;
  bool fenced = false;
  bool stopped = false;
  bool newer = false;  // what the image holds, not its stored form
  bool following = false;
  int groups = 0;  // open ones
  Opening opening;
  std::uint64_t published = 0;
  std::uint64_t durable = 0;
  Stage stage = Stage::resting;
  std::optional<Flight> flight;  // if the stage is flying or doubtful, perhaps if asking
  Error error{};
  bool failed = false;
  // What was stored has been deleted: true until all of the image is stored again.
  bool gone = false;
  bool verify_wanted = false;
  // A checkpoint goes on until no record up to this one is left.
  std::uint64_t checkpoint_until = 0;
  // After a checkpoint that failed the log must grow to this length before commits start another.
  std::uint64_t checkpoint_from_bytes = 0;
  bool idle_upkeep_wanted = false;
  std::list<Waiter> waiters;
  std::function<void()> changed;
  std::function<bool()> step_wanted;
  std::function<void(Bytes)> step_told;

  [[nodiscard]] bool can_store() const {
    return storage != nullptr && !loader && !damaged && !fenced && !stopped && !following;
  }
  [[nodiscard]] Status take(platform::StoredPart part, bool first);
  [[nodiscard]] bool has_unstored() const { return published > durable || gone; }
  void notify() const;
  void start();
  void issue(Upkeep upkeep, bool with_early_pages = false);
  [[nodiscard]] platform::StorageCommit encode(Flight& made, Upkeep upkeep);
  void put_early_pages(Flight& made, platform::StorageCommit& step);
  void note_step(Flight& made, const platform::StorageCommit& step) const;
  void wait(bool wants_rest, std::function<void(Status)> done);
  void checked(const Result<Bytes>& stored_header, const Opening& next,
               const std::function<void(Status)>& done);
  void completed(const Status& status);
  void ask();
  void told(const Result<Bytes>& stored_header);
  void go_on(bool at_once);
  void succeeded();
  [[nodiscard]] bool failed_with(const Error& reason);
  void note_error(const Error& reason);
  void begin_anew();
  void upkeep();
  void answer_waiters();
};

void DurableImage::State::notify() const {
  const std::function<void()> callback = changed;
  if (callback) callback();
}

// Issues what waits, unless something is on its way already.
void DurableImage::State::start() {
  if (!can_store() || groups > 0) return;
  if (stage == Stage::doubtful) ask();
  if (stage != Stage::resting) return;
  const bool checkpoints = ledger.header().first_sequence <= checkpoint_until;
  if (has_unstored() || checkpoints) issue(checkpoints ? Upkeep::checkpoint : Upkeep::none);
}

void DurableImage::State::issue(Upkeep upkeep, bool with_early_pages) {
  if (upkeep == Upkeep::none && !with_early_pages && !gone && !image.has_changes()) {
    durable = published;
    failed = false;
    return;
  }
  flight.emplace();
  flight->has_early_pages = with_early_pages;
  try {
    platform::StorageCommit step = encode(*flight, upkeep);
    stage = Stage::flying;
    storage->commit(std::move(step), [weak = weak_from_this()](const Status& status) {
      if (const auto state = weak.lock()) state->completed(status);
    });
  } catch (const std::bad_alloc&) {
    stage = Stage::resting;
    if (flight->took_changes) image.restore_changes(std::move(flight->changes));
    flight.reset();
    checkpoint_until = 0;
    failed = true;
    error = {ErrorCode::out_of_memory, {}};  // no words: they would have to be allocated
  }
}

platform::StorageCommit DurableImage::State::encode(Flight& made, Upkeep upkeep) {
  made.commits = published;
  made.changes = image.take_changes();
  made.took_changes = true;
  made.plan = ledger.plan(made.changes, opening, upkeep);
  const TransactionPlan& plan = made.plan;
  const std::uint64_t sequence = plan.header.last_sequence;
  platform::StorageCommit step;
  step.expected_header = ledger.header_bytes();
  step.header = encode_header(plan.header);
  made.header_bytes = step.header;
  if (plan.puts_record()) {
    // A fold lists what records before it changed too, which may have moved long ago.
    const OldPages none;
    const OldPages& old_pages = plan.upkeep == Upkeep::fold ? none : made.changes.old_pages;
    const std::vector<LogRange> ranges = log_ranges(image, plan.record_ranges, old_pages);
    step.log_puts.push_back({sequence, encode_log_record(plan.header, image, ranges)});
    made.record_bytes = step.log_puts.back().bytes.size();
  }
  made.changes.old_pages = {};
  step.chunk_puts.reserve(plan.chunk_writes.size());
  for (const std::uint32_t index : plan.chunk_writes) {
    step.chunk_puts.push_back({index, encode_chunk(index, sequence, image.chunk(index))});
  }
  if (plan.header.first_sequence > ledger.header().first_sequence)
    step.drop_log_below = plan.header.first_sequence;
  step.drop_chunks_from = plan.drop_chunks_from;
  if (gone) {
    // Only the header may have gone: what is left without one does not count.
    step.drop_log_below = plan.header.first_sequence;
    step.drop_chunks_from = plan.header.stored_chunks;
  }
  put_early_pages(made, step);
  if (step_wanted && step_wanted()) note_step(made, step);
  return step;
}

// Where there is no memory for it those who follow find a gap and read anew.
void DurableImage::State::note_step(Flight& made, const platform::StorageCommit& step) const {
  try {
    ImageStep told{.header_before = step.expected_header,
                   .header = made.header_bytes,
                   .plan = made.plan,
                   .record_bytes = made.record_bytes,
                   .early_pages = {},
                   .bytes = {}};
    if (made.has_early_pages) told.early_pages = made.early_pages;
    made.step = encode_image_step(told, image);
  } catch (const std::bad_alloc&) {
    made.step.clear();
  }
}

// Also when those which are stored could not be brought up to date any more: log records go that
// this needs, or changes of theirs go into a chunk and not into the log. On a full disk they are
// deleted then: what a person has written is worth more than a quick start.
void DurableImage::State::put_early_pages(Flight& made, platform::StorageCommit& step) {
  const StorageHeader& header = made.plan.header;
  const bool in_written_chunk = std::ranges::any_of(stored_early_pages, [&](std::uint32_t page) {
    return std::ranges::binary_search(made.plan.chunk_writes, page / Image::pages_per_chunk);
  });
  const bool outdated = header.first_sequence > early_sequence + 1 || in_written_chunk;
  made.has_early_pages = made.has_early_pages || (early_sequence != 0 && outdated);
  if (!made.has_early_pages) return;
  step.early_pages.emplace();
  if (!early_pages_fit) return;
  // What lies in a chunk that was never stored comes from the log anyway.
  const std::uint64_t stored_bytes =
      std::min(std::uint64_t{header.stored_chunks} * Image::chunk_bytes, header.image_bytes);
  for (const std::uint32_t page : early_pages) {
    if (std::uint64_t{page} * Image::page_bytes < stored_bytes) made.early_pages.push_back(page);
  }
  if (made.early_pages.empty()) return;
  step.early_pages = encode_early_pages(header.last_sequence, image, made.early_pages);
}

void DurableImage::State::completed(const Status& status) {
  HOLDALL_ASSERT(stage == Stage::flying && flight.has_value());
  if (status) {
    succeeded();
    return go_on(true);
  }
  const ErrorCode code = status.error().code;
  if (code == ErrorCode::storage_closed || code == ErrorCode::storage_failed) {
    note_error(status.error());
    return ask();
  }
  go_on(failed_with(status.error()));
}

void DurableImage::State::ask() {
  stage = Stage::asking;
  verify_wanted = false;
  try {
    storage->read_header([weak = weak_from_this()](const Result<Bytes>& stored_header) {
      if (const auto state = weak.lock()) state->told(stored_header);
    });
  } catch (const std::bad_alloc&) {
    told(fail(ErrorCode::out_of_memory));
  }
}

// The stored header is that of the transaction in doubt, which landed, or the one before it, or
// someone else's. It cannot be that of an earlier attempt at the same transaction: an attempt in
// doubt is never followed by another one.
void DurableImage::State::told(const Result<Bytes>& stored_header) {
  HOLDALL_ASSERT(stage == Stage::asking);
  if (!stored_header) {
    stage = flight ? Stage::doubtful : Stage::resting;
    if (flight || has_unstored()) {
      failed = true;
      note_error(stored_header.error());
    }
    return go_on(false);
  }
  stage = Stage::resting;
  if (flight && *stored_header == flight->header_bytes) {
    succeeded();
    return go_on(true);
  }
  if (*stored_header == ledger.header_bytes()) return go_on(!flight || failed_with(error));
  const ErrorCode code =
      stored_header->empty() ? ErrorCode::storage_gone : ErrorCode::storage_fenced;
  go_on(failed_with({code, {}}));
}

// After something has been settled.
void DurableImage::State::go_on(bool at_once) {
  if (at_once && verify_wanted && stage == Stage::resting && can_store()) ask();
  if (at_once) start();
  if (at_once && stage == Stage::resting) upkeep();
  answer_waiters();
  notify();
}

void DurableImage::State::succeeded() {
  Flight landed = *std::exchange(flight, std::nullopt);
  stage = Stage::resting;
  ledger.completed(landed.plan, std::move(landed.header_bytes), landed.record_bytes);
  durable = landed.commits;
  failed = false;
  gone = false;
  if (landed.has_early_pages) {
    early_sequence = landed.early_pages.empty() ? 0 : landed.plan.header.last_sequence;
    stored_early_pages = std::move(landed.early_pages);
    early_pages_wanted = !early_pages_fit;
  }
  if (landed.plan.upkeep == Upkeep::checkpoint) {
    checkpoint_from_bytes = 0;
    early_pages_fit = true;
  }
  if (step_told && !landed.step.empty()) step_told(std::move(landed.step));
  const bool checkpoints = ledger.header().first_sequence <= checkpoint_until;
  if (!checkpoints && ledger.log_is_long() && ledger.log_bytes() > checkpoint_from_bytes) {
    checkpoint_until = ledger.header().last_sequence;
  }
}

// Nothing of the flight, if there is one, is stored. Whether to go on at once: a checkpoint or
// early pages that found no room must not keep a commit from being saved.
bool DurableImage::State::failed_with(const Error& reason) {
  stage = Stage::resting;
  checkpoint_until = 0;
  const bool was_upkeep = flight && flight->plan.upkeep != Upkeep::none;
  const bool had_early_pages = flight && !flight->early_pages.empty();
  if (had_early_pages) early_pages_fit = false;
  if (was_upkeep) checkpoint_from_bytes = ledger.log_bytes() + LogLedger::spread_bytes_max;
  if (reason.code == ErrorCode::storage_gone) {
    note_error(reason);
    begin_anew();
    return true;
  }
  if (flight) image.restore_changes(std::move(std::exchange(flight, std::nullopt)->changes));
  fenced = fenced || reason.code == ErrorCode::storage_fenced;
  if ((was_upkeep || had_early_pages) && !fenced) return true;
  failed = true;
  note_error(reason);
  return false;
}

// Without its words where there is no memory for them.
void DurableImage::State::note_error(const Error& reason) {
  if (&reason == &error) return;
  error.code = reason.code;
  try {
    error.detail = reason.detail;
  } catch (const std::bad_alloc&) {
    error.detail.clear();
  }
}

void DurableImage::State::begin_anew() {
  const std::uint64_t attempted =
      flight ? flight->plan.header.last_sequence : ledger.header().last_sequence;
  flight.reset();
  ledger.start_anew(attempted);
  early_sequence = 0;
  early_pages_wanted = !early_pages.empty();
  image.note_all();
  durable = 0;
  gone = true;
}

void DurableImage::State::upkeep() {
  if (!idle_upkeep_wanted || stage != Stage::resting || !can_store() || failed || gone) return;
  idle_upkeep_wanted = false;
  const Upkeep worth = ledger.upkeep_when_idle();
  const bool with_early_pages = early_pages_wanted && early_pages_fit;
  if (worth == Upkeep::none && !with_early_pages) return;
  if (worth == Upkeep::checkpoint) checkpoint_until = ledger.header().last_sequence;
  issue(worth, with_early_pages);
}

void DurableImage::State::answer_waiters() {
  std::list<Waiter> answered;
  const bool on_its_way = stage == Stage::flying || stage == Stage::asking;
  const bool hopeless = !on_its_way && (failed || (storage != nullptr && !can_store()));
  for (auto waiter = waiters.begin(); waiter != waiters.end();) {
    const auto next = std::next(waiter);
    const bool rests = !waiter->wants_rest || stage == Stage::resting;
    const bool ready = hopeless || (waiter->commits <= durable && !gone && rests);
    if (ready) answered.splice(answered.end(), waiters, waiter);
    waiter = next;
  }
  const Error reason = error;
  const std::uint64_t reached = durable;
  const bool is_there = !gone;
  for (const Waiter& waiter : answered) {
    waiter.done(waiter.commits <= reached && is_there ? Status{} : Status{fail(reason)});
  }
}

DurableImage::DurableImage(std::shared_ptr<State> state) : state_(std::move(state)) {}

DurableImage::~DurableImage() = default;

bool is_void_reading(const Error& error) {
  return error.code == ErrorCode::storage_fenced || error.code == ErrorCode::storage_closed;
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

void DurableImage::State::wait(bool wants_rest, std::function<void(Status)> done) {
  waiters.push_back({published, wants_rest, std::move(done)});
  start();
  answer_waiters();
  notify();
}

void DurableImage::flush(std::function<void(Status)> done) {
  const std::shared_ptr<State> state = state_;
  state->wait(false, std::move(done));
}

void DurableImage::settle(std::function<void(Status)> done) {
  const std::shared_ptr<State> state = state_;
  state->checkpoint_until = 0;
  state->idle_upkeep_wanted = false;
  state->wait(true, std::move(done));
}

void DurableImage::follow() {
  State& state = *state_;
  HOLDALL_ASSERT(is_settled());
  state.following = true;
}

bool DurableImage::is_following() const { return state_->following; }

Result<bool> DurableImage::apply(ByteView step) {
  State& state = *state_;
  HOLDALL_ASSERT(state.following && !state.loader);
  Result<ImageStep> decoded = decode_image_step(step);
  if (!decoded) return fail(std::move(decoded.error()));
  const std::uint64_t sequence = decoded->plan.header.last_sequence;
  if (sequence <= state.ledger.header().last_sequence) return false;
  if (decoded->header_before != state.ledger.header_bytes()) {
    return fail(ErrorCode::storage_fenced, "steps of the writer are missing");
  }
  const std::uint64_t size = decoded->plan.header.image_bytes;
  if (!state.image.resize(size)) return fail(ErrorCode::out_of_memory);
  ByteReader bytes(decoded->bytes);
  for (const ByteRange& range : decoded->plan.changed) {
    if (range.begin >= size) break;
    const bool written =
        state.image.write(range.begin, bytes.take(std::min(range.end, size) - range.begin));
    HOLDALL_ASSERT(written);
  }
  state.image.forget_changes();
  if (decoded->early_pages) {
    state.early_sequence = decoded->early_pages->empty() ? 0 : sequence;
    state.stored_early_pages = *std::move(decoded->early_pages);
  }
  state.ledger.follow(std::move(decoded->plan), std::move(decoded->header), decoded->record_bytes);
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
