#include "native/test_writer_role.h"

#include <utility>

namespace holdall::native {

TestWriterRole::TestWriterRole(EventLoop& loop, std::shared_ptr<WriterRoleHub> hub)
    : tasks_(loop), hub_(std::move(hub)) {}

TestWriterRole::~TestWriterRole() {
  tasks_.cancel(patience_);
  hub_->waiting.remove(this);
  TestWriterRole::release();
}

void TestWriterRole::acquire(std::function<void()> granted) {
  granted_ = std::move(granted);
  tasks_.post([this] {
    if (hub_->holder == nullptr || hub_->holder == this) return take();
    hub_->waiting.push_back(this);
    ask_holder();
  });
}

void TestWriterRole::ask_holder() {
  tasks_.cancel(patience_);
  TestWriterRole* holder = hub_->holder;
  if (!holder->silent_) {
    holder->tasks_.post([holder] {
      if (holder->holds() && holder->asked_) holder->asked_();
    });
  }
  patience_ = tasks_.post_after(silence_ms, [this] {
    TestWriterRole* silent = std::exchange(hub_->holder, nullptr);
    hub_->waiting.remove(this);
    take();
    if (silent == nullptr || silent == this) return;
    silent->tasks_.post([silent] {
      if (silent->lost_) silent->lost_();
    });
  });
}

void TestWriterRole::take() {
  tasks_.cancel(patience_);
  hub_->holder = this;
  for (TestWriterRole* waiting : hub_->waiting) waiting->ask_holder();
  const std::function<void()> granted = std::exchange(granted_, nullptr);
  if (granted) granted();
}

void TestWriterRole::be_robbed() {
  if (!holds()) return;
  hub_->holder = nullptr;
  if (lost_) lost_();
}

void TestWriterRole::release() {
  if (!holds()) return;
  hub_->holder = nullptr;
  if (hub_->waiting.empty()) return;
  TestWriterRole* next = hub_->waiting.front();
  hub_->waiting.pop_front();
  hub_->holder = next;
  tasks_.cancel(next->patience_);
  next->tasks_.post([next] { next->take(); });
}

}  // namespace holdall::native
