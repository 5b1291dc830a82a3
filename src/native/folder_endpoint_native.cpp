#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "native/folder_endpoint.h"

namespace holdall::native {
namespace {

using platform::EndpointError;
using platform::EndpointFailure;

// An open file, closed at the end. A new one has the rights that the umask leaves, as folders have:
// others are to read what lies there, and it is sealed.
class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : file_(::open(path.c_str(), flags, 0666)) {}
  ~OpenFile() {
    if (file_ >= 0) ::close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] bool is_open() const { return file_ >= 0; }
  [[nodiscard]] int number() const { return file_; }

 private:
  int file_;
};

EndpointFailure failure_of(int number, bool writing) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return EndpointFailure::full;
    case EROFS:
      return EndpointFailure::not_writable;
    case EACCES:
    case EPERM:
      return writing ? EndpointFailure::not_writable : EndpointFailure::refused;
    case EIO:
    case ENXIO:
    case ENODEV:
    case ESTALE:
    case ETIMEDOUT:
      return EndpointFailure::offline;
    default:
      return EndpointFailure::failed;
  }
}

enum class Access : std::uint8_t { read, write };

std::unexpected<EndpointError> system_error(const char* action, Access access) {
  const int number = errno;
  return std::unexpected(
      EndpointError{.failure = failure_of(number, access == Access::write),
                    .detail = std::string(action) + ": " + std::strerror(number)});
}

// So that no path leads out of the folder.
bool is_sound(std::string_view path) {
  const auto allowed = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.' ||
           letter == '/';
  };
  return !path.empty() && path.front() != '/' && path.back() != '/' && path.front() != '.' &&
         path.find("//") == std::string_view::npos && path.find("/.") == std::string_view::npos &&
         std::ranges::all_of(path, allowed);
}

bool sync_directory(const std::string& directory) {
  const OpenFile file(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return file.is_open() && fsync(file.number()) == 0;
}

// Makes the folders above the file, below `folder`, and each of them durable in the one above it.
bool make_folders(const std::string& folder, std::string_view path) {
  std::string above = folder;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    const std::string made = folder + "/" + std::string(path.substr(0, slash));
    if (mkdir(made.c_str(), 0777) == 0) {
      if (!sync_directory(above)) return false;
    } else if (errno != EEXIST) {
      return false;
    }
    above = made;
  }
  return true;
}

bool write_all(int file, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

platform::Endpoint::Done FolderEndpoint::check_folder() const {
  struct stat status{};
  if (stat(folder_.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
  return std::unexpected(
      EndpointError{.failure = EndpointFailure::offline, .detail = "the folder is not there"});
}

platform::Endpoint::File FolderEndpoint::read(const std::string& path,
                                              std::size_t bytes_max) const {
  HOLDALL_ASSERT(is_sound(path));
  const OpenFile file(folder_ + "/" + path, O_RDONLY | O_CLOEXEC);
  if (!file.is_open()) {
    if (errno != ENOENT && errno != ENOTDIR) return system_error("open", Access::read);
    const Done there = check_folder();
    if (!there) return std::unexpected(there.error());
    return std::nullopt;
  }
  struct stat status{};
  if (fstat(file.number(), &status) != 0) return system_error("stat", Access::read);
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  if (static_cast<std::uint64_t>(status.st_size) > bytes_max) {
    return std::unexpected(EndpointError{.failure = EndpointFailure::too_long, .detail = {}});
  }
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", Access::read);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

platform::Endpoint::Done FolderEndpoint::write(const std::string& path, ByteView bytes) const {
  HOLDALL_ASSERT(is_sound(path));
  if (Done there = check_folder(); !there) return there;
  if (!make_folders(folder_, path)) return system_error("make folders", Access::write);
  const std::string whole = folder_ + "/" + path;
  const std::size_t name_at = whole.rfind('/') + 1;
  const std::string directory = whole.substr(0, name_at - 1);
  // Each path has one writing device, and a device one writing process: the name is free.
  const std::string fresh = directory + "/." + whole.substr(name_at) + ".part";
  {
    const OpenFile file(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    if (!file.is_open()) return system_error("open", Access::write);
    if (!write_all(file.number(), bytes) || fsync(file.number()) != 0) {
      const std::unexpected<EndpointError> error = system_error("write", Access::write);
      unlink(fresh.c_str());
      return error;
    }
  }
  if (std::rename(fresh.c_str(), whole.c_str()) != 0) return system_error("rename", Access::write);
  if (!sync_directory(directory)) return system_error("sync", Access::write);
  return {};
}

void FolderEndpoint::get(std::string path, std::size_t bytes_max, platform::Freshness /*freshness*/,
                         std::function<void(File)> done) {
  tasks_.post([this, path = std::move(path), bytes_max, done = std::move(done)] {
    done(read(path, bytes_max));
  });
}

void FolderEndpoint::put(std::string path, Bytes bytes, std::function<void(Done)> done) {
  tasks_.post([this, path = std::move(path), bytes = std::move(bytes), done = std::move(done)] {
    done(write(path, bytes));
  });
}

}  // namespace holdall::native
