#include "app/restore_session.h"

#include <algorithm>
#include <utility>

#include "i18n/error_text.h"
#include "store/store.h"

namespace holdall::app {
namespace {

// A step ends after this time, so that it is not felt; a block takes about as long.
constexpr double slice_ms = 8;

}  // namespace

std::string restore_error_text(i18n::Locale locale, const Error& error) {
  using i18n::Text;
  switch (error.code) {
    case ErrorCode::file_unrecognised:
      return std::string(locale.text(Text::storage_restore_unrecognised));
    case ErrorCode::newer_format:
      return std::string(locale.text(Text::storage_restore_newer));
    case ErrorCode::damaged:
    case ErrorCode::database:
    case ErrorCode::file_truncated:
      return std::string(locale.text(Text::storage_restore_damaged));
    case ErrorCode::file_empty:
      return std::string(locale.text(Text::storage_restore_empty));
    case ErrorCode::file_too_large:
      return std::string(locale.text(Text::storage_restore_too_large));
    default:
      return i18n::error_text(locale, error);
  }
}

RestoreSession::RestoreSession(platform::Platform& platform, std::function<void()> changed)
    : platform_(platform), changed_(std::move(changed)) {}

void RestoreSession::open(const platform::ChosenFile& file) {
  file_name_ = file.name;
  if (file.size_bytes > exchange::backup_bytes_max) {
    platform_.files.close(file.handle);
    return fail_with({ErrorCode::file_too_large, {}});
  }
  platform_.files.read(file.handle, [this, alive = std::weak_ptr(alive_), handle = file.handle,
                                     &files = platform_.files](Result<Bytes> bytes) {
    files.close(handle);
    if (!alive.expired()) take_file(std::move(bytes));
  });
}

void RestoreSession::take_file(Result<Bytes> bytes) {
  if (!bytes) return fail_with(std::move(bytes.error()));
  if (bytes->empty()) return fail_with({ErrorCode::file_empty, {}});
  reader_.emplace(*std::move(bytes));
  if (Status begun = reader_->begin(image_->image()); !begun) {
    reader_.reset();
    return fail_with(std::move(begun.error()));
  }
  schedule();
  notify();
}

std::uint64_t RestoreSession::done_bytes() const {
  if (!reader_) return 0;
  return std::min(std::uint64_t{reader_->blocks_done()} * store::Image::chunk_bytes, total_bytes());
}

std::uint64_t RestoreSession::total_bytes() const {
  return reader_ ? reader_->head().image_bytes : 0;
}

void RestoreSession::schedule() {
  platform_.window.defer([this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    if (Status done = step(); !done) return fail_with(std::move(done.error()));
    if (state_ == State::reading) schedule();
    notify();
  });
}

Status RestoreSession::step() {
  if (reader_->finished()) return check();
  const double end_ms = platform_.clock.monotonic_ms() + slice_ms;
  do {
    if (Status unpacked = reader_->step(image_->image()); !unpacked) return unpacked;
  } while (!reader_->finished() && platform_.clock.monotonic_ms() < end_ms);
  return {};
}

Status RestoreSession::check() {
  if (Status ours = store::check_foreign_database(*image_); !ours) return ours;
  const Result<std::unique_ptr<store::Store>> store =
      store::Store::open(*image_, platform_.clock, platform_.randomness);
  if (!store) return fail(store.error());
  const Result<store::DatabaseSummary> summary = store::summarise(**store);
  if (!summary) return fail(summary.error());
  summary_ = *summary;
  state_ = State::preview;
  return {};
}

void RestoreSession::fail_with(Error error) {
  state_ = State::failed;
  error_ = std::move(error);
  image_ = store::DurableImage::in_memory();  // what it took is free again
  notify();
}

void RestoreSession::notify() const {
  const std::function<void()> changed = changed_;
  changed();
}

}  // namespace holdall::app
