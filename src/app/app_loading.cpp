// The app while the rest of its database is still being read.

#include <utility>

#include "app/app.h"

namespace holdall::app {

// While the rest of the database is still coming nothing can be written: what was asked for happens
// as soon as it can. Whether it waits.
bool App::after_loading(std::function<void()> action) {
  if (!loading_) return false;
  waiting_.push_back(std::move(action));
  return true;
}

// The rest of the image is there, or cannot come.
void App::rest_came() {
  store::DurableImage* image = opening_image_ ? opening_image_.get() : shown_or_kept_image();
  if (!loading_ || image == nullptr) return;
  if (image->load_error()) return rest_failed(Error(*image->load_error()));
  if (!image->is_loaded()) return;
  loading_ = false;
  std::vector<std::function<void()>> waiting = std::exchange(waiting_, {});
  if (image->damage().any()) {
    damage_ = image->damage();
    damaged_image_ = std::move(opening_image_);
    if (workspace_) return enter_rescue();
    phase_ = Phase::damaged;
    return;
  }
  if (opening_image_) return adopt(std::move(opening_image_));
  for (const std::function<void()>& action : waiting) {
    if (workspace_) action();
  }
}

void App::rest_failed(const Error& error) {
  let_go();
  // Another tab has written while this one was reading.
  if (error.code != ErrorCode::storage_fenced) return fail_with(error);
  phase_ = Phase::starting;
  load();
}

void App::frame_drawn() {
  if (phase_ != Phase::working || loading_ || std::exchange(first_screen_noted_, true)) return;
  workspace_->image().first_screen_shown();
  workspace_->image().checkpoint();
}

}  // namespace holdall::app
