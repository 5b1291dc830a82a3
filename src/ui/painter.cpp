#include "ui/painter.h"

#include <cmath>
#include <numbers>

#include "base/assert.h"
#include "ui/state.h"

namespace holdall::ui {

namespace {

constexpr std::string_view ellipsis = "\u2026";

ImDrawList& draw_list() { return *ImGui::GetWindowDrawList(); }

Color seen(const UiState& state, Color color) {
  return state.opacity < 1 ? color.faded(state.opacity) : color;
}

}  // namespace

void Painter::box(const Rect& at, const BoxStyle& style) {
  const Rect clipped = clip();
  const float reach =
      style.shadow.color.alpha() > 0 ? style.shadow.blur + std::abs(style.shadow.y) : 1;
  if (clipped.empty() || !clipped.intersects(at.inset(-reach))) return;
  const FontSet& fonts = state_.fonts;
  const float device_pixel = 1.0F / state_.window.pixel_ratio;
  render::ShapeInstance shape;
  shape.box = {fonts.snapped(at.left), fonts.snapped(at.top), fonts.snapped(at.right()),
               fonts.snapped(at.bottom())};
  shape.clip = {clipped.left, clipped.top, clipped.right(), clipped.bottom()};
  shape.radius[0] = style.corners.top_left;
  shape.radius[1] = style.corners.top_right;
  shape.radius[2] = style.corners.bottom_right;
  shape.radius[3] = style.corners.bottom_left;
  // A border is a whole number of device pixels, at least one.
  if (style.border_width > 0) {
    shape.border_width = std::max(device_pixel, fonts.snapped(style.border_width));
  }
  shape.shadow_blur = style.shadow.blur;
  shape.shadow_y = style.shadow.y;
  shape.fill = seen(state_, style.fill);
  shape.border = seen(state_, style.border);
  shape.shadow = seen(state_, style.shadow.color);
  state_.collector.add(shape);
}

void Painter::fill(const Rect& at, Color color, Corners corners) {
  if (color.alpha() == 0) return;
  box(at, {.fill = color, .corners = corners});
}

void Painter::circle(Vec center, float radius, Color color) {
  fill({center.x - radius, center.y - radius, 2 * radius, 2 * radius}, color, radius);
}

void Painter::line_below(const Rect& at, Color color) {
  const float device_pixel = 1.0F / state_.window.pixel_ratio;
  fill({at.left, at.bottom() - device_pixel, at.width, device_pixel}, color);
}

void Painter::line_right_of(const Rect& at, Color color) {
  const float device_pixel = 1.0F / state_.window.pixel_ratio;
  fill({at.right() - device_pixel, at.top, device_pixel, at.height}, color);
}

void Painter::focus_ring(const Rect& at, Corners corners) {
  constexpr float gap = 2;
  constexpr float width = 2;
  const float grown = gap + width;
  corners.top_left += grown;
  corners.top_right += grown;
  corners.bottom_right += grown;
  corners.bottom_left += grown;
  box(at.inset(-grown),
      {.corners = corners, .border = state_.colors().focus_ring, .border_width = width});
}

float Painter::text(const Rect& at, std::string_view text, TextStyle style, Color color,
                    Align align) {
  if (text.empty() || at.width <= 0) return 0;
  const FontSet& fonts = state_.fonts;
  const float top = at.top + (at.height - fonts.line_height(style)) / 2;
  const float baseline = fonts.baseline(top, style);
  float width = fonts.width(text, style);
  float dots = 0;
  if (width > at.width + 0.5F) {
    dots = fonts.width(ellipsis, style);
    text = text.substr(0, fonts.fitting(text, style, std::max(0.0F, at.width - dots)));
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    width = fonts.width(text, style);
  }
  float left = at.left;
  if (align == Align::middle) left += (at.width - width - dots) / 2;
  if (align == Align::end) left += at.width - width - dots;
  const Color ink = seen(state_, color);
  fonts.draw(draw_list(), {left, baseline}, text, style, ink);
  if (dots > 0) fonts.draw(draw_list(), {left + width, baseline}, ellipsis, style, ink);
  return width + dots;
}

float Painter::wrapped(const Rect& at, std::string_view text, TextStyle style, Color color,
                       Align align) {
  const FontSet& fonts = state_.fonts;
  const float line_height = fonts.line_height(style);
  float top = at.top;
  while (!text.empty()) {
    std::size_t next = 0;
    const std::size_t end = fonts.line(text, style, at.width, next);
    const bool last = top + 2 * line_height > at.bottom() + 0.5F;
    const bool cut = last && next < text.size();
    const Rect line{at.left, top, at.width, line_height};
    if (cut) {
      // The rest of the text in one line is too wide, so it ends with an ellipsis.
      const std::size_t hard = std::min(text.find('\n'), text.size());
      this->text(line, text.substr(0, std::max(hard, end)), style, color, align);
    } else {
      float left = at.left;
      if (align != Align::start) {
        const float spare = at.width - fonts.width(text.substr(0, end), style);
        left += align == Align::end ? spare : spare / 2;
      }
      fonts.draw(draw_list(), {left, fonts.baseline(top, style)}, text.substr(0, end), style,
                 seen(state_, color));
    }
    top += line_height;
    if (cut) break;
    text.remove_prefix(next);
  }
  return top - at.top;
}

void Painter::icon(const Rect& at, Icon icon, Color color, float size) {
  state_.fonts.draw_icon(draw_list(), at, icon, size, seen(state_, color));
}

void Painter::polyline(const Vec* points, int count, Color color, float thickness) {
  draw_list().AddPolyline(reinterpret_cast<const ImVec2*>(points), count,
                          seen(state_, color).packed, 0, thickness);
}

void Painter::polygon(const Vec* points, int count, Color color) {
  draw_list().AddConvexPolyFilled(reinterpret_cast<const ImVec2*>(points), count,
                                  seen(state_, color).packed);
}

void Painter::arc(Vec center, float radius, float from, float to, Color color, float thickness) {
  constexpr float turn = 2 * std::numbers::pi_v<float>;
  constexpr float quarter = std::numbers::pi_v<float> / 2;
  ImDrawList& list = draw_list();
  list.PathArcTo({center.x, center.y}, radius, from * turn - quarter, to * turn - quarter);
  list.PathStroke(seen(state_, color).packed, 0, thickness);
}

void Painter::push_clip(const Rect& at) {
  ImGui::PushClipRect({at.left, at.top}, {at.right(), at.bottom()}, true);
}

void Painter::pop_clip() { ImGui::PopClipRect(); }

Rect Painter::clip() const {
  const ImRect& rect = ImGui::GetCurrentWindow()->ClipRect;
  return {rect.Min.x, rect.Min.y, rect.GetWidth(), rect.GetHeight()};
}

void Painter::push_opacity(float share) {
  state_.opacities.push_back(state_.opacity);
  state_.opacity *= share;
}

void Painter::pop_opacity() {
  HOLDALL_ASSERT(!state_.opacities.empty());
  state_.opacity = state_.opacities.back();
  state_.opacities.pop_back();
}

void Painter::layer() { state_.collector.begin_layer(draw_list()); }

}  // namespace holdall::ui
