#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/backup_session.h"
#include "app/deal_conflicts.h"
#include "app/deal_history.h"
#include "app/import_session.h"
#include "app/rescue.h"
#include "app/restore_session.h"
#include "app/save_keeper.h"
#include "app/shared_space.h"
#include "app/tab_link.h"
#include "app/workspace.h"
#include "i18n/locale.h"
#include "platform/platform.h"

namespace holdall::app {

// What the window shows as a whole.
enum class Phase : std::uint8_t {
  starting,   // the database is being read
  working,    // workspace() is there
  elsewhere,  // another tab has taken over, all is saved, and this one cannot follow it: a newer
              // version runs there, or tabs do not hear one another; take_over() brings it here
  overtaken,  // another tab has taken over before all was saved: what is here can be saved as a
              // file (save_copy()); go_on() lets it go and shows what is stored
  damaged,  // part of the stored data is not readable: save_readable(), save_raw(), start_afresh()
  failed,   // nothing can be opened: error()
};

enum class NoticeTone : std::uint8_t { plain, success, failure };

// Something to tell in passing.
struct Notice {
  std::string text;
  NoticeTone tone = NoticeTone::plain;
  bool offers_undo = false;
  bool recovers = false;  // takes the place of the failure that was told before
};

struct AppOptions {
  // A sample in memory that is never stored (?demo).
  bool demo = false;
  // Tests take a cheap one.
  sync::PassphraseCost passphrase_cost = sync::passphrase_cost;
};

// The whole application without its screen: owns the workspace, opens it, leads or follows the
// other tabs, runs long work, and turns what happened into notices. A screen reads from here and
// calls here, nothing else.
class App {
 public:
  // The platform must outlive the app.
  App(platform::Platform platform, AppOptions options);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  void start();
  // Navigation and visibility; everything else is the screen's.
  void handle(std::span<const platform::Event> events);

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] const Error& error() const { return error_; }
  [[nodiscard]] const store::Damage& damage() const { return damage_; }
  [[nodiscard]] bool demo() const { return options_.demo; }
  // Why this browser keeps nothing, where the person chose to go on all the same: everything works,
  // in memory alone.
  [[nodiscard]] const std::optional<Error>& unkept() const { return unkept_; }
  // From Phase::failed.
  void go_on_unkept();
  [[nodiscard]] const i18n::Locale& locale() const { return locale_; }
  void set_language(i18n::Language language);
  // Only while `working`.
  [[nodiscard]] Workspace& workspace() { return *workspace_; }
  [[nodiscard]] platform::Platform& platform() { return platform_; }

  // --- edits; failures become notices ---
  // Runs a command; tells of it with an offer to undo where that helps. Whether it succeeded.
  bool execute(const Command& command);
  // "Acme renewal 12k€ Fri": a deal on top of the column. Whether there was a title.
  bool quick_add(ColumnId column, const std::string& line);
  void undo();
  void redo();
  void show_pipeline(RecordId pipeline);
  // Fills an empty workspace with a believable pipeline, as one undoable step.
  void add_sample();

  // --- where the person is; in the URL ---
  [[nodiscard]] RecordId open_deal() const { return open_deal_; }
  void show_deal(RecordId deal);
  void close_deal();
  // The open deal's history, newest first.
  [[nodiscard]] const std::vector<HistoryEntry>& history();
  // What of the open deal was written on two devices without knowledge of each other.
  [[nodiscard]] const std::vector<DealConflict>& conflicts();

  // --- files ---
  void choose_import_file();
  [[nodiscard]] ImportSession* import_session() { return import_.get(); }
  // Imports what import_session() shows, as soon as this tab may write.
  void start_import();
  // Another tab has not let go of its role yet.
  [[nodiscard]] bool import_waits() const { return import_waits_; }
  // After it has finished, failed or been cancelled; or to leave the preview.
  void close_import();
  // Packs the whole database into one .holdall file; backup_session() is there meanwhile.
  void start_backup();
  [[nodiscard]] const BackupSession* backup_session() const { return backup_.get(); }
  void close_backup();
  // Only while `working`.
  [[nodiscard]] LastBackup last_backup();
  // The database as a .sqlite file that other programs open.
  void save_database();
  // Opens a backup and shows what it holds: restore_session().
  void choose_backup_file();
  [[nodiscard]] const RestoreSession* restore_session() const { return restore_.get(); }
  void close_restore();
  // What restore_session() holds takes the place of everything that is here.
  void restore();
  // Of a database that is `damaged` or `overtaken`: the deals that are readable, as CSV, and a
  // notice of how many; and the whole of it as a .sqlite image.
  void save_readable();
  void save_raw();
  // The database as it is in this tab, saved or not, as a file.
  void save_copy();
  // Sets the damaged database aside under its name and opens an empty one under another.
  void start_afresh();

