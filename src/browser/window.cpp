#include "browser/window.h"

#include <emscripten.h>

#include <utility>

#include "base/assert.h"
#include "browser/text_from_page.h"

namespace holdall::browser {

namespace {

BrowserWindow* current = nullptr;

EM_JS(void, write_state_js, (float* floats), { Module.holdall.window.writeState(floats); });
EM_JS(void, wake_js, (), { Module.holdall.window.wake(); });
EM_JS(void, wake_after_js, (double delay_ms), { Module.holdall.window.wakeAfter(delay_ms); });
EM_JS(void, ask_task_js, (), { Module.holdall.window.askTask(); });
EM_JS(void, reload_js, (), { Module.holdall.window.reload(); });
EM_JS(void, set_timer_js, (int timer, double delay_ms),
      { Module.holdall.window.setTimer(timer, delay_ms); });
EM_JS(void, warn_js, (bool warns), { Module.holdall.window.warnBeforeLeaving(Boolean(warns)); });
EM_JS(void, open_space_js, (const char* text, std::size_t size), {
  const host = Module.holdall;
  host.openSpace(host.bridge.textAt(text, size));
});
EM_JS(void, open_demo_js, (), { Module.holdall.window.openDemo(); });
EM_JS(void, activate_update_js, (), { Module.holdall.updates.activate(); });

EM_JS(void, set_title_js, (const char* text, std::size_t size), {
  const host = Module.holdall;
  host.window.setTitle(host.bridge.textAt(text, size));
});
EM_JS(void, set_language_js, (const char* text, std::size_t size), {
  const host = Module.holdall;
  host.window.setLanguage(host.bridge.textAt(text, size));
});
EM_JS(void, set_fragment_js, (const char* text, std::size_t size, bool replaces), {
  const host = Module.holdall;
  host.window.setFragment(host.bridge.textAt(text, size), Boolean(replaces));
});
EM_JS(void, set_cursor_js, (const char* text, std::size_t size), {
  const host = Module.holdall;
  host.window.setCursor(host.bridge.textAt(text, size));
});
EM_JS(std::uint8_t*, languages_js, (), {
  const host = Module.holdall;
  return host.bridge.giveText(host.window.preferredLanguages());
});
EM_JS(std::uint8_t*, fragment_js, (), {
  const host = Module.holdall;
  return host.bridge.giveText(host.window.fragment());
});
EM_JS(std::uint8_t*, address_js, (), {
  const host = Module.holdall;
  return host.bridge.giveText(host.window.address());
});
EM_JS(void, copy_js, (const char* text, std::size_t size, std::uint32_t request), {
  const host = Module.holdall;
  host.window.copy(host.bridge.textAt(text, size), request);
});
EM_JS(bool, has_query_js, (const char* name, std::size_t size), {
  const host = Module.holdall;
  return host.window.hasQuery(host.bridge.textAt(name, size));
});
EM_JS(std::uint8_t*, setting_js, (const char* name, std::size_t size), {
  const host = Module.holdall;
  return host.bridge.giveText(host.readSetting(host.bridge.textAt(name, size)));
});
EM_JS(void, set_setting_js,
      (const char* name, std::size_t name_size, const char* value, std::size_t value_size), {
        const host = Module.holdall;
        host.writeSetting(host.bridge.textAt(name, name_size),
                          host.bridge.textAt(value, value_size));
      });

}  // namespace

BrowserWindow::BrowserWindow() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

BrowserWindow::~BrowserWindow() { current = nullptr; }

platform::WindowState BrowserWindow::state() const {
  float values[12] = {};
  write_state_js(values);
  return {.width = values[0],
          .height = values[1],
          .pixel_ratio = values[2],
          .inset_top = values[3],
          .inset_bottom = values[4],
          .inset_left = values[5],
          .inset_right = values[6],
          .dark = values[7] != 0,
          .reduced_motion = values[8] != 0,
          .coarse_pointer = values[9] != 0,
          .visible = values[10] != 0};
}

void BrowserWindow::wake() { wake_js(); }

void BrowserWindow::wake_after(double delay_ms) { wake_after_js(delay_ms); }

void BrowserWindow::set_title(const std::string& title) {
  set_title_js(title.data(), title.size());
}

void BrowserWindow::set_language(const std::string& tag) {
  set_language_js(tag.data(), tag.size());
}

std::string BrowserWindow::preferred_languages() const { return take_given_text(languages_js()); }

std::string BrowserWindow::fragment() const { return take_given_text(fragment_js()); }

void BrowserWindow::set_fragment(const std::string& fragment) {
  set_fragment_js(fragment.data(), fragment.size(), false);
}

void BrowserWindow::replace_fragment(const std::string& fragment) {
  set_fragment_js(fragment.data(), fragment.size(), true);
}

bool BrowserWindow::has_query(const std::string& name) const {
  return has_query_js(name.data(), name.size());
}

std::string BrowserWindow::address() const { return take_given_text(address_js()); }

void BrowserWindow::copy(const std::string& text, std::function<void(bool copied)> done) {
  copied_ = std::move(done);
  copy_js(text.data(), text.size(), ++copy_request_);
}

void BrowserWindow::copied(std::uint32_t request, bool copied) {
  if (request != copy_request_) return;
  if (const auto done = std::exchange(copied_, nullptr)) done(copied);
}

void BrowserWindow::reload() { reload_js(); }

void BrowserWindow::open_space(const std::string& name) { open_space_js(name.data(), name.size()); }

void BrowserWindow::open_demo() { open_demo_js(); }

void BrowserWindow::set_timer(platform::Timer timer, double delay_ms, std::function<void()> task) {
  timers_[static_cast<std::size_t>(timer)] = std::move(task);
  set_timer_js(static_cast<int>(timer), delay_ms);
}

void BrowserWindow::run_timer(std::size_t timer) {
  if (const auto task = std::exchange(timers_.at(timer), nullptr)) task();
}

void BrowserWindow::warn_before_leaving(bool warns) { warn_js(warns); }

void BrowserWindow::set_cursor(const std::string& name) {
  if (name == cursor_) return;
  cursor_ = name;
  set_cursor_js(name.data(), name.size());
}

std::string BrowserWindow::setting(const std::string& name) const {
  return take_given_text(setting_js(name.data(), name.size()));
}

void BrowserWindow::set_setting(const std::string& name, const std::string& value) {
  set_setting_js(name.data(), name.size(), value.data(), value.size());
}

void BrowserWindow::on_update_ready(std::function<void()> ready) {
  update_ready_ = std::move(ready);
  // It may have been found while the app was starting.
  if (update_waits_) defer([this] { update_ready(); });
}

void BrowserWindow::on_replaced(std::function<void()> replaced) { replaced_ = std::move(replaced); }

void BrowserWindow::replaced() const {
  if (replaced_) replaced_();
}

void BrowserWindow::activate_update() { activate_update_js(); }

void BrowserWindow::defer(std::function<void()> task) {
  tasks_.push_back(std::move(task));
  ask_task_js();
}

void BrowserWindow::run_task() {
  // One at a time: between two tasks the browser lets input and a frame through.
  if (tasks_.empty()) return;
  const std::function<void()> task = std::move(tasks_.front());
  tasks_.pop_front();
  if (!tasks_.empty()) ask_task_js();
  task();
}

void BrowserWindow::update_ready() {
  update_waits_ = true;
  if (update_ready_) update_ready_();
}

extern "C" {

EMSCRIPTEN_KEEPALIVE void holdall_task() {
  if (current != nullptr) current->run_task();
}

EMSCRIPTEN_KEEPALIVE void holdall_timer(int timer) {
  if (current != nullptr) current->run_timer(static_cast<std::size_t>(timer));
}

EMSCRIPTEN_KEEPALIVE void holdall_copied(std::uint32_t request, int copied) {
  if (current != nullptr) current->copied(request, copied != 0);
}

EMSCRIPTEN_KEEPALIVE void holdall_replaced() {
  if (current != nullptr) current->replaced();
}

EMSCRIPTEN_KEEPALIVE void holdall_update_ready() {
  if (current != nullptr) current->update_ready();
}

}  // extern "C"

}  // namespace holdall::browser
