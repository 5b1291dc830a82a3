#include "app/app.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "app/sample.h"
#include "base/utf8.h"
#include "i18n/error_text.h"
#include "i18n/parse.h"

namespace holdall::app {
namespace {

using i18n::Text;
using store::CommandName;

constexpr char space_setting[] = "space";
constexpr char language_setting[] = "language";
constexpr std::string_view deal_route = "/deal/";
// As in sync::invitation_fragment.
constexpr std::string_view join_route = sync::invitation_fragment.substr(1);
constexpr std::int64_t leftover_rows_per_slice = 1000;
constexpr std::size_t told_title_length = 80;  // of a deal in a notice

i18n::Language chosen_language(const platform::Window& window) {
  const std::string setting = window.setting(language_setting);
  return i18n::language_from_preferences(setting.empty() ? window.preferred_languages() : setting);
}

// What the toast says that a command did; nothing for edits whose effect is where the person looks.
std::optional<Text> words_for(CommandName name) {
  switch (name) {
    case CommandName::move_deal:
      return Text::notice_moved;
    case CommandName::win_deal:
      return Text::board_now_won;
    case CommandName::lose_deal:
      return Text::board_now_lost;
    case CommandName::reopen_deal:
      return Text::notice_reopened;
    case CommandName::delete_deal:
      return Text::board_deleted;
    default:
      return std::nullopt;
  }
}

// Somebody is there.
bool is_attention(const platform::Event& event) {
  const auto* pointer = std::get_if<platform::PointerEvent>(&event);
  return (pointer != nullptr && pointer->phase == platform::PointerPhase::down) ||
         std::holds_alternative<platform::KeyEvent>(event) ||
         std::holds_alternative<platform::SemanticsEvent>(event);
}

}  // namespace

App::App(platform::Platform platform, AppOptions options)
    : platform_(platform),
      options_(options),
      locale_(chosen_language(platform.window)),
      link_(platform_),
      save_keeper_(platform_) {}

App::~App() = default;

// What the platform calls back may come when the app is gone.
std::function<void()> App::while_alive(std::function<void()> call) {
  return [call = std::move(call), alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) call();
  };
}

void App::later(std::function<void()> task) {
  platform_.window.defer(while_alive(std::move(task)));
}

void App::start() {
  platform_.window.set_language(std::string(i18n::language_tag(locale_.language())));
  platform_.files.on_drop(file_opener(&App::open_file));
  platform_.window.on_replaced(while_alive([this] { replaced(); }));
  platform_.window.on_update_ready(while_alive([this] {
    update_ready_ = true;
    platform_.window.wake();
  }));
  if (options_.demo) {
    role_ = Role::leading;
    adopt(store::DurableImage::in_memory());
    if (phase_ != Phase::working) return;
    add_sample();
    // To undo the sample would leave a demo of nothing.
    if (Status begun = workspace_->forget_steps(); !begun) tell_error(begun.error());
    return;
  }
  platform_.writer_role.on_asked(while_alive([this] { hand_over(); }));
  platform_.writer_role.on_lost(while_alive([this] { lose(); }));
  platform_.storage.on_closed(while_alive([this] {
    if (workspace_) workspace_->image().verify();
  }));
  start_following();
  // A tab that is opened in the background must not take the role from the one in use.
  if (platform_.window.state().visible) take_over();
}

void App::load(store::DurableImage::Mode mode) {
  const std::uint64_t generation = ++generation_;
  store::DurableImage::open(platform_.storage, platform_.randomness, mode,
                            [this, generation, alive = std::weak_ptr(alive_)](
                                Result<store::DurableImage::Opened> result) {
                              if (!alive.expired() && generation == generation_)
                                opened(std::move(result));
                            });
}

void App::opened(Result<store::DurableImage::Opened> opened) {
  platform_.window.wake();
  // Another tab may have written all the while.
  if (!opened && store::is_void_reading(opened.error()) && !holds_role()) return read_later();
  if (!opened && opened.error().code == ErrorCode::out_of_memory && workspace_) {
    return read_again(opened.error());
  }
  if (!opened) return give_up(std::move(opened.error()));
  if (opened->damage.any()) {
    let_go();
    damage_ = std::move(opened->damage);
    damaged_image_ = std::move(opened->image);
    phase_ = Phase::damaged;
    return drop_waiting();
  }
  opened->image->follow();
  adopt(std::move(opened->image));
}

