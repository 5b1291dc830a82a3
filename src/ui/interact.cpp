#include "ui/interact.h"

#include "ui/state.h"

namespace holdall::ui {

namespace {

constexpr float drag_slop = 4;  // CSS pixels that a pressed mouse moves before it lifts

void lift(UiState& state, Id id, const Rect& at, platform::PointerKind pointer, Vec start) {
  state.dragging = true;
  state.drag = {};
  state.drag.source = id;
  state.drag.pointer = pointer;
  state.drag.start = start;
  state.drag.at = pointer == platform::PointerKind::mouse ? state.mouse : start;
  state.drag.grip = start - Vec{at.left, at.top};
}

// A finger that rests here: lifts what can be dragged, else asks for the menu.
void take_long_press(UiState& state, Id id, const Rect& at, const InteractOptions& options,
                     Interaction& result) {
  if (!state.long_press_waits || !at.contains(state.long_press_at)) return;
  if (!state.painter.clip().contains(state.long_press_at)) return;
  if (state.window_at(state.long_press_at) != ImGui::GetCurrentWindow()) return;
  state.long_press_waits = false;
  result.at = state.long_press_at;
  if (options.draggable) {
    state.arbiter.claim_long_press();
    lift(state, id, at, platform::PointerKind::touch, state.long_press_at);
    result.lifted = true;
  } else {
    result.menu_requested = true;
  }
}

bool finger_on(const UiState& state, const Rect& at) {
  return state.arbiter.may_tap() && at.contains(state.arbiter.position()) &&
         state.painter.clip().contains(state.arbiter.position()) &&
         state.window_at(state.arbiter.position()) == ImGui::GetCurrentWindow();
}

void take_pointer(Ui& ui, Id id, const Rect& at, const InteractOptions& options,
                  Interaction& result) {
  UiState& state = ui.state();
  const ImGuiIO& io = ImGui::GetIO();
  const ImRect box{{at.left, at.top}, {at.right(), at.bottom()}};
  bool hovered = false;
  bool held = false;
  const bool pressed =
      ImGui::ButtonBehavior(box, id, &hovered, &held, ImGuiButtonFlags_MouseButtonLeft);
  const bool by_finger = io.MouseSource == ImGuiMouseSource_TouchScreen;
  result.hovered = hovered && !by_finger && !state.dragging;
  result.held = (held && !by_finger) || finger_on(state, at);
  result.at = {io.MousePos.x, io.MousePos.y};
  if (result.hovered) state.cursor = options.cursor;
  if (held && ImGui::GetCurrentContext()->ActiveIdIsJustActivated && options.takes_focus) {
    ui.request_focus(id);
  }
  if (options.draggable && held && !by_finger && !state.dragging &&
      ImGui::IsMouseDragPastThreshold(0, drag_slop)) {
    const ImVec2 start = io.MouseClickedPos[0];
    lift(state, id, at, platform::PointerKind::mouse, {start.x, start.y});
    ImGui::ClearActiveID();
    result.lifted = true;
    return;
  }
  result.activated = pressed;
  result.by_pointer = pressed;
  if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) result.menu_requested = true;
}

}  // namespace

Interaction interact(Ui& ui, Id id, const Rect& at, const InteractOptions& options) {
  UiState& state = ui.state();
  Interaction result;
  result.focused = ui.focused() == id;
  result.focus_visible = ui.focus_visible(id);
  const ImRect box{{at.left, at.top}, {at.right(), at.bottom()}};
  const bool visible =
      ImGui::ItemAdd(box, id, nullptr, options.disabled ? ImGuiItemFlags_Disabled : 0);
  if (options.disabled) return result;
  if (visible) {
    take_pointer(ui, id, at, options, result);
    take_long_press(state, id, at, options, result);
  }
  if (ui.activated(id) || (result.focused && ui.key_pressed(id, platform::Key::enter))) {
    result.activated = true;
  }
  return result;
}

Feedback feedback(Ui& ui, Id id, const Interaction& interaction) {
  return {ui.animate(id, "hover", interaction.hovered ? 1.0F : 0.0F, motion::quick_ms),
          ui.animate(id, "press", interaction.held ? 1.0F : 0.0F, motion::quick_ms)};
}

Rect target_around(const Ui& ui, const Rect& drawn) {
  const float least = ui.coarse() ? 44.0F : 24.0F;
  return drawn.centered(std::max(drawn.width, least), std::max(drawn.height, least));
}

}  // namespace holdall::ui
