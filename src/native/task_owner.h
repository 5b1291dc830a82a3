#pragma once

#include <memory>
#include <utility>

#include "native/event_loop.h"

namespace holdall::native {

// Posts tasks that are dropped if the owner has gone by the time their turn comes: a page that was
// closed hears nothing any more, while the loop goes on for the other tabs.
class TaskOwner {
 public:
  explicit TaskOwner(EventLoop& loop) : loop_(loop) {}
  TaskOwner(const TaskOwner&) = delete;
  TaskOwner& operator=(const TaskOwner&) = delete;

  void post(EventLoop::Task task) { loop_.post(owned(std::move(task))); }
  EventLoop::TimerId post_after(double delay_ms, EventLoop::Task task) {
    return loop_.post_after(delay_ms, owned(std::move(task)));
  }
  void cancel(EventLoop::TimerId timer) { loop_.cancel(timer); }

 private:
  [[nodiscard]] EventLoop::Task owned(EventLoop::Task task) const {
    return [life = std::weak_ptr<char>(life_), task = std::move(task)] {
      if (!life.expired()) task();
    };
  }

  EventLoop& loop_;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace holdall::native