void App::adopt(std::unique_ptr<store::DurableImage> image) {
  // Whoever follows stays in the pipeline that they see.
  const RecordId shown = workspace_ ? workspace_->board().pipeline() : RecordId();
  leave_shown();
  store::DurableImage& kept = *image;
  kept.on_change([this] { image_changed(); });
  loading_ = !kept.is_loaded();
  Result<std::unique_ptr<Workspace>> workspace = Workspace::open(image, platform_, locale_);
  // A new database, or one of an older version, is opened by who may write.
  const bool later = !workspace && (workspace.error().code == ErrorCode::not_loaded ||
                                    workspace.error().code == ErrorCode::not_writer);
  if (later) {
    opening_image_ = std::move(image);
    if (loading_) return;
    do_waiting_steps();
    return lead();
  }
  if (!workspace && workspace.error().code == ErrorCode::damaged) return load_for_rescue();
  if (!workspace) return fail_with(std::move(workspace.error()));
  workspace_ = *std::move(workspace);
  workspace_->come_after(last_revision_);
  const bool stays = shown && kept.is_following() && shown != workspace_->board().pipeline();
  if (Status stayed = stays ? workspace_->show_pipeline(shown) : Status{}; !stayed)
    tell_error(stayed.error());
  save_keeper_.watch(&kept);
  phase_ = Phase::working;
  first_screen_noted_ = false;
  navigate(platform_.window.fragment());
  platform_.window.wake();
  if (!loading_) is_whole();
}

// The image that is shown is there as a whole.
void App::is_whole() {
  do_waiting_steps();
  if (!workspace_ || loading_) return;
  if (role_ == Role::held) return lead();
  // What was stored while it was being read may not have been told.
  if (!leads()) link_.follow();
  run_waiting();
  // Of an older version, while it was opening: a newer one has been let in.
  if (outdated_ && !installing_ && !in_memory()) replaced();
}

// Every checksum holds, yet what SQLite finds makes no sense: the image is read once more, to save
// from it what can be saved.
void App::load_for_rescue() {
  store::DurableImage::open(
      platform_.storage, platform_.randomness, store::DurableImage::Mode::whole,
      [this, generation = generation_,
       alive = std::weak_ptr(alive_)](Result<store::DurableImage::Opened> result) {
        if (alive.expired() || generation != generation_) return;
        platform_.window.wake();
        if (!result) return fail_with(std::move(result.error()));
        damage_ = std::move(result->damage);
        damaged_image_ = std::move(result->image);
        damaged_image_->stop();
        phase_ = Phase::damaged;
      });
}

// The same while the database is in use: it is kept, because it may hold what is not stored.
void App::enter_rescue() {
  later([this] {
    if (!workspace_) return;
    ++generation_;
    end_sessions();
    set_aside_ = std::move(workspace_);
    stop_leading();
    phase_ = Phase::damaged;
    waiting_edits_ += static_cast<int>(link_.take_outstanding().size());
    drop_waiting();
    platform_.window.wake();
  });
}

// Perhaps in the middle of a commit: nothing is done here but noted for later.
void App::image_changed() {
  platform_.window.wake();
  save_keeper_.changed();
  tell_served();
  if (leads() && workspace_) {
    const store::DurableImage& image = workspace_->image();
    const bool fails = image.save_state() == store::SaveState::not_saved;
    link_.tell_trouble(fails ? std::optional(image.save_error()) : std::nullopt);
  }
  tell_trouble();
  if (loading_) {
    later([this, generation = generation_] {
      if (generation == generation_) rest_came();
    });
  }
  if (workspace_ && workspace_->image().save_state() == store::SaveState::fenced) {
    later([this] {
      if (workspace_ && workspace_->image().save_state() == store::SaveState::fenced) lose();
    });
  } else if (phase_ == Phase::overtaken && !set_aside_->image().has_unstored()) {
    // What was in flight when the role was lost has landed.
    later([this] {
      if (phase_ == Phase::overtaken && !set_aside_->image().has_unstored()) follow_anew();
    });
  }
}

void App::fail_with(Error error) {
  stop_leading();
  error_ = std::move(error);
  phase_ = Phase::failed;
  drop_waiting();
  platform_.window.wake();
}

