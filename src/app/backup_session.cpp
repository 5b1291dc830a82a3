#include "app/backup_session.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "i18n/calendar.h"
#include "store/foreign_database.h"
#include "store/schema.h"

namespace holdall::app {
namespace {

// A step ends after this time, so that it is not felt; a block takes about as long.
constexpr double slice_ms = 8;
constexpr char backup_setting[] = "backup";
constexpr char media_type[] = "application/octet-stream";

}  // namespace

BackupSession::BackupSession(Workspace& workspace, platform::Platform& platform,
                             std::function<void()> changed)
    : workspace_(workspace),
      platform_(platform),
      changed_(std::move(changed)),
      made_ms_(platform.clock.wall_ms()),
      file_(platform.files.begin_file(
          dated_file_name(workspace.today(), exchange::backup_extension), media_type)),
      writer_(workspace.image().image(), made_ms_, store::schema_version,
              [this](ByteView piece) { put(piece); }),
      last_command_(store::last_command(workspace.store()).value_or(0)) {
  schedule();
}

std::uint64_t BackupSession::done_bytes() const {
  return std::min(std::uint64_t{writer_.blocks_done()} * store::Image::chunk_bytes, total_bytes());
}

std::uint64_t BackupSession::total_bytes() const { return writer_.image_bytes(); }

void BackupSession::schedule() {
  platform_.window.defer([this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) step();
  });
}

void BackupSession::step() {
  const double end_ms = platform_.clock.monotonic_ms() + slice_ms;
  do {
    if (writer_.finished()) {
      finish();
      break;
    }
    if (Status packed = writer_.step(); !packed) {
      state_ = State::failed;
      error_ = std::move(packed.error());
      break;
    }
  } while (platform_.clock.monotonic_ms() < end_ms);
  if (state_ == State::packing) schedule();
  const std::function<void()> changed = changed_;
  changed();
}

void BackupSession::put(ByteView piece) {
  file_bytes_ += piece.size();
  file_->add(piece);
}

void BackupSession::finish() {
  file_->hand_over();
  state_ = State::finished;
  // Only a note: that it cannot be made (of a newer version's database) does not undo the backup.
  [[maybe_unused]] const Status noted = note_backup(workspace_.store(), made_ms_, last_command_);
}

Status note_backup(store::Store& store, std::int64_t made_ms, std::int64_t last_command) {
  return store.set_setting(backup_setting,
                           std::to_string(made_ms) + ' ' + std::to_string(last_command));
}

Result<LastBackup> last_backup(store::Store& store) {
  const Result<std::string> setting = store.setting(backup_setting);
  if (!setting) return fail(setting.error());
  LastBackup last;
  std::int64_t command = 0;
  const char* end = setting->data() + setting->size();
  const auto made = std::from_chars(setting->data(), end, last.made_ms);
  if (made.ec != std::errc() || made.ptr == end) return LastBackup{};
  if (std::from_chars(made.ptr + 1, end, command).ec != std::errc()) return LastBackup{};
  const Result<std::int64_t> since = store::commands_since(store, command);
  if (!since) return fail(since.error());
  last.commands_since = *since;
  return last;
}

std::string dated_file_name(model::Date today, std::string_view extension) {
  return "holdall-" + i18n::iso_date(today.days) + std::string(extension);
}

}  // namespace holdall::app