  // --- other devices ---
  // Null while another tab leads, in a demo, and where nothing is kept or may be written:
  // ask_to_share() asks for the role, where that helps.
  [[nodiscard]] SharedSpace* shared_space() { return shared_.get(); }
  void ask_to_share();
  // The invitation in the address by which the page was opened, once.
  [[nodiscard]] std::string take_invitation() { return std::exchange(invitation_, {}); }
  [[nodiscard]] bool has_invitation() const { return !invitation_.empty(); }
  // Of the shared space, where this tab has it.
  void set_shared_place(const sync::Place& place);
  // Asks the person again, if the browser has forgotten that it may use the folder.
  void allow_shared_folder();
  void copy_invitation();
  // Some of the deals that have conflicts().
  [[nodiscard]] const std::vector<DealInConflict>& deals_in_conflict();
  // A file that another device has sent.
  void choose_parcel();

  // --- saving ---
  // Asks the browser what room there is; storage_use() has it a little later.
  void measure_storage();
  [[nodiscard]] const std::optional<platform::StorageUse>& storage_use() const {
    return storage_use_;
  }
  [[nodiscard]] store::SaveState save_state() const;
  [[nodiscard]] std::string save_error() const;
  void retry_save();
  // The person has typed something that has not become an edit yet.
  void set_typing(bool typing);
  [[nodiscard]] bool typing() const { return typing_; }
  // Asks for the writer's role, which another tab may have.
  void take_over();
  // This tab writes; another one shows what that one stores, and sends its edits there.
  [[nodiscard]] bool leads() const { return role_ >= Role::leading; }
  // A newer version has been let in: this one can only be loaded anew.
  [[nodiscard]] bool outdated() const { return outdated_; }
  // A frame was drawn with all that the person sees of the workspace.
  void frame_drawn();
  void go_on();
  // The database is of a newer version: it is shown, every edit is refused.
  [[nodiscard]] bool read_only() const { return workspace_ && workspace_->store().read_only(); }

  [[nodiscard]] std::vector<Notice> take_notices();
  [[nodiscard]] bool update_ready() const { return update_ready_; }
  // Saves everything, then loads the new version.
  void install_update();

 private:
  // How far this tab is on the way to writing, and away from it again.
  enum class Role : std::uint8_t {
    none,
    asked,
    held,          // it may write as soon as the image is what is stored
    leading,       // the image writes
    handing_over,  // it still does; what goes on by itself pauses
  };
  // An edit that was done for another tab, and the number of commits with which it is stored.
  struct Served {
    AskedEdit asked;
    Executed executed;
    std::uint64_t commits;  // that there were after it
    std::uint64_t own;      // of these its own
  };