void App::go_on_unkept() {
  if (phase_ != Phase::failed) return;
  unkept_ = error_;
  role_ = Role::leading;
  adopt(store::DurableImage::in_memory());
}

void App::leave_shown() {
  save_keeper_.watch(nullptr);
  end_sessions();
  if (workspace_) last_revision_ = workspace_->revision();
  workspace_.reset();
  served_.clear();
  history_revision_ = 0;
  phase_ = Phase::starting;
}

void App::let_go() {
  leave_shown();
  set_aside_.reset();
  damaged_image_.reset();
  opening_image_.reset();
  loading_ = false;
  waiting_steps_.clear();
  platform_.window.wake();
}

// What was begun in slices, here or by who had the database before.
void App::finish_what_was_left() {
  begin_sharing();
  remove_leftovers();
  if (workspace_->reversing() && !read_only()) schedule_reversal();
}

// Slices of imports that a crash or a closed tab left behind, one per turn of the event loop.
void App::remove_leftovers() {
  if (read_only() || role_ == Role::handing_over) return;
  const auto left = store::unfinished_imports(workspace_->store());
  if (!left) return tell_error(left.error());
  // While an import is being written its own rows look like leftovers: close_import() goes on.
  if (left->empty() || importing()) return;
  const Result<bool> removed = store::remove_import_slice(workspace_->store(), left->front().import,
                                                          leftover_rows_per_slice);
  if (!removed) return tell_error(removed.error());
  later([this, generation = generation_] {
    if (generation == generation_ && workspace_) remove_leftovers();
  });
}

void App::handle(std::span<const platform::Event> events) {
  for (const platform::Event& event : events) {
    if (const auto* navigation = std::get_if<platform::NavigationEvent>(&event)) {
      navigate(navigation->fragment);
    } else if (std::holds_alternative<platform::ResumeEvent>(event)) {
      save_keeper_.try_now();
      if (shared_) shared_->network_back();
    } else if (const auto* visibility = std::get_if<platform::VisibilityEvent>(&event)) {
      if (visibility->visible) {
        save_keeper_.try_now();
        take_over();
      } else if (workspace_) {
        workspace_->image().checkpoint();
      }
      if (shared_) shared_->shown(visibility->visible);
    } else if (shared_ && is_attention(event)) {
      shared_->attended();
    }
  }
}

void App::set_language(i18n::Language language) {
  locale_ = i18n::Locale(language);
  const std::string tag(i18n::language_tag(language));
  platform_.window.set_setting(language_setting, tag);
  platform_.window.set_language(tag);
  history_revision_ = 0;
  const auto show = [this] {
    workspace_->set_locale(locale_);
    if (Status loaded = workspace_->reload(); !loaded) tell_error(loaded.error());
  };
  if (workspace_ && !after_loading(Waiting::other, show)) show();
}

bool App::execute(const Command& command) {
  if (after_loading(Waiting::edit, [this, command] { execute(command); })) return true;
  if (!leads()) {
    ask(command);
    return true;
  }
  const Result<Executed> executed = workspace_->execute(command);
  platform_.window.wake();
  if (!executed) {
    tell_error(executed.error());
    return false;
  }
  if (executed->changed) edited();
  tell_view_error();
  if (executed->changed) tell_executed(*executed);
  if (executed->name == CommandName::delete_deal && executed->deal == open_deal_) close_deal();
  return true;
}

bool App::quick_add(ColumnId column, const std::string& line) {
  if (after_loading(Waiting::edit, [this, column, line] { quick_add(column, line); })) return true;
  const i18n::QuickAdd parsed = i18n::parse_quick_add(
      line, workspace_->today().days, locale_.language(), workspace_->currency().code());
  if (parsed.title.empty()) return false;
  AddDeal command{column, std::string(leading_code_points(parsed.title, name_length_max)), {}, {}};
  if (parsed.money) {
    const auto currency = model::currency_from_code(parsed.money->currency);
    command.value = model::Money{parsed.money->minor, currency.value_or(workspace_->currency())};
    if (parsed.money->currency_written && currency) {
      if (Status set = workspace_->set_currency(*currency); !set) tell_error(set.error());
    }
  }
  if (parsed.date) command.expected_close = model::Date{*parsed.date};
  const bool cut = command.title.size() < parsed.title.size();
  if (!execute(command)) return false;
  if (cut) tell(locale_.plural(Text::notice_title_cut, std::int64_t{name_length_max}));
  return true;
}

