// Events of the platform become Dear ImGui's input, gestures, keys and the focus.

#include <cmath>
#include <variant>

#include "ui/state.h"

namespace holdall::ui {

namespace {

using platform::Event;
using platform::KeyEvent;
using platform::PointerEvent;
using platform::PointerKind;
using platform::PointerPhase;
using platform::SemanticsAction;
using platform::SemanticsEvent;
using platform::WheelEvent;

constexpr Vec nowhere{-1e9F, -1e9F};
constexpr float wheel_bar_ms = 900;

void leave_mouse(UiState& state) {
  state.mouse = nowhere;
  ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
}

void mouse_buttons(UiState& state, const PointerEvent& event) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseButtonEvent(0, (event.buttons & 1U) != 0);
  io.AddMouseButtonEvent(1, (event.buttons & 2U) != 0);
  state.mouse_down = (event.buttons & 1U) != 0;
}

void end_drag(UiState& state, bool dropped) {
  if (!state.dragging) return;
  (dropped ? state.drag.dropped : state.drag.cancelled) = true;
}

void take_mouse(UiState& state, const PointerEvent& event) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_Mouse);
  if (event.phase == PointerPhase::leave || event.phase == PointerPhase::cancel) {
    if (event.phase == PointerPhase::cancel) {
      io.AddMouseButtonEvent(0, false);
      state.mouse_down = false;
      end_drag(state, false);
    }
    if (!state.mouse_down) leave_mouse(state);
    return;
  }
  state.mouse = {event.x, event.y};
  io.AddMousePosEvent(event.x, event.y);
  const bool was_down = state.mouse_down;
  mouse_buttons(state, event);
  if (event.phase == PointerPhase::down) state.focus.by_keyboard = false;
  if (state.dragging && state.drag.pointer == PointerKind::mouse) state.drag.at = state.mouse;
  if (was_down && !state.mouse_down) end_drag(state, true);
}

// Whether an area can still move into the direction, so that a wheel at its end goes on to the
// outer one.
bool can_move(const ScrollState& area, Vec by) {
  const bool sideways = std::abs(by.x) > std::abs(by.y);
  if (sideways ? !area.options.horizontal : !area.options.vertical) return false;
  const Vec most = area.offset_max();
  const float offset = sideways ? area.offset.x : area.offset.y;
  const float end = sideways ? most.x : most.y;
  const float way = sideways ? by.x : by.y;
  return way < 0 ? offset > 0 : offset < end;
}

void take_wheel(UiState& state, const WheelEvent& event) {
  const Vec place{event.x, event.y};
  const ImGuiWindow* window = state.window_at(place);
  const Vec by{event.delta_x, event.delta_y};
  for (auto at = state.scroll_order_last.rbegin(); at != state.scroll_order_last.rend(); ++at) {
    ScrollState& area = state.scrolls[*at];
    if (area.window != window || !area.viewport.contains(place)) continue;
    if (!can_move(area, by)) continue;
    area.horizontal.stop();
    area.vertical.stop();
    if (std::abs(by.x) > std::abs(by.y)) {
      area.offset.x = std::clamp(area.offset.x + by.x, 0.0F, area.offset_max().x);
    } else {
      area.offset.y = std::clamp(area.offset.y + by.y, 0.0F, area.offset_max().y);
    }
    area.moved_ms = state.now_ms;
    state.wake_in(wheel_bar_ms);
    return;
  }
}

void take_key(UiState& state, const KeyEvent& event) {
  state.focus.by_keyboard = true;
  state.focus.visible = true;
  if (state.dragging && event.key == platform::Key::escape) {
    state.drag.cancelled = true;
    return;
  }
  state.keys.push_back(event);
}

void take_mirror_event(UiState& state, const SemanticsEvent& event) {
  Focus& focus = state.focus;
  // An editor that has nothing to put back leaves Escape to what it lies in.
  if (event.action == SemanticsAction::cancelled && !focus.edited &&
      !state.tree.is_invalid(event.id)) {
    KeyEvent key;
    key.key = platform::Key::escape;
    key.focus = event.id;
    take_key(state, key);
  }
  if (event.action == SemanticsAction::focused) {
    // A focus that nobody here asked for and no press brought comes from the Tab key or a screen
    // reader.
    if (event.id != focus.asked && !state.mouse_down) focus.by_keyboard = true;
    focus.asked = 0;
    for (const ShownToast& shown : state.toasts) {
      const bool enters = state.tree.is_within(event.id, shown.id);
      if (enters && !state.tree.is_within(focus.id, shown.id)) state.toast_focus_before = focus.id;
    }
    focus.id = event.id;
    focus.arrived = event.id;
    focus.edited = false;
    focus.visible = focus.by_keyboard;
  } else if (event.action == SemanticsAction::blurred) {
    focus.id = 0;
    focus.edited = false;
  } else if (event.action == SemanticsAction::edited) {
    focus.edited = true;
    focus.edited_empty = event.text.empty();
  } else if (event.action == SemanticsAction::committed ||
             event.action == SemanticsAction::cancelled) {
    focus.edited = false;
  } else if (event.action == SemanticsAction::activate) {
    focus.by_keyboard = true;
  }
  state.mirror_events.push_back(event);
}

void tap(UiState& state, Vec place) {
  ImGuiIO& io = ImGui::GetIO();
  state.focus.by_keyboard = false;
  io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
  io.AddMousePosEvent(place.x, place.y);
  io.AddMouseButtonEvent(0, true);
  io.AddMouseButtonEvent(0, false);
  // Or the next tap would hit this place as well (ux.md).
  io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
}

