#include "native/memory_storage.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace holdall::native {
namespace {

std::uint64_t size_bytes(const platform::StorageCommit& step) {
  std::uint64_t sum = step.header.size() + (step.early_pages ? step.early_pages->size() : 0);
  for (const platform::StoredValue& value : step.log_puts) sum += value.bytes.size();
  for (const platform::StoredValue& value : step.chunk_puts) sum += value.bytes.size();
  return sum;
}

}  // namespace

Status MemoryDisk::apply(platform::StorageCommit step) {
  if (step.expected_header != header) {
    return header.empty() ? fail(ErrorCode::storage_gone, "no header is stored")
                          : fail(ErrorCode::storage_fenced, "another header is stored");
  }
  ++commits;
  written_bytes += size_bytes(step);
  header = std::move(step.header);
  if (step.early_pages) early_pages = *std::move(step.early_pages);
  log.erase(log.begin(), log.lower_bound(step.drop_log_below));
  chunks.erase(chunks.lower_bound(step.drop_chunks_from), chunks.end());
  for (platform::StoredValue& value : step.log_puts) log[value.key] = std::move(value.bytes);
  for (platform::StoredValue& value : step.chunk_puts) chunks[value.key] = std::move(value.bytes);
  return {};
}

platform::StoredPart MemoryDisk::contents() const {
  platform::StoredPart stored;
  stored.header = header;
  stored.early_pages = early_pages;
  for (const auto& [key, bytes] : log) stored.log.push_back({key, bytes});
  for (const auto& [key, bytes] : chunks) stored.chunks.push_back({key, bytes});
  return stored;
}

MemoryStorage::MemoryStorage(EventLoop& loop, std::shared_ptr<MemoryDisk> disk)
    : tasks_(loop), disk_(std::move(disk)) {}

MemoryStorage::~MemoryStorage() = default;

void MemoryStorage::load(std::function<void(Result<platform::StoredPart>)> part) {
  tasks_.post([this, part = std::move(part)] {
    if (crashed_) return;
    if (failing_loads_) return part(fail(*failing_loads_, "injected"));
    if (part_chunks_ == 0) return part(disk_->contents());
    auto rest = std::make_shared<platform::StoredPart>(disk_->contents());
    platform::StoredPart first = std::move(*rest);
    rest->chunks = std::exchange(first.chunks, {});
    first.last = rest->chunks.empty();
    const bool last = first.last;
    part(std::move(first));
    if (!last) send_parts(std::move(rest), part);
  });
}

void MemoryStorage::send_parts(std::shared_ptr<platform::StoredPart> rest,
                               const std::function<void(Result<platform::StoredPart>)>& part) {
  tasks_.post([this, rest = std::move(rest), part] {
    if (crashed_) return;
    if (failing_loads_) return part(fail(*failing_loads_, "injected"));
    platform::StoredPart next;
    const auto end = rest->chunks.begin() +
                     static_cast<std::ptrdiff_t>(std::min(part_chunks_, rest->chunks.size()));
    next.chunks.assign(std::make_move_iterator(rest->chunks.begin()), std::make_move_iterator(end));
    rest->chunks.erase(rest->chunks.begin(), end);
    next.last = rest->chunks.empty();
    const bool last = next.last;
    part(std::move(next));
    if (!last) send_parts(rest, part);
  });
}

void MemoryStorage::commit(platform::StorageCommit step, std::function<void(Status)> done) {
  const std::uint64_t number = started_++;
  // A step is handed on by a shared pointer because a std::function must be copyable.
  auto shared_step = std::make_shared<platform::StorageCommit>(std::move(step));
  tasks_.post([this, number, shared_step, done = std::move(done)] {
    if (crashed_) return;
    const Status status = perform(number, std::move(*shared_step));
    if (!crashed_) done(status);
  });
}

void MemoryStorage::confirm_header(std::function<void(Result<Bytes>)> done) {
  read_header([this, done = std::move(done)](Result<Bytes> header) {
    if (header && failing_) return done(fail(*failing_, "injected"));
    done(std::move(header));
  });
}

void MemoryStorage::read_header(std::function<void(Result<Bytes>)> done) {
  tasks_.post([this, done = std::move(done)] {
    if (crashed_) return;
    if (failing_loads_) return done(fail(*failing_loads_, "injected"));
    done(disk_->header);
  });
}

// All that there is, and a quota of a gigabyte.
void MemoryStorage::measure(std::function<void(Result<platform::StorageUse>)> done) {
  tasks_.post([this, done = std::move(done)] {
    platform::StorageUse use{.quota_bytes = 1'000'000'000, .kept = asked_to_keep_ > 0};
    for (const auto& [key, bytes] : disk_->log) use.used_bytes += bytes.size();
    for (const auto& [key, bytes] : disk_->chunks) use.used_bytes += bytes.size();
    done(use);
  });
}

void MemoryStorage::close() {
  tasks_.post([this] {
    if (closed_) closed_();
  });
}

Status MemoryStorage::perform(std::uint64_t number, platform::StorageCommit step) {
  const auto crash = crashes_.find(number);
  if (crash != crashes_.end()) {
    crashed_ = true;
    if (crash->second == CrashPoint::before_commit) return {};
  }
  if (failing_) return fail(*failing_, "injected");
  if (size_bytes(step) > room_bytes_) return fail(ErrorCode::storage_full, "injected");
  const auto failure = failures_.find(number);
  if (failure != failures_.end()) return fail(failure->second, "injected");
  Status applied = disk_->apply(std::move(step));
  if (applied && lost_answers_.contains(number))
    return fail(ErrorCode::storage_closed, "the answer was lost");
  return applied;
}

void MemoryStorage::fail_commit(std::uint64_t number, ErrorCode code) { failures_[number] = code; }

void MemoryStorage::crash_at(std::uint64_t number, CrashPoint point) { crashes_[number] = point; }

}  // namespace holdall::native
