#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "browser/clock.h"
#include "browser/files.h"
#include "browser/gl_context.h"
#include "browser/glyphs.h"
#include "browser/mirror.h"
#include "browser/places.h"
#include "browser/randomness.h"
#include "browser/storage.h"
#include "browser/tab_channel.h"
#include "browser/window.h"
#include "browser/writer_role.h"
#include "platform/platform.h"

namespace holdall::browser {

// Everything that the browser gives the program. There is one per page, and it outlives everything
// else.
class BrowserPlatform {
 public:
  BrowserPlatform();
  ~BrowserPlatform();
  BrowserPlatform(const BrowserPlatform&) = delete;
  BrowserPlatform& operator=(const BrowserPlatform&) = delete;

  [[nodiscard]] platform::Platform platform();
  [[nodiscard]] platform::EventQueue& events() { return events_; }
  [[nodiscard]] platform::SemanticsMirror& mirror() { return mirror_; }
  [[nodiscard]] platform::GlyphSource& glyphs() { return glyphs_; }
  [[nodiscard]] GlContext& graphics() { return graphics_; }

  // `frame` is called once for each frame asked for, and in a hidden tab for events
  // (state().visible is false then). It returns whether it drew. The first drawn frame takes the
  // start screen away.
  void on_frame(std::function<bool()> frame) { frame_ = std::move(frame); }

  // A file that the page loaded at the start, by the name it had in the build's assets, e.g.
  // "inter-regular.otf". Empty if there is none, or if it was taken before.
  [[nodiscard]] Bytes take_asset(std::string_view name) const;
  // "dark", "light", or "" for the system's preference: colours the text of the editors and the
  // page.
  void set_theme(const std::string& theme);
  // For tests and benches, as window.holdall.saveState.
  void show_save_state(const std::string& state);
  // Covers the page with the message that nothing can be drawn (no_webgl of web/start_texts.js);
  // the program should do nothing more.
  void show_no_graphics(const std::string& detail);

  // What the page calls.
  void push(platform::Event event);
  bool draw_frame();

 private:
  platform::EventQueue events_;
  BrowserClock clock_;
  BrowserRandomness randomness_;
  BrowserStorage storage_;
  BrowserWriterRole writer_role_;
  BrowserTabChannel tab_channel_;
  BrowserFiles files_;
  BrowserWindow window_;
  BrowserPlaces places_;
  BrowserMirror mirror_;
  BrowserGlyphs glyphs_;
  GlContext graphics_;
  std::function<bool()> frame_;
  std::string theme_;
  bool has_drawn_ = false;
};

[[nodiscard]] inline std::unique_ptr<BrowserPlatform> make_platform() {
  return std::make_unique<BrowserPlatform>();
}

}  // namespace holdall::browser