  [[nodiscard]] bool holds_role() const { return role_ >= Role::held; }
  void stop_leading();
  void start_following();
  void granted();
  void lead();
  void begin_leading();
  void tell_steps(store::DurableImage& image);
  void follow_on();
  void follow_anew();
  void stand_by();
  void keep_role();
  void step_came(ByteView step);
  void header_came(ByteView header);
  void close_gone_deal();
  void outstanding_changed();
  void do_waiting_steps();
  void do_step(ByteView step);
  void ask(TabEdit edit);
  void asked_was_stored(const Executed& executed);
  void tell_reversed(const Executed& executed);
  void do_asked(std::uint64_t tab, const AskMessage& ask);
  void do_outstanding(const AskMessage& ask);
  [[nodiscard]] Result<std::optional<Executed>> do_once(std::uint64_t tab, const AskMessage& ask);
  [[nodiscard]] Result<Executed> do_edit(const AskMessage& ask);
  void tell_served();
  void read_again(const Error& error);
  void read_later();
  void start_reading(store::DurableImage::Mode mode);
  void load(store::DurableImage::Mode mode = store::DurableImage::Mode::early);
  void opened(Result<store::DurableImage::Opened> opened);
  void adopt(std::unique_ptr<store::DurableImage> image);
  void is_whole();
  void image_changed();
  void hand_over();
  [[nodiscard]] bool only_asked_edits_wait() const;
  void lose();
  void enter_rescue();
  void edited();
  void load_for_rescue();
  void rest_came();
  void rest_failed(const Error& error);
  void give_up(Error error);
  enum class Waiting : std::uint8_t { edit, other };
  bool after_loading(Waiting kind, std::function<void()> action);
  bool after_leading(Waiting kind, std::function<void()> action);
  void wait(Waiting kind, std::function<void()> action);
  void run_waiting();
  void drop_waiting();
  [[nodiscard]] bool holds_page() const;
  void hold_page();
  void leave_shown();
  void keep_shown();
  void let_go();
  void later(std::function<void()> task);
  [[nodiscard]] std::function<void()> while_alive(std::function<void()> call);
  [[nodiscard]] std::function<void(platform::ChosenFile)> file_opener(
      void (App::*open)(const platform::ChosenFile&));
  void replaced();
  void when_saved(std::function<void()> task);
  [[nodiscard]] store::DurableImage* shown_or_kept_image() const;
  [[nodiscard]] ReadableDeals readable() const;
  void fail_with(Error error);
  void finish_what_was_left();
  void tell_of_interrupted_import();
  void remove_leftovers();
  void navigate(const std::string& fragment);
  void tell(std::string text, NoticeTone tone = NoticeTone::plain, bool offers_undo = false);
  void tell_error(const Error& error);
  void tell_what_copy_lacks();
  void tell_trouble();
  [[nodiscard]] bool in_memory() const { return options_.demo || unkept_; }
  void tell_executed(const Executed& executed);
  void reverse(store::CommandName as);
  void continue_reversal();
  void schedule_reversal();
  void tell_reversal(const store::Reversal& reversal);
  void tell_view_error();
  void import_changed();
  [[nodiscard]] bool importing() const;
  void open_file(const platform::ChosenFile& file);
  void turn_away(const platform::ChosenFile& file);
  void open_backup(const platform::ChosenFile& file);
  void backup_changed();
  void end_sessions();
  void begin_sharing();
  void open_parcel(const platform::ChosenFile& file);
  void read_history();
  void tell_taken_in(const Result<sync::ParcelReport>& report);
  void tell_refused_file(const Error& error);

  platform::Platform platform_;
  AppOptions options_;
  i18n::Locale locale_;
  Phase phase_ = Phase::starting;
  Error error_{ErrorCode::cancelled, {}};
  store::Damage damage_;
  std::unique_ptr<store::DurableImage> damaged_image_;
  // Of a database of which the first screen is not there early: waits for the rest.
  std::unique_ptr<store::DurableImage> opening_image_;
  // The image is still being loaded; what is to be written waits.
  bool loading_ = false;
  std::vector<std::function<void()>> waiting_;
  int waiting_edits_ = 0;
  bool typing_ = false;
  Role role_ = Role::none;
  TabLink link_;
  std::vector<Bytes> waiting_steps_;  // of the tab that leads, while the image is being read
  std::vector<Served> served_;        // not stored yet
  std::vector<std::function<void()>> after_outstanding_;
  bool hand_over_waits_ = false;  // another tab has asked for the role and cannot have it yet
  int void_readings_ = 0;
  bool first_screen_noted_ = false;
  SaveKeeper save_keeper_;
  std::unique_ptr<Workspace> workspace_;
  std::unique_ptr<Workspace> set_aside_;  // `overtaken` or `damaged`: holds what is only here
  std::optional<Error> unkept_;
  bool asked_to_keep_ = false;
  bool trouble_told_ = false;
  std::uint64_t last_revision_ = 0;  // of the workspace that was shown before
  std::unique_ptr<ImportSession> import_;
  bool import_waits_ = false;
  ImportSession::State import_state_ = ImportSession::State::reading;
  std::unique_ptr<BackupSession> backup_;
  std::unique_ptr<RestoreSession> restore_;
  std::unique_ptr<SharedSpace> shared_;
  std::string invitation_;
  std::optional<platform::StorageUse> storage_use_;
  RecordId open_deal_;
  std::vector<HistoryEntry> history_;
  std::uint64_t history_revision_ = 0;
  std::vector<DealConflict> conflicts_;
  std::vector<DealInConflict> deals_in_conflict_;
  std::uint64_t deals_in_conflict_revision_ = 0;
  std::vector<Notice> notices_;
  bool update_ready_ = false;
  bool installing_ = false;  // this tab lets the new version in
  bool outdated_ = false;    // a newer version has taken over
  bool reversal_scheduled_ = false;
  double reversal_told_ms_ = 0;  // when its progress was, or its beginning
  // Answers that come after the workspace they were meant for find another number.
  std::uint64_t generation_ = 0;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace holdall::app
