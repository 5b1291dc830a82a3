#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>

#include "native/settable_clock.h"

namespace holdall::native {

// What a browser's event loop is for the platform's twins: nothing calls back from within a call,
// everything from here, in the order in which it was posted. Timers follow the clock, which only
// tests move.
class EventLoop {
 public:
  explicit EventLoop(SettableClock& clock) : clock_(clock) {}
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  using Task = std::function<void()>;
  using TimerId = std::uint64_t;

  void post(Task task) { tasks_.push_back(std::move(task)); }
  TimerId post_after(double delay_ms, Task task);
  void cancel(TimerId timer);

  // Runs the oldest task. False if there is none.
  bool run_one();
  // Runs tasks, also those that they post, until none is left; fails an assertion after
  // `tasks_max`, because something then posts itself for ever. The number of tasks run.
  std::size_t run_until_idle(std::size_t tasks_max = 10'000'000);
  // Moves the clock on, runs the timers that fall due in their order, each followed by the tasks it
  // posted.
  void advance(double duration_ms);

  [[nodiscard]] std::size_t waiting_tasks() const { return tasks_.size(); }
  [[nodiscard]] std::size_t waiting_timers() const { return timers_.size(); }

 private:
  struct Timer {
    TimerId id;
    Task task;
  };

  SettableClock& clock_;
  std::deque<Task> tasks_;
  std::multimap<double, Timer> timers_;  // by the monotonic time when they fall due
  TimerId last_timer_ = 0;
};

}  // namespace holdall::native
