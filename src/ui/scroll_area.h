#pragma once

#include <span>

#include "ui/ui.h"

namespace holdall::ui {

struct ScrollOptions {
  bool vertical = true;
  bool horizontal = false;
  float snap_width =
      0;  // horizontal: a swipe settles on multiples of this (one board column of a phone)
  bool scrollbar = true;
};

// First and one past the last.
struct VisibleRange {
  int first = 0;
  int last = 0;
};

// A viewport onto larger content: wheel, kinetic touch, a thin bar that shows while it moves or is
// hovered, and a glide to whatever gets the keyboard focus inside. Content is laid out from
// `origin()`; its size may be set at any time before the end.
class ScrollArea {
 public:
  ScrollArea(Ui& ui, Id id, const Rect& viewport, const ScrollOptions& options = {});
  ~ScrollArea();
  ScrollArea(const ScrollArea&) = delete;
  ScrollArea& operator=(const ScrollArea&) = delete;

  void set_content(float width, float height);
  [[nodiscard]] Vec origin() const;  // where the content's top left lies in the window
  [[nodiscard]] Vec offset() const;
  [[nodiscard]] const Rect& viewport() const { return viewport_; }

  // Rows of one height that start `start` below the content's top, with one row of reserve at each
  // end.
  [[nodiscard]] VisibleRange rows(int count, float row_height, float start = 0) const;
  [[nodiscard]] VisibleRange columns(int count, float column_width, float start = 0) const;
  // Rows of any heights: `tops` holds the top of each row, ascending, and the end of the last.
  [[nodiscard]] VisibleRange rows(std::span<const float> tops) const;

  // Moves just so far that the window rectangle is inside. At once, or gliding.
  void show(const Rect& in_window, bool glide = true);
  void scroll_to(Vec offset, bool glide = true);
  void scroll_by(Vec by);  // at once: edge scrolling while dragging

 private:
  Ui& ui_;
  Id id_;
  Rect viewport_;
  ScrollOptions options_;
};

// What gets the keyboard's focus within its life is brought into sight sideways together with all
// of the rectangle, as a card with its column.
class ShownTogether {
 public:
  ShownTogether(Ui& ui, const Rect& in_window);
  ~ShownTogether();
  ShownTogether(const ShownTogether&) = delete;
  ShownTogether& operator=(const ShownTogether&) = delete;

 private:
  Ui& ui_;
};

// While something is dragged near an edge: pixels to scroll in this frame, 0 in the middle.
[[nodiscard]] Vec edge_scroll(const Rect& viewport, Vec pointer, double elapsed_ms);

}  // namespace holdall::ui
