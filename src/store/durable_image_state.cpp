#include "store/durable_image_state.h"

#include <algorithm>
#include <new>
#include <utility>

#include "base/assert.h"
#include "store/image_step.h"

namespace holdall::store {

void DurableImage::State::notify() const {
  const std::function<void()> callback = changed;
  if (callback) callback();
}

// Issues what waits, unless something is on its way already.
void DurableImage::State::start() {
  if (!can_store() || groups > 0) return;
  if (stage == Stage::doubtful) {
    tries_again = true;
    ask();
  }
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
  made.wants_step = step_wanted && step_wanted();
  if (made.wants_step) note_step(made, step);
  return step;
}

// Where it is too long, or there is no memory for it, those who follow find a gap and read anew.
void DurableImage::State::note_step(Flight& made, const platform::StorageCommit& step) const {
  std::uint64_t changed_bytes = 0;
  for (const ByteRange& range : made.plan.changed) changed_bytes += range.end - range.begin;
  if (changed_bytes > image_step_bytes_max) return;
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
    storage->confirm_header([weak = weak_from_this()](const Result<Bytes>& stored_header) {
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
  if (*stored_header == ledger.header_bytes()) {
    const bool at_once = !flight || failed_with(error);
    return go_on(std::exchange(tries_again, false) || at_once);
  }
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
  // Who follows since it was issued hears at least that there was one.
  if (step_told && (landed.wants_step || step_wanted())) step_told(std::move(landed.step));
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
    const bool rests = waiter->what == WaitFor::stored || stage == Stage::resting;
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

void DurableImage::State::wait(WaitFor what, std::function<void(Status)> done) {
  waiters.push_back({published, what, std::move(done)});
  start();
  answer_waiters();
  notify();
}

}  // namespace holdall::store
