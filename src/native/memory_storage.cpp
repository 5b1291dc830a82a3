#include "native/memory_storage.h"

#include <utility>

namespace holdall::native {

Status MemoryDisk::apply(platform::StorageCommit step) {
  if (step.expected_header != header) {
    return header.empty() ? fail(ErrorCode::storage_gone, "no header is stored")
                          : fail(ErrorCode::storage_fenced, "another header is stored");
  }
  ++commits;
  written_bytes += step.header.size();
  header = std::move(step.header);
  log.erase(log.begin(), log.lower_bound(step.drop_log_below));
  chunks.erase(chunks.lower_bound(step.drop_chunks_from), chunks.end());
  for (platform::StoredValue& value : step.log_puts) {
    written_bytes += value.bytes.size();
    log[value.key] = std::move(value.bytes);
  }
  for (platform::StoredValue& value : step.chunk_puts) {
    written_bytes += value.bytes.size();
    chunks[value.key] = std::move(value.bytes);
  }
  return {};
}

platform::StoredDatabase MemoryDisk::contents() const {
  platform::StoredDatabase stored;
  stored.header = header;
  for (const auto& [key, bytes] : log) stored.log.push_back({key, bytes});
  for (const auto& [key, bytes] : chunks) stored.chunks.push_back({key, bytes});
  return stored;
}

MemoryStorage::MemoryStorage(EventLoop& loop, std::shared_ptr<MemoryDisk> disk)
    : tasks_(loop), disk_(std::move(disk)) {}

MemoryStorage::~MemoryStorage() = default;

void MemoryStorage::load(std::function<void(Result<platform::StoredDatabase>)> done) {
  tasks_.post([this, done = std::move(done)] {
    if (crashed_) return;
    if (failing_loads_) return done(fail(*failing_loads_, "injected"));
    done(disk_->contents());
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

void MemoryStorage::read_header(std::function<void(Result<Bytes>)> done) {
  tasks_.post([this, done = std::move(done)] {
    if (crashed_) return;
    if (failing_loads_) return done(fail(*failing_loads_, "injected"));
    done(disk_->header);
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
