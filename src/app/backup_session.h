#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "app/workspace.h"
#include "exchange/backup_file.h"
#include "platform/platform.h"

namespace holdall::app {

// Packs the workspace's whole database into one file between frames, as it was at the beginning,
// while the person goes on working, and hands it out. To cancel it is to destroy it.
class BackupSession {
 public:
  enum class State : std::uint8_t { packing, finished, failed };

  // Both must outlive the session, and the workspace's image must be all there. `changed` is called
  // after every step and may destroy the session.
  BackupSession(Workspace& workspace, platform::Platform& platform, std::function<void()> changed);
  BackupSession(const BackupSession&) = delete;
  BackupSession& operator=(const BackupSession&) = delete;

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Error& error() const { return error_; }
  // Bytes of the database.
  [[nodiscard]] std::uint64_t done_bytes() const;
  [[nodiscard]] std::uint64_t total_bytes() const;
  // Of the file so far.
  [[nodiscard]] std::uint64_t file_bytes() const { return file_bytes_; }

 private:
  void schedule();
  void step();
  void put(ByteView piece);
  void finish();

  Workspace& workspace_;
  platform::Platform& platform_;
  std::function<void()> changed_;
  std::int64_t made_ms_;
  std::unique_ptr<platform::OutgoingFile> file_;
  std::uint64_t file_bytes_ = 0;
  exchange::BackupWriter writer_;
  std::int64_t last_command_;
  State state_ = State::packing;
  Error error_{ErrorCode::cancelled, {}};
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

// When this database was backed up last, and how many commands there were since.
struct LastBackup {
  std::int64_t made_ms = 0;  // since 1970 UTC; 0: never
  std::int64_t commands_since = 0;
};

[[nodiscard]] Result<LastBackup> last_backup(store::Store& store);
// `last_command` is the number of the last one that it holds.
[[nodiscard]] Status note_backup(store::Store& store, std::int64_t made_ms,
                                 std::int64_t last_command);

// "holdall-2026-11-22" and the extension: the person's date, so that files sort by age.
[[nodiscard]] std::string dated_file_name(model::Date today, std::string_view extension);

}  // namespace holdall::app