// The first edit is the moment when there is something worth keeping.
void App::edited() {
  if (shared_) shared_->edited();
  if (options_.demo || std::exchange(asked_to_keep_, true)) return;
  if (unkept_) return hold_page();
  platform_.storage.ask_to_keep();
}

// What was done stands: only the showing of it failed.
void App::tell_view_error() {
  const std::optional<Error> error = workspace_->take_view_error();
  if (!error) return;
  tell(locale_.format(Text::notice_view_failed, {{"reason", i18n::error_text(locale_, *error)}}),
       NoticeTone::failure);
}

void App::show_pipeline(RecordId pipeline) {
  if (after_loading(Waiting::other, [this, pipeline] { show_pipeline(pipeline); })) return;
  close_deal();
  if (Status shown = workspace_->show_pipeline(pipeline); !shown) tell_error(shown.error());
  platform_.window.wake();
}

void App::add_sample() {
  if (after_leading(Waiting::edit, [this] { add_sample(); })) return;
  if (Status added = app::add_sample(*workspace_, platform_, locale_.language()); !added)
    tell_error(added.error());
  edited();
  platform_.window.wake();
}

void App::navigate(const std::string& fragment) {
  open_deal_ = {};
  history_revision_ = 0;
  if (std::string_view(fragment).starts_with(join_route)) {
    // It is a secret: neither the history nor a screenshot should show it.
    invitation_ = fragment.substr(join_route.size());
    return platform_.window.replace_fragment("/");
  }
  if (!std::string_view(fragment).starts_with(deal_route)) return;
  const auto deal = record_id_from_text(std::string_view(fragment).substr(deal_route.size()));
  if (!workspace_ || !deal) return;
  const store::DealDetails* details = workspace_->board().card(*deal);
  // To show another pipeline is to note it.
  const bool elsewhere =
      details == nullptr || details->deal.pipeline != workspace_->board().pipeline();
  if (elsewhere && after_loading(Waiting::other, [this, fragment] { navigate(fragment); })) return;
  if (details == nullptr) return tell(std::string(locale_.text(Text::notice_deal_gone)));
  const RecordId pipeline = details->deal.pipeline;
  if (pipeline != workspace_->board().pipeline()) {
    if (Status shown = workspace_->show_pipeline(pipeline); !shown) tell_error(shown.error());
  }
  open_deal_ = *deal;
}

void App::show_deal(RecordId deal) {
  if (deal == open_deal_) return;
  open_deal_ = deal;
  history_revision_ = 0;
  platform_.window.set_fragment(std::string(deal_route) + to_text(deal));
  platform_.window.wake();
}

void App::close_deal() {
  if (!open_deal_) return;
  open_deal_ = {};
  platform_.window.set_fragment("/");
  platform_.window.wake();
}

const std::vector<HistoryEntry>& App::history() {
  read_history();
  return history_;
}

const std::vector<DealConflict>& App::conflicts() {
  read_history();
  return conflicts_;
}

void App::read_history() {
  if (history_revision_ == workspace_->revision()) return;
  history_revision_ = workspace_->revision();
  Result<std::vector<HistoryEntry>> history =
      deal_history(workspace_->store(), open_deal_, locale_);
  if (!history && loading_) history_revision_ = 0;  // it is read again when all is there
  if (!history && !loading_) tell_error(history.error());
  history_ = history ? *std::move(history) : std::vector<HistoryEntry>();
  conflicts_.clear();
  // Who follows must not note that there is none.
  if (!shared_ || !shared_->joined()) return;
  Result<std::vector<DealConflict>> conflicts =
      deal_conflicts(workspace_->store(), open_deal_, locale_);
  if (!conflicts) return tell_error(conflicts.error());
  conflicts_ = *std::move(conflicts);
}

void App::start_afresh() {
  // The damaged database stays where it is; only the name of the one to open changes.
  const std::string name = platform_.window.setting(space_setting);
  platform_.window.open_space((name.empty() ? std::string("default") : name) + "-" +
                              std::to_string(platform_.clock.wall_ms()));
}

