#include "native/test_writer_role.h"

#include <utility>

namespace holdall::native {

TestWriterRole::TestWriterRole(EventLoop& loop, std::shared_ptr<WriterRoleHub> hub)
    : tasks_(loop), hub_(std::move(hub)) {}

TestWriterRole::~TestWriterRole() {
  tasks_.cancel(patience_);
  hub_->waiting.remove(this);
  hub_->standing_by.remove(this);
  TestWriterRole::release();
}

void TestWriterRole::acquire(std::function<void()> granted) {
  granted_ = std::move(granted);
  hub_->standing_by.remove(this);
  tasks_.post([this] {
    if (hub_->holder == nullptr || hub_->holder == this) return take();
    hub_->waiting.push_back(this);
    ask_holder();
  });
}

void TestWriterRole::stand_by(std::function<void()> granted) {
  granted_ = std::move(granted);
  tasks_.post([this] {
    if (hub_->holder == nullptr) return take();
    hub_->standing_by.push_back(this);
  });
}

void TestWriterRole::ask_for_patience() {
  for (TestWriterRole* waiting : hub_->waiting) waiting->steal_after(patience_ms);
}

void TestWriterRole::ask_holder() {
  TestWriterRole* holder = hub_->holder;
  if (!holder->silent_) {
    holder->tasks_.post([holder] {
      if (holder->holds() && holder->asked_) holder->asked_();
    });
  }
  steal_after(silence_ms);
}

void TestWriterRole::steal_after(double delay_ms) {
  tasks_.cancel(patience_);
  patience_ = tasks_.post_after(delay_ms, [this] {
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
  hub_->standing_by.remove(this);
  if (!holds()) return;
  hub_->holder = nullptr;
  auto& queue = hub_->waiting.empty() ? hub_->standing_by : hub_->waiting;
  if (queue.empty()) return;
  TestWriterRole* next = queue.front();
  queue.pop_front();
  hub_->holder = next;
  tasks_.cancel(next->patience_);
  next->tasks_.post([next] { next->take(); });
}

}  // namespace holdall::native
