#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall::native {

// The bytes of a file, or of what can be read from the standard input if `path` is "-". Fails with
// storage_failed (not there, not readable; the detail says why), file_too_large (more than
// `bytes_max`), out_of_memory.
[[nodiscard]] Result<Bytes> read_whole_file(const std::string& path, std::uint64_t bytes_max);

// A file that appears under its name whole or not at all: it is written under another name beside
// it and renamed once it is on the disk. Whatever fails or is killed on the way leaves the file of
// that name as it was; only a kill leaves the other one ("NAME.part" and a number).
class NewFile {
 public:
  enum class Existing : std::uint8_t { keep, replace };

  // Of a symbolic link what it leads to is replaced. Fails with storage_refused if there is a file
  // already that is to be kept, or something else than a file; storage_full, storage_failed.
  [[nodiscard]] static Result<NewFile> begin(const std::string& path, Existing existing);

  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  // Removes what was not finished.
  ~NewFile();

  // Fails with storage_full, storage_failed; then all that is left is to let it go.
  [[nodiscard]] Status add(ByteView bytes) const;
  // Makes it durable and gives it its name. Fails as begin() and add() do, also if somebody made a
  // file of that name meanwhile.
  [[nodiscard]] Status finish();

 private:
  NewFile(std::string path, Existing existing) : path_(std::move(path)), existing_(existing) {}
  [[nodiscard]] Status give_name();

  std::string path_;
  Existing existing_;
  std::string part_path_;  // empty: there is no such file
  int file_ = -1;
};

}  // namespace holdall::native
