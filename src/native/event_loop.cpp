#include "native/event_loop.h"

#include <algorithm>

#include "base/assert.h"

namespace holdall::native {

EventLoop::TimerId EventLoop::post_after(double delay_ms, Task task) {
  const TimerId id = ++last_timer_;
  timers_.emplace(clock_.monotonic_ms() + std::max(delay_ms, 0.0), Timer{id, std::move(task)});
  return id;
}

void EventLoop::cancel(TimerId timer) {
  std::erase_if(timers_, [timer](const auto& entry) { return entry.second.id == timer; });
}

bool EventLoop::run_one() {
  if (tasks_.empty()) return false;
  const Task task = std::move(tasks_.front());
  tasks_.pop_front();
  task();
  return true;
}

std::size_t EventLoop::run_until_idle(std::size_t tasks_max) {
  std::size_t count = 0;
  while (run_one()) {
    ++count;
    HOLDALL_ASSERT(count <= tasks_max);
  }
  return count;
}

void EventLoop::advance(double duration_ms) {
  const double until = clock_.monotonic_ms() + duration_ms;
  run_until_idle();
  while (!timers_.empty() && timers_.begin()->first <= until) {
    clock_.advance(std::max(timers_.begin()->first - clock_.monotonic_ms(), 0.0));
    const Task task = std::move(timers_.begin()->second.task);
    timers_.erase(timers_.begin());
    task();
    run_until_idle();
  }
  clock_.advance(std::max(until - clock_.monotonic_ms(), 0.0));
}

}  // namespace holdall::native
