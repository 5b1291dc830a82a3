#include "app/save_keeper.h"

#include <algorithm>
#include <utility>

namespace holdall::app {

SaveKeeper::~SaveKeeper() { watch(nullptr); }

void SaveKeeper::watch(store::DurableImage* image) {
  image_ = image;
  changed();
}

void SaveKeeper::changed() {
  const bool warns = held_ || (image_ != nullptr && image_->has_unstored());
  if (std::exchange(warns_, warns) != warns) platform_.window.warn_before_leaving(warns);
  if (image_ != nullptr && image_->save_state() == store::SaveState::not_saved) {
    schedule();
  } else {
    unschedule();
  }
}

void SaveKeeper::hold(bool held) {
  held_ = held;
  changed();
}

// Half of the delay is random, so that tabs that failed together do not come back together.
void SaveKeeper::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  const double delay_ms = std::min(
      longest_delay_ms, first_delay_ms * static_cast<double>(1U << std::min(failures_, 6)));
  const double random = static_cast<double>(platform_.randomness.next_u32()) / 4294967296.0;
  ++failures_;
  const double wait_ms = delay_ms * (0.5 + random / 2);
  platform_.window.set_timer(platform::Timer::saving, wait_ms, [this] {
    scheduled_ = false;
    if (image_ != nullptr) image_->retry();
  });
}

void SaveKeeper::unschedule() {
  failures_ = 0;
  if (std::exchange(scheduled_, false)) platform_.window.set_timer(platform::Timer::saving, -1, {});
}

void SaveKeeper::try_now() {
  if (image_ == nullptr || image_->save_state() != store::SaveState::not_saved) return;
  unschedule();
  image_->retry();
}

}  // namespace holdall::app
