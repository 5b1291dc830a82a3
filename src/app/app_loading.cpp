// The app while the rest of its database is still being read.

#include <utility>

#include "app/app.h"

namespace holdall::app {
namespace {

constexpr int void_readings_max = 3;

}  // namespace

// While the rest of the database is still coming, the role that came is being taken up, or one that
// was taken is about to be left, nothing can be written: what was asked for happens as soon as it
// can. Whether it waits.
bool App::after_loading(Waiting kind, std::function<void()> action) {
  const bool taking_up = role_ == Role::held;
  const bool leaving = leads() && save_state() == store::SaveState::fenced;
  if (!loading_ && !taking_up && !leaving) return false;
  wait(kind, std::move(action));
  return true;
}

void App::wait(Waiting kind, std::function<void()> action) {
  waiting_.push_back(std::move(action));
  if (kind == Waiting::edit) {
    ++waiting_edits_;
    hold_page();
  }
  platform_.window.wake();
}

void App::drop_waiting() {
  waiting_.clear();
  import_waits_ = false;
  const int lost = std::exchange(waiting_edits_, 0);
  hold_page();
  if (lost > 0)
    tell(std::string(locale_.text(i18n::Text::notice_waiting_lost)), NoticeTone::failure);
  // There is nothing left that the tab that asks for the role would have to wait for.
  if (std::exchange(hand_over_waits_, false)) later([this] { hand_over(); });
}

// The rest of the image is there, or cannot come.
void App::rest_came() {
  store::DurableImage* image = opening_image_ ? opening_image_.get() : shown_or_kept_image();
  if (!loading_ || image == nullptr) return;
  if (image->load_error()) return rest_failed(Error(*image->load_error()));
  if (!image->is_loaded()) return;
  loading_ = false;
  if (!holds_role()) void_readings_ = 0;
  if (image->damage().any()) {
    damage_ = image->damage();
    damaged_image_ = std::move(opening_image_);
    if (workspace_) {
      enter_rescue();
    } else {
      phase_ = Phase::damaged;
    }
    return drop_waiting();
  }
  if (opening_image_) return adopt(std::move(opening_image_));
  is_whole();
}

void App::run_waiting() {
  const std::vector<std::function<void()>> waiting = std::exchange(waiting_, {});
  waiting_edits_ = 0;
  for (const std::function<void()>& action : waiting) {
    if (workspace_) action();
  }
  hold_page();
  if (std::exchange(hand_over_waits_, false)) hand_over();
}

// Nothing has come to be shown, or to be written on. A tab that follows tries for ever: the one
// that leads may be writing all the while.
void App::rest_failed(const Error& error) {
  const bool once_more = !holds_role() || ++void_readings_ <= void_readings_max;
  if (!store::is_void_reading(error) || !once_more) return give_up(error);
  read_again(error);
}

// Another tab may have more luck with the role.
void App::give_up(Error error) {
  let_go();
  if (std::exchange(role_, Role::none) != Role::none) platform_.writer_role.release();
  fail_with(std::move(error));
}

// Another tab has written while this one was reading, the connection was lost, steps are missing,
// or what was shown early was not what is stored: all is read once more, and what waits goes on
// waiting. What is shown stays, unless there is no memory for both.
void App::read_again(const Error& error) {
  if (workspace_ && error.code != ErrorCode::out_of_memory) {
    keep_shown();
  } else {
    let_go();
  }
  start_reading(store::DurableImage::Mode::whole);
}

// A key that is pressed, or a text that is typed, while the screen is empty for a moment would be
// lost. What is behind, or came only in part, is all the same as it once was.
void App::keep_shown() {
  workspace_->image().on_change({});
  waiting_steps_.clear();
}

void App::start_reading(store::DurableImage::Mode mode) {
  loading_ = true;  // so that what is asked for meanwhile waits too
  if (!workspace_) phase_ = Phase::starting;
  load(mode);
}

// While another tab writes without a pause a reading may fail again and again.
void App::read_later() {
  constexpr double next_reading_ms = 250;
  using Mode = store::DurableImage::Mode;
  const Mode mode = workspace_ ? Mode::whole : Mode::early;
  platform_.window.set_timer(platform::Timer::reading, next_reading_ms,
                             while_alive([this, mode, generation = generation_] {
                               if (generation == generation_) load(mode);
                             }));
}

void App::set_typing(bool typing) {
  if (std::exchange(typing_, typing) == typing) return;
  hold_page();
  platform_.window.wake();
}

// What the image does not know of yet must not be left behind unasked either.
bool App::holds_page() const {
  const bool only_here = unkept_ && asked_to_keep_;
  return waiting_edits_ > 0 || typing_ || link_.has_outstanding() || only_here;
}

void App::hold_page() { save_keeper_.hold(holds_page()); }

void App::frame_drawn() {
  if (phase_ != Phase::working || loading_ || std::exchange(first_screen_noted_, true)) return;
  workspace_->image().first_screen_shown();
  workspace_->image().checkpoint();
}

}  // namespace holdall::app
