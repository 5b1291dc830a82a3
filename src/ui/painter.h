#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ui/geometry.h"
#include "ui/icons.h"
#include "ui/theme.h"

namespace holdall::ui {

struct UiState;

struct Corners {
  float top_left = 0;
  float top_right = 0;
  float bottom_right = 0;
  float bottom_left = 0;

  constexpr Corners() = default;
  constexpr Corners(float all)  // NOLINT(google-explicit-constructor): one radius is four
      : top_left(all), top_right(all), bottom_right(all), bottom_left(all) {}
  constexpr Corners(float tl, float tr, float br, float bl)
      : top_left(tl), top_right(tr), bottom_right(br), bottom_left(bl) {}
};

struct Shadow {
  float blur = 0;
  float y = 0;
  Color color = {};
};

struct BoxStyle {
  Color fill = {};
  Corners corners;
  Color border = {};
  float border_width = 0;
  Shadow shadow = {};
};

enum class Align : std::uint8_t { start, middle, end };

// Draws into the current window of Dear ImGui. Within a layer all boxes lie under all texts and
// icons, so that a board costs one draw call of shapes; `layer()` starts a new layer on top
// (windows of panels and popups have their own).
class Painter {
 public:
  explicit Painter(UiState& state) : state_(state) {}

  void box(const Rect& at, const BoxStyle& style);
  void fill(const Rect& at, Color color, Corners corners = {});
  void circle(Vec center, float radius, Color color);
  // Hairlines of one device pixel.
  void line_below(const Rect& at, Color color);
  void line_right_of(const Rect& at, Color color);
  // The ring of keyboard focus, outside `at`.
  void focus_ring(const Rect& at, Corners corners);

  // One line, vertically centred in `at`, cut with an ellipsis when it is too wide. Returns the
  // width drawn.
  float text(const Rect& at, std::string_view text, TextStyle style, Color color,
             Align align = Align::start);
  // Several lines from the top of `at`, broken at spaces, the last one cut with an ellipsis when
  // the height ends. Returns the height drawn.
  float wrapped(const Rect& at, std::string_view text, TextStyle style, Color color,
                Align align = Align::start);
  // In the middle of `at`.
  void icon(const Rect& at, Icon icon, Color color, float size = 16);

  // Vector shapes for charts and marks, anti-aliased by Dear ImGui; they lie with the texts.
  void polyline(const Vec* points, int count, Color color, float thickness);
  void polygon(const Vec* points, int count, Color color);  // convex
  // A ring's part from `from` to `to`, in turns clockwise from the top.
  void arc(Vec center, float radius, float from, float to, Color color, float thickness);

  // Everything until the matching pop is cut at `at` (within the clips outside).
  void push_clip(const Rect& at);
  void pop_clip();
  [[nodiscard]] Rect clip() const;
  // Everything until the matching pop is this transparent, on top of the outer ones.
  void push_opacity(float share);
  void pop_opacity();

  void layer();

 private:
  UiState& state_;
};

class ClipScope {
 public:
  ClipScope(Painter& painter, const Rect& at) : painter_(painter) { painter_.push_clip(at); }
  ~ClipScope() { painter_.pop_clip(); }
  ClipScope(const ClipScope&) = delete;
  ClipScope& operator=(const ClipScope&) = delete;

 private:
  Painter& painter_;
};

class OpacityScope {
 public:
  OpacityScope(Painter& painter, float share) : painter_(painter) { painter_.push_opacity(share); }
  ~OpacityScope() { painter_.pop_opacity(); }
  OpacityScope(const OpacityScope&) = delete;
  OpacityScope& operator=(const OpacityScope&) = delete;

 private:
  Painter& painter_;
};

}  // namespace holdall::ui
