// The app's files: what comes in, what goes out.

#include <utility>

#include "app/app.h"

namespace holdall::app {
namespace {

using i18n::Text;

constexpr char sqlite_media_type[] = "application/vnd.sqlite3";

}  // namespace

std::function<void(platform::ChosenFile)> App::file_opener(
    void (App::*open)(const platform::ChosenFile&)) {
  return [this, open, alive = std::weak_ptr(alive_)](const platform::ChosenFile& file) {
    if (!alive.expired()) (this->*open)(file);
  };
}

void App::choose_import_file() {
  platform_.files.choose(".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain",
                         file_opener(&App::open_file));
}

// A database is known by its name: whatever else it may be, the import says what it takes it for.
void App::open_file(const platform::ChosenFile& file) {
  if (file.name.ends_with(sync::parcel_extension)) return open_parcel(file);
  const bool database = file.name.ends_with(exchange::backup_extension) ||
                        file.name.ends_with(exchange::database_extension);
  if (database) return open_backup(file);
  if (after_leading(Waiting::other, [this, file] { open_file(file); })) return;
  if (!workspace_ || importing() || restore_ || read_only()) return turn_away(file);
  import_state_ = ImportSession::State::reading;
  import_ = std::make_unique<ImportSession>(*workspace_, platform_, locale_,
                                            [this] { import_changed(); });
  import_->open(file);
  platform_.window.wake();
}

void App::turn_away(const platform::ChosenFile& file) {
  platform_.files.close(file.handle);
  if (read_only()) tell_error({ErrorCode::newer_format, {}});
}

void App::import_changed() {
  platform_.window.wake();
  if (hand_over_waits_) platform_.writer_role.ask_for_patience();
  if (!import_ || import_->state() == import_state_) return;
  import_state_ = import_->state();
  const bool over = import_state_ == ImportSession::State::finished ||
                    import_state_ == ImportSession::State::cancelled;
  if (import_state_ == ImportSession::State::finished) {
    edited();
    tell(locale_.plural(Text::import_finished, static_cast<std::int64_t>(import_->total())),
         NoticeTone::success, true);
  } else if (import_state_ == ImportSession::State::cancelled) {
    tell(std::string(locale_.text(Text::import_cancelled)));
  }
  const bool asked = !importing() && std::exchange(hand_over_waits_, false);
  // Not now: this is the session's own call.
  later([this, over, asked] {
    if (over) close_import();
    if (over && outdated_) replaced();
    if (asked) hand_over();
  });
}

void App::start_import() {
  if (import_waits_ || !import_) return;
  import_waits_ = after_leading(Waiting::other, [this] {
    if (std::exchange(import_waits_, false)) start_import();
  });
  if (!import_waits_) import_->start();
}

bool App::importing() const {
  return import_ && (import_->state() == ImportSession::State::importing ||
                     import_->state() == ImportSession::State::cancelling);
}

// Who had the database before was closed, or killed, in the middle of one.
void App::tell_of_interrupted_import() {
  if (read_only() || role_ != Role::leading) return;
  const auto left = store::unfinished_imports(workspace_->store());
  if (!left) return tell_error(left.error());
  for (const store::UnfinishedImport& each : *left) {
    if (each.removing) continue;
    tell(locale_.format(Text::notice_import_taken_back, {{"file", each.file_name}}),
         NoticeTone::failure);
  }
}

void App::close_import() {
  if (!import_ || importing()) return;
  import_.reset();
  import_waits_ = false;
  remove_leftovers();
  platform_.window.wake();
}

// One file for one press: browsers ask before they let a page save a second one, or drop it.
void App::save_readable() {
  if (workspace_ || shown_or_kept_image() == nullptr) return;
  const ReadableDeals deals = readable();
  const bool any = deals.count.deals > 0;
  const bool sound = phase_ == Phase::overtaken;
  const char* name = sound ? "holdall-deals.csv" : "holdall-rescued.csv";
  if (any) platform_.files.save(name, "text/csv", deals.csv);
  std::string told = told_of(deals.count, locale_);
  if (any && !sound) told += ' ' + std::string(locale_.text(Text::rescue_unchecked));
  tell(std::move(told), any ? NoticeTone::plain : NoticeTone::failure);
}

void App::save_raw() {
  store::DurableImage* image = shown_or_kept_image();
  if (workspace_ || image == nullptr) return;
  platform_.files.save("holdall-rescued.sqlite", sqlite_media_type, raw_image(*image));
  tell(std::string(locale_.text(Text::rescue_raw_saved)));
}

void App::save_copy() {
  store::DurableImage* image = shown_or_kept_image();
  if (image == nullptr) return;
  platform_.files.save("holdall-copy.sqlite", sqlite_media_type, raw_image(*image));
  tell_what_copy_lacks();
}

// What the tab that leads has in memory only, edits that this one asked for among it.
void App::tell_what_copy_lacks() {
  if (!workspace_ || leads() || !link_.trouble()) return;
  tell(std::string(locale_.text(Text::tabs_copy_lacks)), NoticeTone::failure);
}

// Of what is kept; its database may be open still.
ReadableDeals App::readable() const {
  if (set_aside_) return readable_deals(set_aside_->store().database(), platform_.clock, locale_);
  return readable_deals(*damaged_image_, platform_.clock, locale_);
}

store::DurableImage* App::shown_or_kept_image() const {
  if (workspace_) return &workspace_->image();
  return set_aside_ ? &set_aside_->image() : damaged_image_.get();
}

void App::start_backup() {
  if (!leads() && link_.trouble()) {
    return tell(std::string(locale_.text(Text::tabs_backup_there)), NoticeTone::failure);
  }
  if (after_leading(Waiting::other, [this] { start_backup(); })) return;
  if (!workspace_ || backup_) return;
  backup_ = std::make_unique<BackupSession>(*workspace_, platform_, [this] { backup_changed(); });
  platform_.window.wake();
}

void App::backup_changed() {
  platform_.window.wake();
  if (backup_->state() == BackupSession::State::packing) return;
  if (backup_->state() == BackupSession::State::failed) {
    tell_error(backup_->error());
  } else {
    tell(std::string(locale_.text(Text::storage_backup_made)), NoticeTone::success);
  }
  close_backup();
}

void App::close_backup() {
  backup_.reset();
  platform_.window.wake();
}

LastBackup App::last_backup() {
  const Result<LastBackup> last = app::last_backup(workspace_->store());
  return last.value_or(LastBackup{});
}

void App::save_database() {
  if (after_loading(Waiting::other, [this] { save_database(); })) return;
  if (!workspace_) return;
  platform_.files.save(dated_file_name(workspace_->today(), ".sqlite"), sqlite_media_type,
                       raw_image(workspace_->image()));
  tell_what_copy_lacks();
}

void App::choose_backup_file() {
  const std::string accept =
      std::string(exchange::backup_extension) + ',' + std::string(exchange::database_extension);
  // Whatever was chosen, the answer is that of a restore.
  platform_.files.choose(accept, file_opener(&App::open_backup));
}

void App::open_backup(const platform::ChosenFile& file) {
  if (after_leading(Waiting::other, [this, file] { open_backup(file); })) return;
  if (!workspace_ || importing() || read_only()) return turn_away(file);
  if (shared_ && shared_->joined()) {
    platform_.files.close(file.handle);
    return tell(std::string(locale_.text(Text::share_no_restore)), NoticeTone::failure);
  }
  close_import();
  restore_ = std::make_unique<RestoreSession>(platform_, [this] { platform_.window.wake(); });
  restore_->open(file);
  platform_.window.wake();
}

void App::close_restore() {
  restore_.reset();
  platform_.window.wake();
}

// The present database is replaced in one storage transaction: a kill leaves the one or the other.
void App::restore() {
  if (!workspace_ || !restore_ || restore_->state() != RestoreSession::State::preview) return;
  if (after_leading(Waiting::other, [this] { restore(); })) return;
  const std::unique_ptr<RestoreSession> session = std::move(restore_);
  if (Status may = workspace_->image().may_write(); !may) return tell_error(may.error());
  close_deal();
  end_sessions();
  ++generation_;
  save_keeper_.watch(nullptr);
  last_revision_ = workspace_->revision();
  std::unique_ptr<store::DurableImage> image = Workspace::close(std::move(workspace_));
  const Status replaced = image->replace_by(session->image());
  adopt(std::move(image));
  if (!replaced) return tell_error(replaced.error());
  edited();
  const store::DatabaseSummary& summary = session->summary();
  if (session->made_ms() != 0 && workspace_) {
    if (Status noted = note_backup(workspace_->store(), session->made_ms(), summary.last_command);
        !noted) {
      tell_error(noted.error());
    }
  }
  // They are those of whoever made the backup.
  if (Status begun = workspace_ ? workspace_->forget_steps() : Status{}; !begun)
    tell_error(begun.error());
  if (workspace_) finish_what_was_left();
  tell(locale_.plural(Text::storage_restored,
                      summary.open_deals + summary.won_deals + summary.lost_deals),
       NoticeTone::success);
}

void App::measure_storage() {
  platform_.storage.measure(
      [this, alive = std::weak_ptr(alive_)](const Result<platform::StorageUse>& use) {
        if (alive.expired()) return;
        storage_use_ = use ? std::optional(*use) : std::nullopt;
        platform_.window.wake();
      });
}

// What works on the workspace ends with it.
void App::end_sessions() {
  const bool cut_off = import_ && (import_->state() == ImportSession::State::reading ||
                                   import_->state() == ImportSession::State::mapping ||
                                   import_->state() == ImportSession::State::importing);
  if (cut_off) {
    tell(locale_.format(Text::notice_import_ended, {{"file", import_->file_name()}}),
         NoticeTone::failure);
  }
  if (backup_) tell(std::string(locale_.text(Text::notice_backup_ended)), NoticeTone::failure);
  import_.reset();
  import_waits_ = false;
  backup_.reset();
  restore_.reset();
  shared_.reset();
}

}  // namespace holdall::app
