#pragma once

#include <algorithm>

#include "platform/semantics.h"

namespace holdall::ui {

// CSS pixels of the window, origin at the top left.
struct Vec {
  float x = 0;
  float y = 0;

  friend Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y}; }
  friend Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y}; }
  friend bool operator==(Vec, Vec) = default;
};

// Layout is done by cutting: `body.cut_top(48)` returns the strip and leaves the rest.
struct Rect {
  float left = 0;
  float top = 0;
  float width = 0;
  float height = 0;

  [[nodiscard]] float right() const { return left + width; }
  [[nodiscard]] float bottom() const { return top + height; }
  [[nodiscard]] Vec center() const { return {left + width / 2, top + height / 2}; }
  [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
  [[nodiscard]] bool contains(Vec point) const {
    return point.x >= left && point.x < right() && point.y >= top && point.y < bottom();
  }
  [[nodiscard]] bool intersects(const Rect& other) const {
    return left < other.right() && other.left < right() && top < other.bottom() &&
           other.top < bottom();
  }
  [[nodiscard]] Rect intersection(const Rect& other) const {
    const float new_left = std::max(left, other.left);
    const float new_top = std::max(top, other.top);
    return {new_left, new_top, std::max(0.0F, std::min(right(), other.right()) - new_left),
            std::max(0.0F, std::min(bottom(), other.bottom()) - new_top)};
  }
  [[nodiscard]] Rect inset(float all) const { return inset(all, all); }
  [[nodiscard]] Rect inset(float x, float y) const {
    return {left + x, top + y, std::max(0.0F, width - 2 * x), std::max(0.0F, height - 2 * y)};
  }
  [[nodiscard]] Rect moved(Vec by) const { return {left + by.x, top + by.y, width, height}; }
  // A box of the given size in the middle.
  [[nodiscard]] Rect centered(float new_width, float new_height) const {
    return {left + (width - new_width) / 2, top + (height - new_height) / 2, new_width, new_height};
  }

  // Cut off a strip, at most what is left, and then drop a gap.
  Rect cut_top(float size, float gap = 0) {
    size = std::clamp(size, 0.0F, height);
    const Rect strip{left, top, width, size};
    const float used = std::min(height, size + gap);
    top += used;
    height -= used;
    return strip;
  }
  Rect cut_bottom(float size, float gap = 0) {
    size = std::clamp(size, 0.0F, height);
    const Rect strip{left, bottom() - size, width, size};
    height -= std::min(height, size + gap);
    return strip;
  }
  Rect cut_left(float size, float gap = 0) {
    size = std::clamp(size, 0.0F, width);
    const Rect strip{left, top, size, height};
    const float used = std::min(width, size + gap);
    left += used;
    width -= used;
    return strip;
  }
  Rect cut_right(float size, float gap = 0) {
    size = std::clamp(size, 0.0F, width);
    const Rect strip{right() - size, top, size, height};
    width -= std::min(width, size + gap);
    return strip;
  }

  [[nodiscard]] platform::Rectangle for_platform() const { return {left, top, width, height}; }

  friend bool operator==(const Rect&, const Rect&) = default;
};

}  // namespace holdall::ui
