// What panels, dialogs, menus and popovers have in common.

#include "ui/state.h"

namespace holdall::ui {

namespace {

constexpr float window_margin = 8;
constexpr float anchor_gap = 4;

OpenPopup* find_popup(UiState& state, Id id) {
  for (OpenPopup& popup : state.popups) {
    if (popup.id == id) return &popup;
  }
  return nullptr;
}

}  // namespace

bool overlay_open(const Ui& ui) {
  return !ui.state().popups.empty() || !ui.state().overlays.empty();
}

Rect popup_box(const UiState& state, const Rect& anchor, float width, float height) {
  const Rect bounds = state.ui.bounds().inset(window_margin);
  width = std::min(width, bounds.width);
  height = std::min(height, bounds.height);
  const float room_below = bounds.bottom() - anchor.bottom() - anchor_gap;
  const float room_above = anchor.top - bounds.top - anchor_gap;
  float top = anchor.bottom() + anchor_gap;
  if (height > room_below && room_above > room_below) top = anchor.top - anchor_gap - height;
  // On the right half of the window it hangs from the anchor's right end.
  float left = anchor.left;
  if (left + width > bounds.right()) left = anchor.right() - width;
  return {std::clamp(left, bounds.left, std::max(bounds.left, bounds.right() - width)),
          std::clamp(top, bounds.top, std::max(bounds.top, bounds.bottom() - height)), width,
          height};
}

float overlay_progress(UiState& state, Id id, bool open) {
  auto found = state.overlays.find(id);
  if (found == state.overlays.end()) {
    if (!open) return 0;
    found = state.overlays.emplace(id, OpenOverlay{}).first;
  }
  OpenOverlay& overlay = found->second;
  overlay.seen = true;
  if (open && !overlay.open) {
    overlay.focus_before = state.focus.id;
    state.ui.request_focus(id);
  } else if (!open && overlay.open) {
    return_focus(state, id, overlay.focus_before);
  }
  overlay.open = open;
  const std::uint64_t key = (std::uint64_t{id} << 32) | 1U;
  const float progress = state.animator.to(key, open ? 1.0F : 0.0F, motion::slow_ms, 0);
  if (!open && progress <= 0) state.overlays.erase(found);
  return progress;
}

void close_forgotten_overlays(UiState& state) {
  for (auto at = state.overlays.begin(); at != state.overlays.end();) {
    OpenOverlay& overlay = at->second;
    if (!overlay.seen) {
      if (overlay.open) return_focus(state, at->first, overlay.focus_before);
      at = state.overlays.erase(at);
      continue;
    }
    overlay.seen = false;
    ++at;
  }
  for (std::size_t index = state.popups.size(); index-- > 0;) {
    OpenPopup& popup = state.popups[index];
    if (popup.seen) {
      popup.seen = false;
    } else {
      close_popup(state, popup.id);
    }
  }
}

void close_popup(UiState& state, Id id) {
  const OpenPopup* popup = find_popup(state, id);
  if (popup == nullptr) return;
  return_focus(state, id, popup->focus_before);
  std::erase_if(state.popups, [id](const OpenPopup& one) { return one.id == id; });
  state.settling_frames = std::max(state.settling_frames, 2);
}

bool pressed_outside(const UiState& state, const Rect& box) {
  if (!ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
      !ImGui::IsMouseClicked(ImGuiMouseButton_Right)) {
    return false;
  }
  const ImVec2 at = ImGui::GetIO().MousePos;
  return !box.contains({at.x, at.y}) && state.window_at({at.x, at.y}) == ImGui::GetCurrentWindow();
}

void floating_surface(Ui& ui, const Rect& at, Corners corners) {
  const Colors& c = ui.colors();
  ui.paint().box(at, {.fill = c.surface1,
                      .corners = corners,
                      .border = c.border,
                      .border_width = 1,
                      .shadow = {.blur = 28, .y = 12, .color = c.shadow_strong}});
}

}  // namespace holdall::ui
