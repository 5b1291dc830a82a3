#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "native/task_owner.h"
#include "platform/storage.h"

namespace holdall::native {

// What a storage has made durable. Outlives the Storage, as a disk outlives a process; two Storages
// over the same disk are two tabs. Tests may damage it at will.
struct MemoryDisk {
  Bytes header;
  Bytes early_pages;
  std::map<std::uint64_t, Bytes> log;
  std::map<std::uint64_t, Bytes> chunks;
  // Counters of everything ever written, for tests of how much a change costs.
  std::uint64_t commits = 0;
  std::uint64_t written_bytes = 0;

  // One atomic step, or storage_fenced or storage_gone and nothing.
  [[nodiscard]] Status apply(platform::StorageCommit step);
  [[nodiscard]] platform::StoredPart contents() const;
};

// The twin of the storage that a browser has. Every answer comes from the event loop; the step
// itself happens there too, just before its answer, so that a test can stop the world between call
// and effect.
class MemoryStorage : public platform::Storage {
 public:
  MemoryStorage(EventLoop& loop, std::shared_ptr<MemoryDisk> disk);
  ~MemoryStorage() override;

  void load(std::function<void(Result<platform::StoredPart>)> part) override;
  void commit(platform::StorageCommit step, std::function<void(Status)> done) override;
  void read_header(std::function<void(Result<Bytes>)> done) override;
  void confirm_header(std::function<void(Result<Bytes>)> done) override;
  void on_closed(std::function<void()> closed) override { closed_ = std::move(closed); }
  void ask_to_keep() override { ++asked_to_keep_; }
  void measure(std::function<void(Result<platform::StorageUse>)> done) override;

  enum class CrashPoint { before_commit, after_commit };

  // The commit of this number, counted from 0 over the Storage's life, fails with `code`.
  void fail_commit(std::uint64_t number, ErrorCode code);
  // From then on a load comes in parts of so many chunks, the first one without any; 0: in one.
  void load_in_parts(std::size_t chunks) { part_chunks_ = chunks; }
  // From then on every commit fails with `code`, and so does what confirms a header, until it is
  // called with nothing.
  void fail_commits(std::optional<ErrorCode> code) { failing_ = code; }
  // From then on a commit that writes more than so many bytes fails with storage_full.
  void leave_room(std::uint64_t bytes) { room_bytes_ = bytes; }
  // The commit of this number becomes durable, but its answer is lost: storage_closed.
  void lose_answer(std::uint64_t number) { lost_answers_.insert(number); }
  // From then on whatever is read fails with `code`, until it is called with nothing.
  void fail_loads(std::optional<ErrorCode> code) { failing_loads_ = code; }
  // The world ends at the commit of this number, just before or just after it has become durable:
  // no answer comes any more, and nothing is written.
  void crash_at(std::uint64_t number, CrashPoint point);
  [[nodiscard]] bool crashed() const { return crashed_; }
  // Someone else closes the connection.
  void close();
  [[nodiscard]] int asked_to_keep() const { return asked_to_keep_; }
  [[nodiscard]] std::uint64_t commits_started() const { return started_; }
  [[nodiscard]] MemoryDisk& disk() { return *disk_; }

 private:
  void send_parts(std::shared_ptr<platform::StoredPart> rest,
                  const std::function<void(Result<platform::StoredPart>)>& part);
  [[nodiscard]] Status perform(std::uint64_t number, platform::StorageCommit step);

  TaskOwner tasks_;
  std::shared_ptr<MemoryDisk> disk_;
  std::map<std::uint64_t, ErrorCode> failures_;
  std::map<std::uint64_t, CrashPoint> crashes_;
  std::set<std::uint64_t> lost_answers_;
  std::optional<ErrorCode> failing_;
  std::uint64_t room_bytes_ = UINT64_MAX;
  std::optional<ErrorCode> failing_loads_;
  std::function<void()> closed_;
  int asked_to_keep_ = 0;
  std::uint64_t started_ = 0;
  std::size_t part_chunks_ = 0;
  bool crashed_ = false;
};

}  // namespace holdall::native
