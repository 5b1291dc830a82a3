// The app as one of several tabs: one of them leads and writes, the others follow what it stores.

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "app/app.h"
#include "app/done_edits.h"
#include "base/assert.h"
#include "i18n/error_text.h"

namespace holdall::app {
namespace {

using i18n::Text;
using store::CommandName;

// Steps that came before the image was there are kept up to this; with more it is read again.
constexpr std::size_t waiting_step_bytes_max = std::size_t{32} * 1024 * 1024;

}  // namespace

void App::start_following() {
  TabEvents events;
  events.step = [this](ByteView step) { step_came(step); };
  events.header = [this](ByteView header) { header_came(header); };
  events.stored_header = [this] {
    return workspace_ ? workspace_->image().stored_header() : Bytes{};
  };
  events.asked = [this](std::uint64_t tab, const AskMessage& ask) { do_asked(tab, ask); };
  events.stored = [this](const Executed& executed) { asked_was_stored(executed); };
  events.refused = [this](const Error& error) {
    tell_error(error);
    outstanding_changed();
  };
  events.trouble = [this] {
    platform_.window.wake();
    tell_trouble();
  };
  events.retry = [this] { save_keeper_.try_now(); };
  events.silence = [this] {
    if (!outdated_) take_over();
  };
  link_.start(std::move(events));
  phase_ = Phase::starting;
  load();
}

// Asks for the writer's role, unless it is here or on its way.
void App::take_over() {
  if (in_memory() || role_ != Role::none) return;
  // This version must not write any more what a newer one has opened.
  if (outdated_ && phase_ == Phase::elsewhere) return platform_.window.reload();
  if (phase_ == Phase::overtaken || outdated_) return;
  role_ = Role::asked;
  if (phase_ == Phase::elsewhere) {
    phase_ = Phase::starting;
    load();
  }
  platform_.writer_role.acquire(while_alive([this] { granted(); }));
}

void App::granted() {
  if (outdated_) {
    role_ = Role::none;
    platform_.writer_role.release();
    if (workspace_ || opening_image_) follow_anew();
    return;
  }
  role_ = Role::held;
  lead();
}

// The role is here: as soon as the image is too it writes, if it is what is stored.
void App::lead() {
  store::DurableImage* image = opening_image_ ? opening_image_.get()
                               : workspace_   ? &workspace_->image()
                                              : nullptr;
  if (role_ != Role::held || loading_ || image == nullptr) return;
  if (!image->is_following()) return;
  image->lead(platform_.randomness,
              [this, generation = generation_, alive = std::weak_ptr(alive_)](const Status& led) {
                if (alive.expired() || generation != generation_ || leads()) return;
                if (led) return begin_leading();
                rest_failed(led.error());
              });
}

// Of what is shown nothing can be written any more; the role stays here.
void App::stop_leading() {
  if (leads()) role_ = Role::held;
}

void App::begin_leading() {
  role_ = Role::leading;
  void_readings_ = 0;
  waiting_steps_.clear();
  link_.lead();
  tell_steps(opening_image_ ? *opening_image_ : workspace_->image());
  if (opening_image_) {
    adopt(std::move(opening_image_));
    if (!workspace_) return;
  } else if (Status led = workspace_->lead(); !led) {
    tell_error(led.error());
  }
  for (const AskMessage& ask : link_.take_outstanding()) do_outstanding(ask);
  run_waiting();
  if (workspace_ && leads()) {
    tell_of_interrupted_import();
    finish_what_was_left();
  }
  platform_.window.wake();
  // A newer version has been let in meanwhile.
  if (outdated_ && !installing_) replaced();
}

void App::tell_steps(store::DurableImage& image) {
  image.on_step([this] { return link_.followed(); },
                [this](Bytes step) { link_.tell_step(std::move(step)); });
}

// Another tab asks: what is here is stored first, and an import under way finished. Should that
// take longer than the other tab waits, it takes the role, and its opening removes the import.
void App::hand_over() {
  hand_over_waits_ = false;
  if (!holds_role()) return;
  const bool opening = phase_ == Phase::starting || phase_ == Phase::working;
  if (importing() || (opening && (loading_ || !leads()))) {
    hand_over_waits_ = true;
    platform_.writer_role.ask_for_patience();
    return;
  }
  if (!workspace_) {
    lose();
    platform_.writer_role.release();
    return;
  }
  role_ = Role::handing_over;
  shared_.reset();
  workspace_->image().settle(
      [this, generation = generation_, alive = std::weak_ptr(alive_)](const Status& settled) {
        if (alive.expired() || generation != generation_) return;
        if (!settled) {
          role_ = Role::leading;
          if (workspace_) finish_what_was_left();
          return keep_role();
        }
        later([this] {
          if (!workspace_ || !leads()) return;
          // Something may have been edited between the answer and now.
          if (!workspace_->image().is_settled()) return hand_over();
          follow_on();
          platform_.writer_role.release();
          stand_by();
        });
      });
}

// What cannot be stored is only here: whoever asks waits until it is, and sends its edits here.
void App::keep_role() {
  constexpr double between_looks_ms = 2000;
  hand_over_waits_ = true;
  platform_.writer_role.ask_for_patience();
  platform_.window.set_timer(platform::Timer::tabs, between_looks_ms, while_alive([this] {
                               if (!hand_over_waits_ || !leads() || !workspace_) return;
                               if (save_state() == store::SaveState::not_saved) return keep_role();
                               hand_over();
                             }));
}

// What is shown stays and goes on as the other tab's.
void App::follow_on() {
  ++generation_;
  hand_over_waits_ = false;
  role_ = Role::none;
  shared_.reset();
  if (importing()) end_sessions();  // only who leads can write
  if (outdated_ || !link_.available()) return follow_anew();
  workspace_->image().on_step({}, {});
  workspace_->image().follow();
  link_.follow();
  if (Status followed = workspace_->follow(); !followed) tell_error(followed.error());
  platform_.window.wake();
}

// Should the tab that leads go, this one takes its place, if the person sees it as well.
void App::stand_by() {
  const bool follows = phase_ == Phase::working || phase_ == Phase::starting;
  if (!follows || role_ != Role::none || !platform_.window.state().visible) return;
  platform_.writer_role.stand_by(while_alive([this] { granted(); }));
}

// Whether all that is not stored was asked for by other tabs: they ask whoever leads now. So it is
// with a tab that was suspended and hears their questions before it hears that it leads no more.
bool App::only_asked_edits_wait() const {
  const store::DurableImage& image = workspace_->image();
  const std::uint64_t durable = image.durable_commits();
  std::uint64_t asked = 0;
  for (const Served& served : served_) {
    if (served.commits > durable) asked += std::min(served.own, served.commits - durable);
  }
  return asked > 0 && asked == image.published_commits() - durable;
}

// The role was taken. What is not stored yet must not be stored any more: the other tab may have
// read the database already. It is kept for the person.
void App::lose() {
  const bool nothing_waits = leads() && workspace_ && workspace_->image().is_settled() &&
                             workspace_->image().save_state() == store::SaveState::saved;
  if (nothing_waits) {
    follow_on();
    stand_by();
    return;
  }
  ++generation_;
  hand_over_waits_ = false;
  role_ = Role::none;
  end_sessions();
  for (Workspace* held : {workspace_.get(), set_aside_.get()}) {
    if (held != nullptr) held->image().stop();
  }
  if (phase_ != Phase::working && phase_ != Phase::starting) return;
  if (workspace_ && workspace_->image().has_unstored() && !only_asked_edits_wait()) {
    set_aside_ = std::move(workspace_);
    phase_ = Phase::overtaken;
    platform_.window.wake();
  } else {
    follow_anew();
  }
}

// Nothing of what is here is needed any more, but for what waits to be done, and to be looked at
// until another tab's is there.
void App::follow_anew() {
  const bool elsewhere = outdated_ || !link_.available();
  if (workspace_ && !elsewhere) {
    keep_shown();
  } else {
    let_go();
  }
  if (elsewhere) {
    // What was asked for and not answered would be done by nobody.
    waiting_edits_ += static_cast<int>(link_.take_outstanding().size());
    drop_waiting();
    phase_ = Phase::elsewhere;
    if (role_ != Role::asked) platform_.writer_role.release();
    return;
  }
  link_.follow();
  using Mode = store::DurableImage::Mode;
  start_reading(workspace_ ? Mode::whole : Mode::early);
  stand_by();
}

void App::go_on() {
  if (phase_ != Phase::overtaken) return;
  follow_anew();
  take_over();
}

void App::step_came(ByteView step) {
  if (leads() || (phase_ != Phase::working && phase_ != Phase::starting)) return;
  const bool ready = !loading_ && (workspace_ || opening_image_);
  if (ready) return do_step(step);
  try {
    waiting_steps_.emplace_back(step.begin(), step.end());
  } catch (const std::bad_alloc&) {
    return waiting_steps_.clear();
  }
  std::size_t size = 0;
  for (const Bytes& waiting : waiting_steps_) size += waiting.size();
  // The gap that this leaves is found when the others are done.
  while (size > waiting_step_bytes_max) {
    size -= waiting_steps_.front().size();
    waiting_steps_.erase(waiting_steps_.begin());
  }
}

// If the writer is further a step was missed, perhaps the last one. It may also be behind: in
// rescue, or before it knows that its last transaction has landed.
void App::header_came(ByteView header) {
  if (leads() || loading_ || !workspace_ || !workspace_->image().is_following()) return;
  if (workspace_->image().is_behind(header)) read_again({ErrorCode::storage_fenced, {}});
}

void App::do_waiting_steps() {
  for (const Bytes& step : std::exchange(waiting_steps_, {})) {
    if (!loading_ && (workspace_ || opening_image_)) do_step(step);
  }
}

void App::do_step(ByteView step) {
  store::DurableImage& image = opening_image_ ? *opening_image_ : workspace_->image();
  if (!image.is_following()) return;
  const Result<bool> done = image.apply(step);
  // Whatever is wrong with it: what is stored is right.
  if (!done) return read_again(done.error());
  if (!*done) return;
  platform_.window.wake();
  if (opening_image_) return adopt(std::move(opening_image_));
  if (Status shown = workspace_->show_followed(); !shown) return tell_error(shown.error());
  close_gone_deal();
}

void App::close_gone_deal() {
  if (open_deal_ && workspace_->board().card(open_deal_) == nullptr) close_deal();
}

// --- edits of a tab that follows ---

void App::ask(TabEdit edit) {
  link_.ask(workspace_->board().pipeline(), std::move(edit));
  hold_page();
  platform_.window.wake();
  // Where tabs do not hear one another the edit waits for the role.
  if (!link_.available()) take_over();
}

// Some of what was asked for is settled.
void App::outstanding_changed() {
  hold_page();
  platform_.window.wake();
  if (link_.has_outstanding()) return;
  for (const std::function<void()>& task : std::exchange(after_outstanding_, {})) task();
}

void App::asked_was_stored(const Executed& executed) {
  outstanding_changed();
  if (!workspace_) return;
  if (executed.name == CommandName::undo || executed.name == CommandName::redo) {
    tell_reversed(executed);
  } else if (executed.changed) {
    edited();
    tell_executed(executed);
    if (executed.name == CommandName::delete_deal && executed.deal == open_deal_) close_deal();
  }
}

void App::tell_reversed(const Executed& executed) {
  const bool redone = executed.name == CommandName::redo;
  const Text nothing = redone ? Text::notice_nothing_to_redo : Text::notice_nothing_to_undo;
  const Text done = redone ? Text::notice_redone : Text::notice_undone;
  tell(std::string(locale_.text(executed.changed ? done : nothing)));
}

// Another tab's edit, on behalf of the person.
void App::do_asked(std::uint64_t tab, const AskMessage& ask) {
  if (!leads() || !workspace_) return;
  if (after_loading(Waiting::edit, [this, tab, ask] { do_asked(tab, ask); })) return;
  const std::uint64_t before = workspace_->image().published_commits();
  const Result<std::optional<Executed>> done = do_once(tab, ask);
  platform_.window.wake();
  tell_view_error();
  close_gone_deal();
  const AskedEdit asked{tab, ask.number};
  if (!done) return link_.refused(asked, done.error());
  if (!*done) return;  // what comes before it was not heard: all of it will be asked for again
  link_.accepted(asked);
  const std::uint64_t commits = workspace_->image().published_commits();
  served_.push_back({asked, **done, commits, commits - before});
  tell_served();
}

// An own edit that the tab that led may have done, or may not.
void App::do_outstanding(const AskMessage& ask) {
  const Result<std::optional<Executed>> done = do_once(link_.name(), ask);
  if (!done) return tell_error(done.error());
  HOLDALL_ASSERT(done->has_value());  // none of them waits for another one
  asked_was_stored(**done);
}

// The edit and the note that it was done become durable together, so that after a kill at any
// moment whoever leads then knows of it. Nothing if it is not this one's turn.
Result<std::optional<Executed>> App::do_once(std::uint64_t tab, const AskMessage& ask) {
  const Result<std::string> done = workspace_->store().setting(done_edits_setting);
  if (!done) return fail(done.error());
  const std::uint64_t last = last_done_edit(*done, tab);
  if (ask.number <= last) return Executed{};
  if (ask.after > last) return std::nullopt;
  store::DurableImage& image = workspace_->image();
  image.begin_group();
  Result<Executed> executed = do_edit(ask);
  Status noted =
      workspace_->store().set_setting(done_edits_setting, with_done_edit(*done, tab, ask.number));
  image.end_group();
  if (!executed) return fail(std::move(executed.error()));
  // It stands: who asked must not do it again.
  if (!noted) tell_error(noted.error());
  return *std::move(executed);
}

Result<Executed> App::do_edit(const AskMessage& ask) {
  const TabEdit& edit = ask.edit;
  if (const auto* command = std::get_if<Command>(&edit)) {
    Result<Executed> executed = workspace_->execute_in(ask.pipeline, *command);
    if (executed && executed->changed) edited();
    return executed;
  }
  const bool redo = std::holds_alternative<RedoStep>(edit);
  Executed executed{.name = redo ? CommandName::redo : CommandName::undo};
  if (workspace_->reversing()) return executed;
  const Result<std::optional<store::Reversal>> reversal =
      redo ? workspace_->redo() : workspace_->undo();
  if (!reversal) return fail(reversal.error());
  executed.changed = reversal->has_value();
  if (executed.changed && shared_) shared_->edited();
  if (workspace_->reversing()) schedule_reversal();
  return executed;
}

// Perhaps in the middle of a commit.
void App::tell_served() {
  const store::DurableImage* image = workspace_ ? &workspace_->image() : nullptr;
  if (image == nullptr || served_.empty()) return;
  std::erase_if(served_, [&](const Served& served) {
    if (served.commits > image->durable_commits()) return false;
    link_.stored(served.asked, served.executed);
    return true;
  });
}

// What only the tab that leads can do waits for the role. Whether it waits.
bool App::after_leading(Waiting kind, std::function<void()> action) {
  if (leads()) return after_loading(kind, std::move(action));
  wait(kind, std::move(action));
  take_over();
  return true;
}

}  // namespace holdall::app
