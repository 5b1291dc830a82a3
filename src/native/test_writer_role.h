#pragma once

#include <functional>
#include <list>
#include <memory>

#include "native/task_owner.h"
#include "platform/storage.h"

namespace holdall::native {

class TestWriterRole;

// What the tabs of one browser share: which of them holds the role and which wait for it, first
// come first served.
struct WriterRoleHub {
  TestWriterRole* holder = nullptr;
  std::list<TestWriterRole*> waiting;
  std::list<TestWriterRole*> standing_by;
};

// The twin of the Web Lock and of the question between tabs. A holder that does not release the
// role within `silence_ms` of being asked loses it.
class TestWriterRole : public platform::WriterRole {
 public:
  static constexpr double silence_ms = 400;
  static constexpr double patience_ms = 5000;

  TestWriterRole(EventLoop& loop, std::shared_ptr<WriterRoleHub> hub);
  ~TestWriterRole() override;
  TestWriterRole(const TestWriterRole&) = delete;
  TestWriterRole& operator=(const TestWriterRole&) = delete;

  void acquire(std::function<void()> granted) override;
  void stand_by(std::function<void()> granted) override;
  void ask_for_patience() override;
  void on_asked(std::function<void()> asked) override { asked_ = std::move(asked); }
  void on_lost(std::function<void()> lost) override { lost_ = std::move(lost); }
  void release() override;

  [[nodiscard]] bool holds() const { return hub_->holder == this; }
  // The role is stolen at this very moment, by nobody in particular.
  void be_robbed();
  // A tab whose event loop hangs: it does not hear that it is asked.
  void set_silent(bool silent) { silent_ = silent; }

 private:
  void ask_holder();
  void steal_after(double delay_ms);
  void take();

  TaskOwner tasks_;
  std::shared_ptr<WriterRoleHub> hub_;
  std::function<void()> granted_;
  std::function<void()> asked_;
  std::function<void()> lost_;
  EventLoop::TimerId patience_ = 0;
  bool silent_ = false;
};

}  // namespace holdall::native
