#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/app.h"
#include "native/test_platform.h"
#include "render/recording_renderer.h"
#include "screens/main_screen.h"
#include "ui/widgets.h"

// Spaces that are not broken as plain ones, as browsers' queries by name take them.
[[nodiscard]] std::string plain(std::string text);

// The whole app with its screen on a platform in memory, and a person before it: finds things by
// role and name, as a screen reader does, and uses mouse, finger and keys.
class Desk {
 public:
  explicit Desk(holdall::platform::WindowState look = {.width = 1440, .height = 900},
                bool demo = false,
                std::shared_ptr<holdall::native::TestBrowser> browser =
                    std::make_shared<holdall::native::TestBrowser>());

  holdall::native::TestPlatform platform;
  holdall::app::App app;
  holdall::render::RecordingRenderer renderer;
  holdall::ui::Ui ui;
  holdall::screens::MainScreen screen;

  // Frames and tasks until nothing more is asked for at once. A failure after 300.
  void settle();
  void frame(double elapsed_ms = 16);

  void move(float x, float y);
  void press(float x, float y);
  void release(float x, float y);
  void touch(holdall::platform::PointerPhase phase, float x, float y);
  // To the element that has the focus.
  void key(holdall::platform::Key key);
  void type(std::string text, bool control = false, bool shift = false);
  // In the editor that has the focus, as the page tells it.
  void escape_editor();

  // Of the first element with this role whose name begins so.
  [[nodiscard]] const holdall::platform::SemanticsNode* find(holdall::platform::Role role,
                                                             std::string_view name) const;
  const holdall::platform::SemanticsNode& need(holdall::platform::Role role,
                                               std::string_view name) const;
  // A click by keyboard or screen reader.
  void activate(holdall::platform::Role role, std::string_view name);
  void click(holdall::platform::Role role, std::string_view name);
  // Types into an editor, which takes the focus, and presses Enter.
  void enter(std::string_view field, std::string text);
  void choose(std::string_view combobox, std::string_view option);
  void focus(std::uint32_t id);
  void focus(holdall::platform::Role role, std::string_view name) { focus(need(role, name).id); }

  // A deal in a column, as if it had been there before.
  void add(std::string_view column, std::string_view line);
  [[nodiscard]] std::string focused_name() const;
  [[nodiscard]] bool announced(std::string_view part) const;
  // "Acme, Beta" from the top.
  [[nodiscard]] std::string titles(std::string_view column);

 private:
  std::uint32_t focus_told_ = 0;
  std::uint32_t buttons_ = 0;
};
