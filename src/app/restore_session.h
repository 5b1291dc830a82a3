#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "exchange/backup_file.h"
#include "i18n/locale.h"
#include "platform/platform.h"
#include "store/durable_image.h"
#include "store/foreign_database.h"

namespace holdall::app {

// Why a file is none that can be restored: what the error codes mean of a backup, in words for
// whoever brought it.
[[nodiscard]] std::string restore_error_text(i18n::Locale locale, const Error& error);

// A backup on its way back: unpacked and checked beside the database in use, between frames, and
// shown before anything is replaced. To cancel it is to destroy it.
class RestoreSession {
 public:
  enum class State : std::uint8_t {
    reading,  // the file is read, unpacked and checked
    preview,  // summary() and head() say what it holds; the person decides
    failed,   // error() says why
  };

  // The platform must outlive the session. `changed` is called after every step and may destroy the
  // session.
  RestoreSession(platform::Platform& platform, std::function<void()> changed);
  RestoreSession(const RestoreSession&) = delete;
  RestoreSession& operator=(const RestoreSession&) = delete;

  // Begins to read. The file is closed when its bytes are here.
  void open(const platform::ChosenFile& file);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Error& error() const { return error_; }
  [[nodiscard]] const std::string& file_name() const { return file_name_; }
  // Bytes of the database; 0 of 0 until the file is read.
  [[nodiscard]] std::uint64_t done_bytes() const;
  [[nodiscard]] std::uint64_t total_bytes() const;
  // In `preview`.
  [[nodiscard]] std::int64_t made_ms() const { return reader_->head().made_ms; }
  [[nodiscard]] const store::DatabaseSummary& summary() const { return summary_; }
  // The database, in memory; no other one is open in it.
  [[nodiscard]] const store::Image& image() const { return image_->image(); }

 private:
  void schedule();
  void take_file(Result<Bytes> bytes);
  [[nodiscard]] Status step();
  [[nodiscard]] Status check();
  void fail_with(Error error);
  void notify() const;

  platform::Platform& platform_;
  std::function<void()> changed_;
  State state_ = State::reading;
  Error error_{ErrorCode::cancelled, {}};
  std::string file_name_;
  std::optional<exchange::BackupReader> reader_;
  std::unique_ptr<store::DurableImage> image_ = store::DurableImage::in_memory();
  store::DatabaseSummary summary_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace holdall::app
