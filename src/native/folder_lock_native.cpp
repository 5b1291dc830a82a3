#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "native/folder_lock.h"
#include "native/posix.h"

namespace holdall::native {

Result<FolderLock> FolderLock::take(const std::string& folder) {
  const std::string path = folder + "/in-use";
  FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.file_ < 0) return fail(system_error("cannot open the file 'in-use'"));
  while (flock(lock.file_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return fail(ErrorCode::storage_fenced, "another process has it");
    return fail(system_error("cannot lock the folder"));
  }
  return lock;
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace holdall::native
