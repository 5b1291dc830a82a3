#include "browser/platform.h"

#include <emscripten.h>

#include <utility>

#include "base/assert.h"
#include "browser/text_from_page.h"

namespace holdall::browser {

namespace {

BrowserPlatform* current = nullptr;

EM_JS(void, wake_for_event_js, (), { Module.holdall.window.wakeForEvent(); });
EM_JS(void, first_frame_drawn_js, (), { Module.holdall.firstFrameDrawn(); });
EM_JS(std::size_t, asset_size_js, (const char* name, std::size_t name_size), {
  const host = Module.holdall;
  return host.assetSize(host.bridge.textAt(name, name_size));
});
EM_JS(void, take_asset_js, (const char* name, std::size_t name_size, std::uint8_t* bytes), {
  const host = Module.holdall;
  host.takeAsset(host.bridge.textAt(name, name_size), bytes);
});
EM_JS(void, set_theme_js, (const char* text, std::size_t size), {
  const host = Module.holdall;
  host.setTheme(host.bridge.textAt(text, size));
});
EM_JS(void, show_save_state_js, (const char* text, std::size_t size), {
  const host = Module.holdall;
  host.showSaveState(host.bridge.textAt(text, size));
});
EM_JS(void, show_no_graphics_js, (const char* detail, std::size_t size), {
  const host = Module.holdall;
  host.fail('no_webgl', host.bridge.textAt(detail, size));
});

}  // namespace

BrowserPlatform::BrowserPlatform() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

BrowserPlatform::~BrowserPlatform() { current = nullptr; }

platform::Platform BrowserPlatform::platform() {
  return {.clock = clock_,
          .randomness = randomness_,
          .storage = storage_,
          .writer_role = writer_role_,
          .tab_channel = tab_channel_,
          .files = files_,
          .window = window_,
          .places = places_};
}

Bytes BrowserPlatform::take_asset(std::string_view name) const {
  Bytes bytes(asset_size_js(name.data(), name.size()));
  if (!bytes.empty()) take_asset_js(name.data(), name.size(), bytes.data());
  return bytes;
}

void BrowserPlatform::set_theme(const std::string& theme) {
  if (theme == theme_) return;
  theme_ = theme;
  set_theme_js(theme.data(), theme.size());
}

void BrowserPlatform::show_save_state(const std::string& state) {
  show_save_state_js(state.data(), state.size());
}

void BrowserPlatform::show_no_graphics(const std::string& detail) {
  show_no_graphics_js(detail.data(), detail.size());
}

void BrowserPlatform::push(platform::Event event) {
  events_.push(std::move(event));
  wake_for_event_js();
}

bool BrowserPlatform::draw_frame() {
  const bool drawn = frame_ && frame_();
  if (drawn && !has_drawn_) {
    has_drawn_ = true;
    first_frame_drawn_js();
  }
  return drawn;
}

extern "C" {

EMSCRIPTEN_KEEPALIVE int holdall_frame() {
  return current != nullptr && current->draw_frame() ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE void holdall_pointer(int phase, int kind, std::int32_t pointer, float x,
                                          float y, std::uint32_t buttons, double time_ms) {
  if (current == nullptr) return;
  current->push(platform::PointerEvent{.phase = static_cast<platform::PointerPhase>(phase),
                                       .kind = static_cast<platform::PointerKind>(kind),
                                       .pointer = pointer,
                                       .x = x,
                                       .y = y,
                                       .buttons = buttons,
                                       .time_ms = time_ms});
}

EMSCRIPTEN_KEEPALIVE void holdall_wheel(float x, float y, float delta_x, float delta_y) {
  if (current == nullptr) return;
  current->push(platform::WheelEvent{.x = x, .y = y, .delta_x = delta_x, .delta_y = delta_y});
}

// `flags`: bit 0 control, 1 shift, 2 alt, 3 repeat.
EMSCRIPTEN_KEEPALIVE void holdall_key(int key, char* text, std::size_t text_size, unsigned flags,
                                      std::uint32_t focus) {
  std::string typed = take_text(text, text_size);
  if (current == nullptr) return;
  current->push(platform::KeyEvent{.key = static_cast<platform::Key>(key),
                                   .text = std::move(typed),
                                   .control = (flags & 1U) != 0,
                                   .shift = (flags & 2U) != 0,
                                   .alt = (flags & 4U) != 0,
                                   .repeat = (flags & 8U) != 0,
                                   .focus = focus});
}

EMSCRIPTEN_KEEPALIVE void holdall_semantics(int action, std::uint32_t id, char* text,
                                            std::size_t text_size) {
  std::string value = take_text(text, text_size);
  if (current == nullptr) return;
  current->push(platform::SemanticsEvent{.action = static_cast<platform::SemanticsAction>(action),
                                         .id = id,
                                         .text = std::move(value)});
}

EMSCRIPTEN_KEEPALIVE void holdall_file_hover(int over) {
  if (current != nullptr) current->push(platform::FileHoverEvent{.over = over != 0});
}

EMSCRIPTEN_KEEPALIVE void holdall_navigation(char* text, std::size_t text_size) {
  std::string fragment = take_text(text, text_size);
  if (current != nullptr) current->push(platform::NavigationEvent{.fragment = std::move(fragment)});
}

EMSCRIPTEN_KEEPALIVE void holdall_resumed() {
  if (current != nullptr) current->push(platform::ResumeEvent{});
}

EMSCRIPTEN_KEEPALIVE void holdall_visibility(int visible) {
  if (current != nullptr) current->push(platform::VisibilityEvent{.visible = visible != 0});
}

}  // extern "C"

}  // namespace holdall::browser
