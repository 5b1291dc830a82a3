#pragma once

#include <functional>
#include <list>
#include <memory>

#include "native/task_owner.h"
#include "platform/tab_channel.h"

namespace holdall::native {

class TestTabChannel;

// The tabs of one browser that hear one another.
struct TabChannelHub {
  std::list<TestTabChannel*> tabs;
};

// The twin of a BroadcastChannel.
class TestTabChannel : public platform::TabChannel {
 public:
  TestTabChannel(EventLoop& loop, std::shared_ptr<TabChannelHub> hub);
  ~TestTabChannel() override;
  TestTabChannel(const TestTabChannel&) = delete;
  TestTabChannel& operator=(const TestTabChannel&) = delete;

  [[nodiscard]] bool available() const override { return available_; }
  void post(Bytes message) override;
  void on_message(std::function<void(Bytes)> heard) override { heard_ = std::move(heard); }

  // A browser without such channels.
  void set_available(bool available) { available_ = available; }
  // From then on nothing that others say arrives here.
  void set_deaf(bool deaf) { deaf_ = deaf; }

 private:
  TaskOwner tasks_;
  std::shared_ptr<TabChannelHub> hub_;
  std::function<void(Bytes)> heard_;
  bool available_ = true;
  bool deaf_ = false;
};

}  // namespace holdall::native
