#include <algorithm>
#include <cmath>

#include "ui/button.h"
#include "ui/overlays.h"
#include "ui/state.h"

namespace holdall::ui {

namespace {

using platform::Role;
using platform::SemanticsNode;

constexpr double plain_ms = 6000;
constexpr double with_actions_ms =
    10000;  // WCAG 2.2.1: time enough, and Ctrl+Z does the same later
constexpr std::size_t shown_at_once = 3;
constexpr float toast_padding = 14;
constexpr float toast_gap = 8;
constexpr float lines_max = 5;
constexpr float tooltip_rest_ms = 500;

float actions_width(const Ui& ui, const Toast& toast) {
  float width = 0;
  for (const ToastAction& action : toast.actions) {
    width += ui.text_width(action.label, TextStyle::body_strong) + 24;
  }
  return std::ceil(width) + (toast.dismiss_label.empty() ? 0 : ui.control_height());
}

Icon icon_of(ToastKind kind) {
  switch (kind) {
    case ToastKind::plain:
      return Icon::none;
    case ToastKind::success:
      return Icon::circle_check;
    case ToastKind::failure:
      return Icon::circle_alert;
  }
  return Icon::none;
}

float text_height(const Ui& ui, const Toast& toast, float width) {
  return std::min(ui.wrapped_height(toast.text, TextStyle::body, width),
                  lines_max * ui.line_height(TextStyle::body));
}

struct ToastPlace {
  Rect box;
  float text_width = 0;
};

ToastPlace place_toast(const Ui& ui, const Toast& toast, const Rect& area, float bottom) {
  const Rect bounds = area.inset(12);
  const float actions = actions_width(ui, toast);
  const float icon = toast.kind == ToastKind::plain ? 0.0F : 26.0F;
  const float gap = actions > 0 ? 8.0F : 0.0F;  // where there is room for it
  const float fixed = 2 * toast_padding + icon + actions;
  const float wanted = std::ceil(ui.text_width(toast.text, TextStyle::body)) + 2;
  const float width = std::min({fixed + wanted + gap, bounds.width, 560.0F});
  const float text = width - fixed;
  const float lines = text_height(ui, toast, text);
  const float height = std::max(ui.control_height() + 12, lines + 22);
  return {{bounds.left + (bounds.width - width) / 2, bottom - height, width, height}, text};
}

// A button of a toast: the inverse surface has colours of its own.
bool toast_button(Ui& ui, Id id, const Rect& at, std::string_view label, Icon icon) {
  const Colors& c = ui.colors();
  const Interaction state = interact(ui, id, at);
  const Feedback shown = feedback(ui, id, state);
  ui.paint().fill(at, c.on_inverse.faded(0.10F * shown.hover + 0.06F * shown.press),
                  radius::control);
  if (icon == Icon::none) {
    ui.paint().text(at, label, TextStyle::body_strong, c.on_inverse_accent, Align::middle);
  } else {
    ui.paint().icon(at, icon, c.on_inverse, 16);
  }
  if (state.focus_visible) {
    ui.paint().box(at,
                   {.corners = radius::control, .border = c.on_inverse_accent, .border_width = 2});
  }
  SemanticsNode node;
  node.id = id;
  node.role = Role::button;
  node.name = label;
  node.rectangle = at.for_platform();
  node.focusable = true;
  node.tab_stop = true;
  ui.semantics(std::move(node));
  return state.activated;
}

// Draws one toast in its own window. Returns what was pressed.
std::function<void()> draw_toast(Ui& ui, ShownToast& shown, const ToastPlace& place) {
  UiState& state = ui.state();
  const Colors& c = ui.colors();
  const std::uint64_t key = (std::uint64_t{shown.id} << 32) | 1U;
  const float progress = state.animator.to(key, 1, motion::slow_ms, 0);
  const Rect box = place.box.moved({0, (1 - progress) * 16});
  const Rect around = place.box.inset(-40);
  begin_window(state, shown.id, Level::toast, place.box, false);
  // The shadow reaches beyond the window that takes the pointer.
  ImGui::PushClipRect({around.left, around.top}, {around.right(), around.bottom()}, false);
  ui.paint().push_opacity(progress);
  ui.paint().box(box, {.fill = c.inverse,
                       .corners = 10,
                       .border = ui.dark() ? c.border_strong.faded(0.5F) : Color{},
                       .border_width = ui.dark() ? 1.0F : 0.0F,
                       .shadow = {.blur = 24, .y = 8, .color = c.shadow_strong}});
  SemanticsNode node;
  node.id = shown.id;
  node.role = Role::group;
  node.name = shown.toast.text;
  node.rectangle = box.for_platform();
  state.tree.add(std::move(node));
  state.tree.push_scope(shown.id);
  Rect rest = box.inset(toast_padding, 0);
  if (!shown.toast.dismiss_label.empty()) {
    const float size = ui.control_height();
    const Rect close = rest.cut_right(size, 0).centered(size, size).moved({8, 0});
    if (toast_button(ui, ui.id("dismiss"), close, shown.toast.dismiss_label, Icon::x))
      shown.gone = true;
  }
  std::function<void()> run;
  for (std::size_t index = shown.toast.actions.size(); index-- > 0;) {
    const ToastAction& action = shown.toast.actions[index];
    const float width = ui.text_width(action.label, TextStyle::body_strong) + 24;
    const Rect at = rest.cut_right(width).centered(width, ui.control_height());
    if (toast_button(ui, ui.id(static_cast<std::int64_t>(index)), at, action.label, Icon::none)) {
      run = action.run;
      shown.gone = true;
    }
  }
  if (shown.toast.kind != ToastKind::plain) {
    ui.paint().icon(rest.cut_left(18, 8), icon_of(shown.toast.kind), c.on_inverse, 18);
  }
  const float height = text_height(ui, shown.toast, place.text_width);
  ui.paint().wrapped(rest.centered(rest.width, height), shown.toast.text, TextStyle::body,
                     c.on_inverse);
  state.tree.pop_scope();
  ui.paint().pop_opacity();
  ImGui::PopClipRect();
  end_window(state);
  return run;
}

// Time passes unless somebody looks at the toast or works in it. The time since the last frame is
// not counted if it stood still then: nothing is drawn while the mouse rests on it.
void let_time_pass(UiState& state, ShownToast& shown, const Rect& box) {
  const bool attended = box.contains(state.mouse) || state.ui.focus_within(shown.id);
  const bool stood_still = std::exchange(shown.stands_still, attended);
  if (shown.left_ms < 0 || attended) return;
  if (stood_still) {
    state.wake_in(shown.left_ms);
    return;
  }
  shown.left_ms = std::max(0.0, shown.left_ms - state.elapsed_ms);
  if (shown.left_ms <= 0) {
    shown.gone = true;
  } else {
    state.wake_in(shown.left_ms);
  }
}

Rect around(const Rect& one, const Rect& other) {
  if (one.empty()) return other;
  const float left = std::min(one.left, other.left);
  const float top = std::min(one.top, other.top);
  return {left, top, std::max(one.right(), other.right()) - left,
          std::max(one.bottom(), other.bottom()) - top};
}

// On a phone a dialog has its buttons where toasts rise: then they hang from the top.
bool hangs_from_top(const UiState& state) {
  return state.ui.compact() && std::ranges::any_of(state.windows, [](const auto& window) {
           return window.level == Level::dialog && window.blocks;
         });
}

// Where the lowest of the toasts from `first` on ends.
float lowest_edge(const UiState& state, const Rect& area, std::size_t first) {
  const Ui& ui = state.ui;
  if (!hangs_from_top(state)) return area.bottom() - (ui.compact() ? 12.0F : 20.0F);
  float bottom = ui.bounds().top + 12 - toast_gap;
  for (std::size_t index = first; index < state.toasts.size(); ++index) {
    bottom += toast_gap + place_toast(ui, state.toasts[index].toast, area, 0).box.height;
  }
  return bottom;
}

}  // namespace

void show_toast(Ui& ui, Toast toast) {
  UiState& state = ui.state();
  if (!toast.group.empty()) dismiss_toasts(ui, toast.group);
  double duration = toast.duration_ms;
  if (duration == 0) duration = toast.actions.empty() ? plain_ms : with_actions_ms;
  ui.announce(toast.text);
  const Id id = 0xF0000000U | (state.next_toast++ & 0x0FFFFFFFU);
  state.toasts.push_back({std::move(toast), id, duration, true, false});
  state.settling_frames = std::max(state.settling_frames, 1);
}

void dismiss_toasts(Ui& ui, std::string_view group) {
  std::erase_if(ui.state().toasts,
                [group](const ShownToast& shown) { return shown.toast.group == group; });
}

void dismiss_toasts(Ui& ui) { ui.state().toasts.clear(); }

int toast_count(const Ui& ui) { return static_cast<int>(ui.state().toasts.size()); }

void keep_toasts_in(Ui& ui, const Rect& area) { ui.state().toast_area = area; }

Rect clear_of_toasts(const Ui& ui, Rect at) {
  const Rect& toasts = ui.state().toasts_at;
  if (!toasts.empty() && toasts.intersects(at)) {
    at.height = std::max(0.0F, toasts.top - toast_gap - at.top);
  }
  return at;
}

bool toast_shown(const Ui& ui, std::string_view group) {
  return std::ranges::any_of(
      ui.state().toasts, [group](const ShownToast& shown) { return shown.toast.group == group; });
}

void draw_toasts(UiState& state) {
  Ui& ui = state.ui;
  state.toasts_at = {};
  if (state.dragging) {
    for (ShownToast& shown : state.toasts) shown.stands_still = true;
    return;
  }
  const Rect area = state.toast_area.value_or(ui.bounds());
  std::vector<std::function<void()>> pressed;
  const std::size_t count = state.toasts.size();
  const std::size_t first = count > shown_at_once ? count - shown_at_once : 0;
  float bottom = lowest_edge(state, area, first);
  for (std::size_t index = count; index-- > first;) {
    ShownToast& shown = state.toasts[index];
    const ToastPlace place = place_toast(ui, shown.toast, area, bottom);
    if (auto run = draw_toast(ui, shown, place)) pressed.push_back(std::move(run));
    let_time_pass(state, shown, place.box);
    bottom = place.box.top - toast_gap;
    state.toasts_at = around(state.toasts_at, place.box);
  }
  for (const ShownToast& shown : state.toasts) {
    if (shown.gone) return_focus(state, shown.id, state.toast_focus_before);
  }
  if (std::erase_if(state.toasts, [](const ShownToast& shown) { return shown.gone; }) > 0) {
    state.settling_frames = std::max(state.settling_frames, 1);
  }
  // Only now: an action may show another toast.
  for (const auto& run : pressed) run();
  if (!pressed.empty()) state.settling_frames = std::max(state.settling_frames, 2);
}

void tooltip(Ui& ui, Id id, const Rect& at, bool hovered, std::string_view text,
             std::string_view shortcut) {
  UiState& state = ui.state();
  if (!hovered || state.mouse_down || text.empty()) return;
  if (state.tooltip_owner != id) {
    state.tooltip_owner = id;
    state.tooltip_since_ms = state.now_ms;
  }
  state.tooltip_drawn = true;
  const double rested = state.now_ms - state.tooltip_since_ms;
  if (rested < tooltip_rest_ms) {
    state.wake_in(tooltip_rest_ms - rested);
    return;
  }
  const Colors& c = ui.colors();
  const float text_width = ui.text_width(text, TextStyle::small);
  const float key_width = shortcut.empty() ? 0 : ui.text_width(shortcut, TextStyle::caption) + 18;
  const float width = std::ceil(text_width + key_width) + 18;
  Rect box = popup_box(state, at, width, 28);
  box.left =
      std::clamp(at.center().x - width / 2, 8.0F, std::max(8.0F, state.window.width - width - 8));
  const Id window = ImHashStr("tooltip", 0, id);
  begin_window(state, window, Level::tooltip, {0, 0, state.window.width, state.window.height},
               false, false);
  ui.paint().box(
      box,
      {.fill = c.inverse, .corners = 6, .shadow = {.blur = 10, .y = 3, .color = c.shadow_strong}});
  Rect inside = box.inset(9, 0);
  if (!shortcut.empty()) {
    const Rect keys = inside.cut_right(key_width - 8, 8);
    ui.paint().box(keys.centered(keys.width, 18),
                   {.fill = c.on_inverse.faded(0.14F), .corners = 4});
    ui.paint().text(keys, shortcut, TextStyle::caption, c.on_inverse, Align::middle);
  }
  inside.width += 1;
  ui.paint().text(inside, text, TextStyle::small, c.on_inverse);
  end_window(state);
}

}  // namespace holdall::ui
