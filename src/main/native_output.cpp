#include "main/native_output.h"

#include <unistd.h>

#include <utility>

#include "native/posix.h"

namespace holdall::command_line {
namespace {

constexpr std::size_t piece_bytes = 1 << 18;

}  // namespace

Result<Output> Output::begin(const std::string& path, bool replaces) {
  if (path == "-") return standard();
  using Existing = native::NewFile::Existing;
  Result<native::NewFile> file =
      native::NewFile::begin(path, replaces ? Existing::replace : Existing::keep);
  if (!file) return fail(std::move(file.error()));
  return Output(*std::move(file));
}

Output Output::none() {
  Output output = standard();
  output.writes_ = false;
  return output;
}

void Output::put(ByteView bytes) {
  if (!status_ || !writes_) return;
  waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
  if (waiting_.size() >= piece_bytes) write();
}

Status Output::finish() {
  if (status_ && writes_) write();
  if (!status_) return status_;
  return file_ ? file_->finish() : Status{};
}

void Output::write() {
  status_ = file_ ? file_->add(waiting_) : native::write_to(STDOUT_FILENO, waiting_);
  waiting_.clear();
}

}  // namespace holdall::command_line
