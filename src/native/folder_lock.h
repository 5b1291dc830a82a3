#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace holdall::native {

// That a folder belongs to this process alone as long as this lives, be it killed: a lock of the
// system on the file `in-use` in it, which stays there. POSIX only.
class FolderLock {
 public:
  // The folder must exist. Fails with storage_fenced if another process has it, storage_failed.
  [[nodiscard]] static Result<FolderLock> take(const std::string& folder);

  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}

  int file_;
};

}  // namespace holdall::native