store::SaveState App::save_state() const {
  using store::SaveState;
  if (!workspace_) return waiting_edits_ > 0 ? SaveState::saving : SaveState::fenced;
  if (unkept_) return SaveState::not_saved;
  const SaveState state = workspace_->image().save_state();
  if (!leads() && link_.trouble() && phase_ == Phase::working) return SaveState::not_saved;
  // All that an image holds which is only shown until it is read anew is stored.
  if (!leads() && state == SaveState::fenced)
    return holds_page() ? SaveState::saving : SaveState::saved;
  return state == SaveState::saved && holds_page() ? SaveState::saving : state;
}

std::string App::save_error() const {
  if (!workspace_) return {};
  if (unkept_) return i18n::error_text(locale_, *unkept_);
  if (leads() || !link_.trouble()) {
    return i18n::error_text(locale_, workspace_->image().save_error());
  }
  return i18n::error_text(locale_, *link_.trouble()) + ' ' +
         std::string(locale_.text(Text::tabs_edits_wait));
}

// Once, where everyone sees and hears it; after that 'Not saved' stands in the bar.
void App::tell_trouble() {
  if (phase_ != Phase::working) return;
  const store::SaveState state = save_state();
  if (state == store::SaveState::saved && std::exchange(trouble_told_, false)) {
    tell(std::string(locale_.text(Text::app_saved)), NoticeTone::success);
    notices_.back().recovers = true;
  }
  if (state != store::SaveState::not_saved || std::exchange(trouble_told_, true)) return;
  tell(save_error(), NoticeTone::failure);
}

void App::retry_save() {
  if (!leads()) return link_.ask_to_retry();
  if (workspace_) workspace_->image().retry();
}

void App::install_update() {
  if (importing()) {
    return tell(std::string(locale_.text(Text::notice_update_after_import)), NoticeTone::failure);
  }
  when_saved([this] {
    installing_ = true;
    platform_.window.activate_update();
  });
}

// The version that runs here is no longer the one that the browser starts. Who let it in goes over
// to it; another tab only leaves the database to it.
void App::replaced() {
  outdated_ = true;
  if (installing_) return when_saved([this] { platform_.window.reload(); });
  if (leads() && !in_memory() && !importing()) return hand_over();
  if ((!workspace_ && !opening_image_) || role_ != Role::none) return;
  // What was asked of the tab that leads is done by it, or has to be told.
  if (!link_.has_outstanding()) return follow_anew();
  after_outstanding_.emplace_back([this] { replaced(); });
}

// Runs `task` once everything is stored; what cannot be stored is told.
void App::when_saved(std::function<void()> task) {
  if (after_loading(Waiting::other, [this, task] { when_saved(task); })) return;
  if (link_.has_outstanding()) {
    after_outstanding_.push_back([this, task = std::move(task)] { when_saved(task); });
    return;
  }
  // What this tab has asked for may not be stored either.
  if (!leads() && link_.trouble()) return tell_error(*link_.trouble());
  if (!workspace_) return task();
  workspace_->image().flush(
      [this, task = std::move(task), alive = std::weak_ptr(alive_)](const Status& flushed) {
        if (alive.expired()) return;
        if (!flushed) return tell_error(flushed.error());
        task();
      });
}

std::vector<Notice> App::take_notices() { return std::exchange(notices_, {}); }

void App::tell(std::string text, NoticeTone tone, bool offers_undo) {
  notices_.push_back({std::move(text), tone, offers_undo});
  platform_.window.wake();
}

void App::tell_error(const Error& error) {
  if (error.code == ErrorCode::damaged && workspace_) return enter_rescue();
  tell(i18n::error_text(locale_, error), NoticeTone::failure);
}

void App::tell_executed(const Executed& executed) {
  const std::optional<Text> text = words_for(executed.name);
  if (!text) return;
  std::string_view stage;
  const auto column = workspace_->board().find(executed.deal);
  if (column) stage = workspace_->board().columns()[column->column].name();
  const NoticeTone tone =
      executed.name == CommandName::win_deal ? NoticeTone::success : NoticeTone::plain;
  tell(locale_.format(
           *text, {{"deal", shortened(executed.deal_title, told_title_length)}, {"stage", stage}}),
       tone, true);
}

}  // namespace holdall::app