void begin_pan(UiState& state, const Gesture& gesture) {
  state.panned = 0;
  state.panned_sideways = std::abs(gesture.by.x) > std::abs(gesture.by.y);
  const ImGuiWindow* window = state.window_at(gesture.start);
  for (auto at = state.scroll_order_last.rbegin(); at != state.scroll_order_last.rend(); ++at) {
    ScrollState& area = state.scrolls[*at];
    if (area.window != window || !area.viewport.contains(gesture.start)) continue;
    const Vec most = area.offset_max();
    const bool takes = state.panned_sideways ? area.options.horizontal && most.x > 0
                                             : area.options.vertical && most.y > 0;
    if (!takes) continue;
    state.panned = *at;
    area.snap_from =
        area.options.snap_width > 0 ? std::round(area.offset.x / area.options.snap_width) : 0;
    return;
  }
}

void move_pan(UiState& state, Vec by) {
  if (state.panned == 0) return;
  ScrollState& area = state.scrolls[state.panned];
  const Vec most = area.offset_max();
  area.horizontal.stop();
  area.vertical.stop();
  if (state.panned_sideways) {
    area.offset.x = std::clamp(area.offset.x - by.x, 0.0F, most.x);
  } else {
    area.offset.y = std::clamp(area.offset.y - by.y, 0.0F, most.y);
  }
  area.moved_ms = state.now_ms;
}

// A swipe over a quarter of a page, or one that would have got there by its speed, goes to the next
// page, never further.
void settle_on_page(UiState& state, ScrollState& area, float velocity) {
  constexpr float look_ahead_ms = 160;
  const float page = area.options.snap_width;
  const float way = area.offset.x - area.snap_from * page - velocity * look_ahead_ms;
  const float step = way > page / 4 ? 1.0F : way < -page / 4 ? -1.0F : 0.0F;
  const float target = std::clamp((area.snap_from + step) * page, 0.0F, area.offset_max().x);
  if (state.window.reduced_motion) {
    area.offset.x = target;
  } else {
    area.horizontal.glide_to(state.now_ms, area.offset.x, target);
  }
}

void end_pan(UiState& state, Vec velocity) {
  if (state.panned == 0) return;
  ScrollState& area = state.scrolls[state.panned];
  state.panned = 0;
  if (state.panned_sideways && area.options.snap_width > 0) {
    settle_on_page(state, area, velocity.x);
  } else if (state.panned_sideways) {
    area.horizontal.fling(state.now_ms, -velocity.x);
  } else {
    area.vertical.fling(state.now_ms, -velocity.y);
  }
  state.wake_in(wheel_bar_ms);
}

// A finger that comes down on something that glides holds it.
void hold_gliding(UiState& state, Vec place) {
  for (const Id id : state.scroll_order_last) {
    ScrollState& area = state.scrolls[id];
    if (!area.viewport.contains(place)) continue;
    area.vertical.stop();
    if (area.options.snap_width <= 0) area.horizontal.stop();
  }
}

void take_event(UiState& state, const Event& event) {
  if (const auto* pointer = std::get_if<PointerEvent>(&event)) {
    state.pointer_kind = pointer->kind;
    if (pointer->kind == PointerKind::mouse) {
      take_mouse(state, *pointer);
      return;
    }
    if (pointer->phase == PointerPhase::down) hold_gliding(state, {pointer->x, pointer->y});
    state.arbiter.pointer(*pointer, state.gestures);
    route_gestures(state);
  } else if (const auto* wheel = std::get_if<WheelEvent>(&event)) {
    take_wheel(state, *wheel);
  } else if (const auto* key = std::get_if<KeyEvent>(&event)) {
    take_key(state, *key);
  } else if (const auto* semantics = std::get_if<SemanticsEvent>(&event)) {
    take_mirror_event(state, *semantics);
  } else if (const auto* hover = std::get_if<platform::FileHoverEvent>(&event)) {
    state.file_over = hover->over;
  }
}

}  // namespace

void take_events(UiState& state, std::span<const Event> events) {
  state.keys.clear();
  state.mirror_events.clear();
  state.focus.arrived = 0;
  state.long_press_waits = false;
  // A mouse that was released before the frame in which it lifted something.
  if (state.dragging && state.drag.pointer == PointerKind::mouse && !state.mouse_down) {
    end_drag(state, true);
  }
  for (const Event& event : events) take_event(state, event);
  state.arbiter.tick(state.now_ms, state.gestures);
  route_gestures(state);
}

void route_gestures(UiState& state) {
  for (const Gesture& gesture : state.gestures) {
    switch (gesture.kind) {
      case GestureKind::tap:
        tap(state, gesture.at);
        break;
      case GestureKind::long_press:
        state.long_press_waits = true;
        state.long_press_at = gesture.at;
        break;
      case GestureKind::pan_begin:
        begin_pan(state, gesture);
        move_pan(state, gesture.by);
        break;
      case GestureKind::pan_move:
        move_pan(state, gesture.by);
        break;
      case GestureKind::pan_end:
        end_pan(state, gesture.by);
        break;
      case GestureKind::drag_move:
        if (state.dragging) state.drag.at = gesture.at;
        break;
      case GestureKind::drag_end:
        end_drag(state, true);
        break;
      case GestureKind::drag_cancel:
        end_drag(state, false);
        break;
    }
  }
  state.gestures.clear();
}

// After the screens have seen a drop or a cancellation the drag is over.
void finish_input(UiState& state) {
  if (state.dragging && (state.drag.dropped || state.drag.cancelled)) {
    state.dragging = false;
    state.drag = {};
  }
  if (const double due = state.arbiter.deadline_ms(); due >= 0) state.wake_in(due - state.now_ms);
}

}  // namespace holdall::ui
