// The app in a page: wiring and the frame scheduler.
#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/app.h"
#include "browser/platform.h"
#include "render/gl_renderer.h"
#include "screens/main_screen.h"
#include "ui/ui.h"

namespace {

using namespace holdall;

constexpr std::string_view save_state_name(store::SaveState state) {
  switch (state) {
    case store::SaveState::saved:
      return "saved";
    case store::SaveState::saving:
      return "saving";
    case store::SaveState::not_saved:
      return "not saved";
    case store::SaveState::fenced:
      return "fenced";
  }
  return "";
}

bool is_committed_text(const platform::Event& event) {
  const auto* semantics = std::get_if<platform::SemanticsEvent>(&event);
  return semantics != nullptr && semantics->action == platform::SemanticsAction::committed;
}

// The fonts' files, kept because the atlas draws further glyphs from them at any time.
struct Fonts {
  explicit Fonts(const browser::BrowserPlatform& page)
      : regular(page.take_asset("inter-regular.otf")),
        semibold(page.take_asset("inter-semibold.otf")),
        icons(page.take_asset("icons.ttf")) {}

  [[nodiscard]] ui::FontBytes bytes(platform::GlyphSource& others) const {
    return {regular, semibold, icons, &others};
  }

  Bytes regular;
  Bytes semibold;
  Bytes icons;
};

// Everything that draws; made once the page has a WebGL context.
struct Screen {
  Screen(browser::BrowserPlatform& page, app::App& app, const Fonts& fonts)
      : ui(renderer, page.mirror(), fonts.bytes(page.glyphs())), main(app, ui) {}

  render::GlRenderer renderer;
  ui::Ui ui;
  screens::MainScreen main;
};

class Program {
 public:
  explicit Program(browser::BrowserPlatform& page)
      : page_(page),
        platform_(page.platform()),
        fonts_(page),
        app_(platform_, app::AppOptions{.demo = platform_.window.has_query("demo")}) {}

  void start() {
    if (!page_.graphics().create()) {
      page_.show_no_graphics("");
      return;
    }
    screen_ = std::make_unique<Screen>(page_, app_, fonts_);
    if (!screen_->renderer.rebuild()) {
      page_.show_no_graphics("shaders");
      return;
    }
    page_.graphics().on_restored([this] {
      if (screen_->renderer.rebuild()) screen_->ui.rebuild_textures();
      platform_.window.wake();
    });
    page_.on_frame([this] { return frame(); });
    app_.start();
    platform_.window.wake();
  }

 private:
  // Takes what happened, draws, and asks for the next frame only if something moves.
  bool frame() {
    const std::vector<platform::Event> events = page_.events().take();
    if (!page_.events().empty()) platform_.window.wake();
    app_.handle(events);
    show_save_state();
    const platform::WindowState window = platform_.window.state();
    // A hidden tab draws nothing, unless a text that was being typed must reach its field: the page
    // commits it before the tab goes to the background or hands its role over.
    if (!window.visible && !std::ranges::any_of(events, is_committed_text)) return false;
    if (!page_.graphics().alive()) return false;
    if (start_screen_stands()) return false;
    page_.graphics().fit_canvas();
    screen_->ui.begin_frame(window, events, platform_.clock.monotonic_ms());
    screen_->main.draw();
    show_save_state();  // it may have taken an edit
    app_.frame_drawn();
    const ui::FrameResult result = screen_->ui.end_frame();
    platform_.window.set_cursor(std::string(result.cursor));
    platform_.window.wake_after(result.again_in_ms);
    if (result.again) platform_.window.wake();
    return true;
  }

  // Until the database is there the page's own start screen says all that there is to say, and a
  // first frame without the board would only hold up the one with it: where the processor draws, it
  // takes longer than the reading. Not for ever, because the app may have more to tell.
  bool start_screen_stands() {
    constexpr double longest_ms = 500;
    const double now_ms = platform_.clock.monotonic_ms();
    if (started_ms_ == 0) started_ms_ = now_ms;
    const double left_ms = started_ms_ + longest_ms - now_ms;
    if (screen_drawn_ || app_.phase() != app::Phase::starting || left_ms <= 0) {
      screen_drawn_ = true;
      return false;
    }
    platform_.window.wake_after(left_ms);
    return true;
  }

  void show_save_state() { page_.show_save_state(std::string(save_state_name(app_.save_state()))); }

  browser::BrowserPlatform& page_;
  platform::Platform platform_;
  Fonts fonts_;
  app::App app_;
  std::unique_ptr<Screen> screen_;
  double started_ms_ = 0;  // the first time that a frame was asked for
  bool screen_drawn_ = false;
};

}  // namespace

int main() {
  // Both live as long as the page.
  static const std::unique_ptr<browser::BrowserPlatform> page = browser::make_platform();
  static Program program(*page);
  program.start();
  return 0;
}
