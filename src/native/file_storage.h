#pragma once

#include <cstdint>
#include <string>

#include "native/event_loop.h"
#include "native/memory_storage.h"
#include "native/task_owner.h"
#include "platform/storage.h"

namespace holdall::native {

// A database in a directory (which must exist), for the command line, benches and tests that kill
// the process. A commit is one frame appended to the file `journal` and synced; a process killed at
// any moment leaves a frame that was cut short, which counts as not written. Several processes may
// use the directory: each step is done under a lock on the file `lock`, and the expected header
// fences as in a browser. Holds all values in memory as well. POSIX only.
class FileStorage : public platform::Storage {
 public:
  FileStorage(EventLoop& loop, std::string directory);
  ~FileStorage() override;
  FileStorage(const FileStorage&) = delete;
  FileStorage& operator=(const FileStorage&) = delete;

  // Fails with damaged if a frame in the middle of the journal is wrong.
  void load(std::function<void(Result<platform::StoredPart>)> done) override;
  void commit(platform::StorageCommit step, std::function<void(Status)> done) override;
  void read_header(std::function<void(Result<Bytes>)> done) override;
  void confirm_header(std::function<void(Result<Bytes>)> done) override;
  // The room of the file system.
  void measure(std::function<void(Result<platform::StorageUse>)> done) override;

 private:
  [[nodiscard]] Result<Bytes> durable_header();
  [[nodiscard]] Status perform(platform::StorageCommit step);
  [[nodiscard]] Status catch_up();
  [[nodiscard]] Status replay(ByteView bytes);
  [[nodiscard]] Status append(platform::StorageCommit step);
  [[nodiscard]] Status rewrite();
  void close_journal();

  TaskOwner tasks_;
  std::string directory_;
  MemoryDisk disk_;  // what the journal holds up to `valid_bytes_`
  int journal_ = -1;
  std::uint64_t inode_ = 0;
  std::uint64_t valid_bytes_ = 0;  // of the journal, known to be sound
};

}  // namespace holdall::native
