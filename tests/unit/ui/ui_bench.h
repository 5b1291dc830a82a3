#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "native/recording_semantics.h"
#include "render/recording_renderer.h"
#include "ui/widgets.h"

// A Ui with a window, a mirror that keeps the focus as a DOM does, and hands for pointer and keys.
class Bench {
 public:
  using Draw = std::function<void(holdall::ui::Ui&)>;

  explicit Bench(Draw draw_each_frame, holdall::platform::GlyphSource* others = nullptr);

  holdall::platform::WindowState window{.width = 1000, .height = 700};
  holdall::render::RecordingRenderer renderer;
  holdall::native::RecordingSemantics mirror;
  holdall::ui::Ui ui;
  Draw draw;
  double now_ms = 1000;
  holdall::ui::FrameResult result;

  // One frame 16 ms later, with the events that wait. The focus that the mirror was asked for
  // arrives with the next.
  void frame(double elapsed_ms = 16);
  // Frames until nothing more is asked for at once. Returns how many; a failure after 200.
  int settle();

  // Each waits until everything has settled.
  void move(float x, float y);
  void press(float x, float y);
  void release(float x, float y);
  void click(float x, float y);
  void touch(holdall::platform::PointerPhase phase, float x, float y, std::int32_t finger = 1);
  void tap(float x, float y);
  void wheel(float x, float y, float delta_x, float delta_y);
  void key(holdall::platform::Key key, std::string text = {}, bool control = false);
  void semantic(holdall::platform::SemanticsAction action, std::uint32_t id, std::string text = {});
  void activate(std::string_view name);
  // As the Tab key does.
  void focus_by_keyboard(std::uint32_t id);

  [[nodiscard]] const holdall::platform::SemanticsNode* find(std::string_view name) const;
  [[nodiscard]] std::string focused_name() const;
  // Whether any box was drawn with this border.
  [[nodiscard]] bool has_border(holdall::ui::Color color) const;

 private:
  std::vector<holdall::platform::Event> events_;
  std::uint32_t focus_told_ = 0;
  std::uint32_t buttons_ = 0;
};
