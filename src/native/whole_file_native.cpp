#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <new>
#include <utility>

#include "native/posix.h"
#include "native/whole_file.h"

namespace holdall::native {
namespace {

constexpr std::size_t read_bytes = 1 << 16;
constexpr int part_names_max = 100;

// Not its size and then so many bytes: a pipe has none, and a file may grow meanwhile.
Result<Bytes> read_all(int file, std::uint64_t bytes_max) {
  Bytes bytes;
  struct stat status{};
  if (fstat(file, &status) != 0) return fail(system_error("cannot read"));
  if (S_ISREG(status.st_mode) && static_cast<std::uint64_t>(status.st_size) <= bytes_max) {
    bytes.reserve(static_cast<std::size_t>(status.st_size));
  }
  std::array<std::uint8_t, read_bytes> piece{};
  while (true) {
    const ssize_t got = read(file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error("cannot read"));
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(got) > bytes_max) {
      return fail(ErrorCode::file_too_large);
    }
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + got);
  }
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Error already_there() { return {ErrorCode::storage_refused, "there is a file of this name"}; }

}  // namespace

Result<Bytes> read_whole_file(const std::string& path, std::uint64_t bytes_max) {
  const bool standard_input = path == "-";
  const int file = standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(system_error("cannot open"));
  Result<Bytes> bytes = fail(ErrorCode::out_of_memory, "reading a file");
  try {
    bytes = read_all(file, bytes_max);
  } catch (const std::bad_alloc&) {
    bytes = fail(ErrorCode::out_of_memory, "reading a file");
  }
  if (!standard_input) close(file);
  return bytes;
}

Result<NewFile> NewFile::begin(const std::string& path, Existing existing) {
  NewFile made(path, existing);
  struct stat status{};
  if (stat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) {
      return fail(ErrorCode::storage_refused, "this is a directory or a device, not a file");
    }
    if (existing == Existing::keep) return fail(already_there());
    std::array<char, PATH_MAX> real{};
    if (realpath(path.c_str(), real.data()) == nullptr) return fail(system_error("cannot open"));
    made.path_ = real.data();
  }
  for (int number = 1; made.file_ < 0; ++number) {
    const std::string part = made.path_ + ".part" + std::to_string(number);
    made.file_ = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (made.file_ >= 0) {
      made.part_path_ = part;
    } else if (errno != EEXIST || number == part_names_max) {
      return fail(system_error("cannot create"));
    }
  }
  return made;
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      existing_(other.existing_),
      part_path_(std::exchange(other.part_path_, {})),
      file_(std::exchange(other.file_, -1)) {}

NewFile::~NewFile() {
  if (file_ >= 0) close(file_);
  if (!part_path_.empty()) unlink(part_path_.c_str());
}

Status NewFile::add(ByteView bytes) const { return write_to(file_, bytes); }

Status NewFile::finish() {
  if (fsync(file_) != 0) return fail(system_error("cannot write"));
  // Some file systems tell only now that there was no room.
  if (close(std::exchange(file_, -1)) != 0) return fail(system_error("cannot write"));
  if (Status named = give_name(); !named) return named;
  part_path_.clear();
  return sync_directory(directory_of(path_));
}

// A link refuses a name that is taken, which a rename does not.
Status NewFile::give_name() {
  if (existing_ == Existing::keep) {
    if (link(part_path_.c_str(), path_.c_str()) == 0) {
      unlink(part_path_.c_str());
      return {};
    }
    if (errno == EEXIST) return fail(already_there());
    // A file system without links: what is left is to look first.
    if (access(path_.c_str(), F_OK) == 0) return fail(already_there());
  }
  if (std::rename(part_path_.c_str(), path_.c_str()) != 0)
    return fail(system_error("cannot rename"));
  return {};
}

}  // namespace holdall::native
