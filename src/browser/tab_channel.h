#pragma once

#include "platform/tab_channel.h"

namespace holdall::browser {

// A BroadcastChannel, through web/tab_channel.js. There is one per page.
class BrowserTabChannel final : public platform::TabChannel {
 public:
  BrowserTabChannel();
  ~BrowserTabChannel() override;
  BrowserTabChannel(const BrowserTabChannel&) = delete;
  BrowserTabChannel& operator=(const BrowserTabChannel&) = delete;

  [[nodiscard]] bool available() const override;
  void post(Bytes message) override;
  void on_message(std::function<void(Bytes)> heard) override { heard_ = std::move(heard); }

  // What the page calls: the bytes are to be copied to the address that is returned (null: there is
  // no memory), then heard() tells of them.
  [[nodiscard]] std::uint8_t* reserve(std::size_t size);
  void heard();

 private:
  std::function<void(Bytes)> heard_;
  Bytes message_;
};

}  // namespace holdall::browser
