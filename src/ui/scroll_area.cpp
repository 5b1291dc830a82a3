#include "ui/scroll_area.h"

#include <algorithm>
#include <cmath>

#include "ui/state.h"

namespace holdall::ui {

namespace {

constexpr double bar_shown_ms = 800;
constexpr float bar_width = 6;
constexpr float bar_margin = 3;
constexpr float thumb_min = 28;

struct Bar {
  Rect track;
  Rect thumb;
};

Bar vertical_bar(const ScrollState& area) {
  const Rect& view = area.viewport;
  const Rect track{view.right() - bar_width - bar_margin, view.top + bar_margin, bar_width,
                   view.height - 2 * bar_margin};
  const float share = std::clamp(view.height / area.content.y, 0.0F, 1.0F);
  const float length = std::min(track.height, std::max(thumb_min, track.height * share));
  const float most = area.offset_max().y;
  const float place = most > 0 ? area.offset.y / most : 0;
  return {track, {track.left, track.top + (track.height - length) * place, bar_width, length}};
}

Bar horizontal_bar(const ScrollState& area) {
  const Rect& view = area.viewport;
  const Rect track{view.left + bar_margin, view.bottom() - bar_width - bar_margin,
                   view.width - 2 * bar_margin, bar_width};
  const float share = std::clamp(view.width / area.content.x, 0.0F, 1.0F);
  const float length = std::min(track.width, std::max(thumb_min, track.width * share));
  const float most = area.offset_max().x;
  const float place = most > 0 ? area.offset.x / most : 0;
  return {track, {track.left + (track.width - length) * place, track.top, length, bar_width}};
}

// A mouse drags the thumb. The bar has no semantics: the keyboard scrolls by moving the focus.
void drag_bar(UiState& state, ScrollState& area) {
  if (!area.options.vertical || area.offset_max().y <= 0 || state.dragging) return;
  const Bar bar = vertical_bar(area);
  const bool over = bar.track.inset(-bar_margin).contains(state.mouse) &&
                    state.window_at(state.mouse) == ImGui::GetCurrentWindow();
  if (over) area.moved_ms = state.now_ms;
  const bool pressed = ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
                       ImGui::GetIO().MouseSource == ImGuiMouseSource_Mouse;
  if (over && pressed) {
    area.grab = bar.thumb.contains({bar.thumb.left, state.mouse.y}) ? state.mouse.y - bar.thumb.top
                                                                    : bar.thumb.height / 2;
    ImGui::ClearActiveID();
  }
  if (!state.mouse_down) area.grab = -1;
  if (area.grab < 0) return;
  const float room = bar.track.height - bar.thumb.height;
  const float place = (state.mouse.y - area.grab - bar.track.top) / std::max(1.0F, room);
  area.offset.y = std::clamp(place, 0.0F, 1.0F) * area.offset_max().y;
  area.moved_ms = state.now_ms;
}

void draw_bars(UiState& state, Id id, const ScrollState& area) {
  if (!area.options.scrollbar) return;
  const double since = state.now_ms - area.moved_ms;
  const bool shown = since < bar_shown_ms || area.grab >= 0;
  const float alpha = state.ui.animate(id, "scrollbar", shown ? 1.0F : 0.0F, motion::slow_ms);
  if (shown && area.grab < 0) state.wake_in(bar_shown_ms - since);
  if (alpha <= 0) return;
  const Color color = state.colors().scrollbar.faded(0.8F * alpha);
  if (area.options.vertical && area.offset_max().y > 0) {
    state.painter.fill(vertical_bar(area).thumb, color, bar_width / 2);
  }
  if (area.options.horizontal && area.options.snap_width <= 0 && area.offset_max().x > 0) {
    state.painter.fill(horizontal_bar(area).thumb, color, bar_width / 2);
  }
}

VisibleRange visible(float offset, float extent, int count, float size, float start) {
  if (count <= 0 || size <= 0) return {};
  const auto first = static_cast<int>(std::floor((offset - start) / size)) - 1;
  const auto last = static_cast<int>(std::ceil((offset + extent - start) / size)) + 1;
  return {std::clamp(first, 0, count), std::clamp(last, 0, count)};
}

// The least movement that brings [low, high) into [0, extent).
float movement(float low, float high, float extent) {
  if (low < 0 || high - low > extent) return low;
  return high > extent ? high - extent : 0;
}

void go_to(UiState& state, ScrollState& area, Vec target, bool glide) {
  const Vec most = area.offset_max();
  target = {std::clamp(target.x, 0.0F, most.x), std::clamp(target.y, 0.0F, most.y)};
  area.moved_ms = state.now_ms;
  if (!glide || state.window.reduced_motion) {
    area.horizontal.stop();
    area.vertical.stop();
    area.offset = target;
    return;
  }
  area.horizontal.glide_to(state.now_ms, area.offset.x, target.x);
  area.vertical.glide_to(state.now_ms, area.offset.y, target.y);
}

void advance(UiState& state, ScrollState& area) {
  const Vec most = area.offset_max();
  const Vec before = area.offset;
  area.offset = {area.horizontal.step(state.now_ms, area.offset.x, most.x),
                 area.vertical.step(state.now_ms, area.offset.y, most.y)};
  if (!(before == area.offset)) area.moved_ms = state.now_ms;
}

}  // namespace

ScrollArea::ScrollArea(Ui& ui, Id id, const Rect& viewport, const ScrollOptions& options)
    : ui_(ui), id_(id), viewport_(viewport), options_(options) {
  UiState& state = ui.state();
  ScrollState& area = state.scrolls[id];
  if (area.content == Vec{}) area.content = {viewport.width, viewport.height};
  area.viewport = viewport;
  area.options = options;
  area.window = ImGui::GetCurrentWindow();
  drag_bar(state, area);
  advance(state, area);
  state.scroll_order.push_back(id);
  state.scroll_stack.push_back(id);
  ui.paint().push_clip(viewport);
}

ScrollArea::~ScrollArea() {
  UiState& state = ui_.state();
  ui_.paint().pop_clip();
  state.scroll_stack.pop_back();
  ScrollState& area = state.scrolls[id_];
  const Vec most = area.offset_max();
  const Vec inside{std::clamp(area.offset.x, 0.0F, most.x),
                   std::clamp(area.offset.y, 0.0F, most.y)};
  if (!(inside == area.offset)) {
    area.offset = inside;
    state.settling_frames = std::max(state.settling_frames, 1);
  }
  draw_bars(state, id_, area);
}

void ScrollArea::set_content(float width, float height) {
  ui_.state().scrolls[id_].content = {width, height};
}

// Whole device pixels, or the texts would shiver while they glide.
Vec ScrollArea::origin() const {
  const UiState& state = ui_.state();
  const Vec at = offset();
  return {state.fonts.snapped(viewport_.left - at.x), state.fonts.snapped(viewport_.top - at.y)};
}

Vec ScrollArea::offset() const { return ui_.state().scrolls[id_].offset; }

VisibleRange ScrollArea::rows(int count, float row_height, float start) const {
  return visible(offset().y, viewport_.height, count, row_height, start);
}

VisibleRange ScrollArea::columns(int count, float column_width, float start) const {
  return visible(offset().x, viewport_.width, count, column_width, start);
}

VisibleRange ScrollArea::rows(std::span<const float> tops) const {
  if (tops.size() < 2) return {};
  const int count = static_cast<int>(tops.size()) - 1;
  const auto first = std::upper_bound(tops.begin(), tops.end(), offset().y) - tops.begin();
  const auto last =
      std::lower_bound(tops.begin(), tops.end(), offset().y + viewport_.height) - tops.begin();
  return {std::clamp(static_cast<int>(first) - 2, 0, count),
          std::clamp(static_cast<int>(last) + 1, 0, count)};
}

void ScrollArea::show(const Rect& in_window, bool glide) {
  show_in_area(ui_.state(), id_, in_window, glide);
}

void show_in_area(UiState& state, Id id, const Rect& in_window, bool glide) {
  ScrollState& area = state.scrolls[id];
  // What counts is where the area comes to rest: from there it would be seen or not.
  const Vec rest = {area.horizontal.destination(area.offset.x),
                    area.vertical.destination(area.offset.y)};
  const float left = in_window.left - area.viewport.left + area.offset.x - rest.x;
  const float top = in_window.top - area.viewport.top + area.offset.y - rest.y;
  Vec target = rest;
  if (area.options.horizontal)
    target.x += movement(left, left + in_window.width, area.viewport.width);
  if (area.options.vertical)
    target.y += movement(top, top + in_window.height, area.viewport.height);
  if (target == rest) return;
  go_to(state, area, target, glide);
}

ShownTogether::ShownTogether(Ui& ui, const Rect& in_window) : ui_(ui) {
  ui.state().shown_with = in_window;
}

ShownTogether::~ShownTogether() { ui_.state().shown_with.reset(); }

void ScrollArea::scroll_to(Vec offset, bool glide) {
  go_to(ui_.state(), ui_.state().scrolls[id_], offset, glide);
}

void ScrollArea::scroll_by(Vec by) {
  ScrollState& area = ui_.state().scrolls[id_];
  go_to(ui_.state(), area, area.offset + by, false);
}

Vec edge_scroll(const Rect& viewport, Vec pointer, double elapsed_ms) {
  constexpr float zone = 56;
  constexpr float fastest = 1.1F;  // CSS pixels per millisecond at the very edge
  const auto push = [&](float low, float high) {
    const float depth = low < zone    ? (low - zone) / zone
                        : high < zone ? (zone - high) / zone
                                      : 0.0F;
    const float bounded = std::clamp(depth, -1.0F, 1.0F);
    return bounded * std::abs(bounded) * fastest * static_cast<float>(std::min(elapsed_ms, 50.0));
  };
  if (!viewport.inset(-zone).contains(pointer)) return {};
  return {push(pointer.x - viewport.left, viewport.right() - pointer.x),
          push(pointer.y - viewport.top, viewport.bottom() - pointer.y)};
}

}  // namespace holdall::ui
