#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "native/task_owner.h"
#include "platform/events.h"
#include "platform/window.h"

namespace holdall::native {

// A window without pixels. It records what the app asks of it; the test changes `look` and draws
// frames by hand.
class TestWindow : public platform::Window {
 public:
  TestWindow(EventLoop& loop, platform::EventQueue& events) : tasks_(loop), events_(events) {}

  [[nodiscard]] platform::WindowState state() const override { return look; }
  void wake() override;
  void wake_after(double delay_ms) override;
  void set_title(const std::string& title) override { title_ = title; }
  void set_language(const std::string& tag) override { language_ = tag; }
  [[nodiscard]] std::string preferred_languages() const override { return languages; }
  [[nodiscard]] std::string fragment() const override { return history_.back(); }
  void set_fragment(const std::string& fragment) override;
  void replace_fragment(const std::string& fragment) override { history_.back() = fragment; }
  [[nodiscard]] bool has_query(const std::string& name) const override {
    return query.contains(name);
  }
  [[nodiscard]] std::string address() const override { return "https://holdall.test/app/"; }
  void copy(const std::string& text, std::function<void(bool copied)> done) override {
    copied_ = text;
    tasks_.post([done = std::move(done)] { done(true); });
  }
  void reload() override { ++reloads_; }
  void open_space(const std::string& name) override;
  void open_demo() override { query.insert("demo"); }
  void set_timer(platform::Timer timer, double delay_ms, std::function<void()> task) override;
  void warn_before_leaving(bool warns) override { warns_ = warns; }
  void on_update_ready(std::function<void()> ready) override { update_ready_ = std::move(ready); }
  void activate_update() override { ++updates_; }
  void on_replaced(std::function<void()> replaced) override { replaced_ = std::move(replaced); }
  void set_cursor(const std::string& name) override { cursor_ = name; }
  [[nodiscard]] std::string setting(const std::string& name) const override;
  void set_setting(const std::string& name, const std::string& value) override {
    settings[name] = value;
  }
  void defer(std::function<void()> task) override { tasks_.post(std::move(task)); }

  // What the test decides.
  platform::WindowState look{.width = 1280, .height = 800};
  std::string languages = "en";
  std::set<std::string> query;
  std::map<std::string, std::string> settings;
  void set_visible(bool visible);
  void go_back();
  void offer_update() {
    if (update_ready_) update_ready_();
  }

  // What the app did.
  // Whether a frame was asked for since the last call.
  [[nodiscard]] bool take_frame();
  [[nodiscard]] std::uint64_t wakes() const { return wakes_; }
  [[nodiscard]] bool has_timer() const { return timer_ != 0; }
  // A new version was let in.
  void replace() {
    if (replaced_) replaced_();
  }
  [[nodiscard]] bool has_task_timer() const { return !task_timers_.empty(); }
  [[nodiscard]] bool warns() const { return warns_; }
  [[nodiscard]] std::uint64_t updates() const { return updates_; }
  [[nodiscard]] const std::string& title() const { return title_; }
  [[nodiscard]] const std::string& language() const { return language_; }
  [[nodiscard]] const std::string& cursor() const { return cursor_; }
  [[nodiscard]] const std::vector<std::string>& history() const { return history_; }
  [[nodiscard]] const std::string& copied() const { return copied_; }
  [[nodiscard]] std::uint64_t reloads() const { return reloads_; }

 private:
  TaskOwner tasks_;
  platform::EventQueue& events_;
  std::vector<std::string> history_{""};
  std::string title_;
  std::string language_;
  std::string copied_;
  std::string cursor_ = "default";
  EventLoop::TimerId timer_ = 0;
  std::map<platform::Timer, EventLoop::TimerId> task_timers_;
  std::function<void()> update_ready_;
  std::function<void()> replaced_;
  std::uint64_t updates_ = 0;
  bool warns_ = false;
  std::uint64_t wakes_ = 0;
  std::uint64_t reloads_ = 0;
  bool frame_wanted_ = false;
};

}  // namespace holdall::native
