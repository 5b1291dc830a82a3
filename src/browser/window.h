#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "platform/window.h"

namespace holdall::browser {

// The page, through web/window.js. There is one per page.
class BrowserWindow final : public platform::Window {
 public:
  BrowserWindow();
  ~BrowserWindow() override;
  BrowserWindow(const BrowserWindow&) = delete;
  BrowserWindow& operator=(const BrowserWindow&) = delete;

  [[nodiscard]] platform::WindowState state() const override;
  void wake() override;
  void wake_after(double delay_ms) override;
  void set_title(const std::string& title) override;
  void set_language(const std::string& tag) override;
  [[nodiscard]] std::string preferred_languages() const override;
  [[nodiscard]] std::string fragment() const override;
  void set_fragment(const std::string& fragment) override;
  void replace_fragment(const std::string& fragment) override;
  [[nodiscard]] std::string address() const override;
  [[nodiscard]] bool has_query(const std::string& name) const override;
  void reload() override;
  void copy(const std::string& text, std::function<void(bool copied)> done) override;
  void open_space(const std::string& name) override;
  void open_demo() override;
  void set_timer(platform::Timer timer, double delay_ms, std::function<void()> task) override;
  void warn_before_leaving(bool warns) override;
  void set_cursor(const std::string& name) override;
  [[nodiscard]] std::string setting(const std::string& name) const override;
  void set_setting(const std::string& name, const std::string& value) override;
  void on_update_ready(std::function<void()> ready) override;
  void activate_update() override;
  void on_replaced(std::function<void()> replaced) override;
  void defer(std::function<void()> task) override;

  // What the page calls.
  void run_task();
  void run_timer(std::size_t timer);
  void copied(std::uint32_t request, bool copied);
  void update_ready();
  void replaced() const;

 private:
  std::string cursor_;
  std::deque<std::function<void()>> tasks_;
  std::array<std::function<void()>, 4> timers_;  // by platform::Timer
  std::function<void(bool)> copied_;
  std::uint32_t copy_request_ = 0;  // the last one
  std::function<void()> update_ready_;
  std::function<void()> replaced_;
  bool update_waits_ = false;
};

}  // namespace holdall::browser
