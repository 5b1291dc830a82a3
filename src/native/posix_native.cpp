#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "native/posix.h"

namespace holdall::native {

Error system_error(const std::string& action) {
  const int number = errno;
  const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  return {full ? ErrorCode::storage_full : ErrorCode::storage_failed,
          action + ": " + std::strerror(number)};
}

Status sync_directory(const std::string& directory) {
  const int handle = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return fail(system_error("open the directory"));
  const bool synced = fsync(handle) == 0;
  Status status;
  if (!synced) status = fail(system_error("sync the directory"));
  close(handle);
  return status;
}

Status write_to(int file, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(system_error("cannot write"));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace holdall::native
