#pragma once

#include "platform/storage.h"

namespace holdall::browser {

// A Web Lock, through web/writer_role.js. There is one per page.
class BrowserWriterRole final : public platform::WriterRole {
 public:
  BrowserWriterRole();
  ~BrowserWriterRole() override;
  BrowserWriterRole(const BrowserWriterRole&) = delete;
  BrowserWriterRole& operator=(const BrowserWriterRole&) = delete;

  void acquire(std::function<void()> granted) override;
  void on_asked(std::function<void()> asked) override { asked_ = std::move(asked); }
  void on_lost(std::function<void()> lost) override { lost_ = std::move(lost); }
  void stand_by(std::function<void()> granted) override;
  void ask_for_patience() override;
  void release() override;

  enum class Notice { granted = 0, asked = 1, lost = 2 };
  void notice(Notice what);

 private:
  std::function<void()> granted_;
  std::function<void()> asked_;
  std::function<void()> lost_;
};

}  // namespace holdall::browser
