#include "native/test_window.h"

#include <utility>

namespace holdall::native {

void TestWindow::wake() {
  ++wakes_;
  frame_wanted_ = true;
}

void TestWindow::wake_after(double delay_ms) {
  if (timer_ != 0) tasks_.cancel(std::exchange(timer_, 0));
  if (delay_ms < 0) return;
  timer_ = tasks_.post_after(delay_ms, [this] {
    timer_ = 0;
    wake();
  });
}

void TestWindow::set_timer(platform::Timer timer, double delay_ms, std::function<void()> task) {
  const auto running = task_timers_.find(timer);
  if (running != task_timers_.end()) {
    tasks_.cancel(running->second);
    task_timers_.erase(running);
  }
  if (delay_ms < 0) return;
  task_timers_[timer] = tasks_.post_after(delay_ms, [this, timer, task = std::move(task)] {
    task_timers_.erase(timer);
    task();
  });
}

void TestWindow::open_space(const std::string& name) {
  settings["space"] = name;
  ++reloads_;
}

bool TestWindow::take_frame() { return std::exchange(frame_wanted_, false); }

void TestWindow::set_fragment(const std::string& fragment) {
  if (history_.back() != fragment) history_.push_back(fragment);
}

void TestWindow::go_back() {
  if (history_.size() < 2) return;
  history_.pop_back();
  events_.push(platform::NavigationEvent{history_.back()});
  wake();
}

void TestWindow::set_visible(bool visible) {
  look.visible = visible;
  events_.push(platform::VisibilityEvent{visible});
  wake();
}

std::string TestWindow::setting(const std::string& name) const {
  const auto found = settings.find(name);
  return found == settings.end() ? std::string() : found->second;
}

}  // namespace holdall::native
