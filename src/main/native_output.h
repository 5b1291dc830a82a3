#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "native/whole_file.h"

namespace holdall::command_line {

// Where a command writes: the standard output, or a file that appears whole or not at all. Collects
// what is put into it into large pieces; a failure shows at finish(), and nothing is written after
// it.
class Output {
 public:
  // "-" is the standard output. Fails as native::NewFile::begin() does.
  [[nodiscard]] static Result<Output> begin(const std::string& path, bool replaces);
  [[nodiscard]] static Output standard() { return Output(std::nullopt); }
  // Takes everything and writes nothing.
  [[nodiscard]] static Output none();

  void put(ByteView bytes);
  void put(std::string_view text) { put(as_bytes(text)); }
  // Fails with storage_full, storage_failed, storage_refused.
  [[nodiscard]] Status finish();

 private:
  explicit Output(std::optional<native::NewFile> file) : file_(std::move(file)) {}
  void write();

  std::optional<native::NewFile> file_;
  Bytes waiting_;
  Status status_;
  bool writes_ = true;
};

}  // namespace holdall::command_line
