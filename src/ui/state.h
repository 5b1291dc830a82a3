#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "imgui.h"
#include "imgui_internal.h"
#include "ui/animation.h"
#include "ui/draw_collector.h"
#include "ui/font_set.h"
#include "ui/gestures.h"
#include "ui/interact.h"
#include "ui/item_check.h"
#include "ui/overlays.h"
#include "ui/scroll_area.h"
#include "ui/semantics_tree.h"
#include "ui/ui.h"

namespace holdall::ui {

// What lies above what.
enum class Level : std::uint8_t { ground, panel, dialog, menu, toast, tooltip };

struct ScrollState {
  Vec offset;
  Vec content;
  Rect viewport;
  ScrollOptions options;
  ImGuiWindow* window = nullptr;
  KineticScroll horizontal;
  KineticScroll vertical;
  double moved_ms = -1e9;  // when it last moved: the bar shows for a while
  float grab = -1;         // where on the vertical bar's thumb a mouse holds it
  float snap_from = 0;     // the page on which the finger came down
  bool seen = false;       // was drawn in this frame

  [[nodiscard]] Vec offset_max() const {
    return {std::max(0.0F, content.x - viewport.width),
            std::max(0.0F, content.y - viewport.height)};
  }
};

// A menu or popover that is open.
struct OpenPopup {
  Id id = 0;
  Rect anchor;
  Id focus_before = 0;
  bool fresh = true;  // not drawn yet
  bool seen = true;   // was drawn in this frame
};

// A panel or dialog that is open or on its way out.
struct OpenOverlay {
  Id focus_before = 0;
  bool open = false;
  bool seen = false;  // was drawn in this frame
};

struct ShownToast {
  Toast toast;
  Id id = 0;
  double left_ms = 0;        // negative: until dismissed
  bool stands_still = true;  // its time did not run since the last frame
  bool gone = false;
};

struct OverlayWindow {
  Id id = 0;
  Level level = Level::ground;
  bool blocks = false;  // nothing below it takes keys
  ImGuiWindow* window = nullptr;
};

struct Focus {
  Id id = 0;
  Id arrived = 0;  // came in this frame
  bool visible = false;
  bool by_keyboard = false;  // how the person acted last
  // Of an editor that has the focus: it was changed since the app knows its text, and holds none.
  bool edited = false;
  bool edited_empty = false;
  Id requested = 0;
  Id asked = 0;  // what the mirror was last asked to focus
  int request_frames = 0;
};

// There is one, its members are grouped by what they are about.
struct UiState {  // NOLINT(clang-analyzer-optin.performance.Padding)
  UiState(render::Renderer& renderer_to_use, platform::SemanticsMirror& mirror_to_use, Ui& owner)
      : renderer(renderer_to_use), mirror(mirror_to_use), ui(owner), painter(*this) {}

  render::Renderer& renderer;
  platform::SemanticsMirror& mirror;
  Ui& ui;
  ImGuiContext* imgui = nullptr;
  FontSet fonts;
  DrawCollector collector;
  Painter painter;
  Animator animator;
  SemanticsTree tree;
  ItemCheck item_check;
  int items_without_semantics = 0;

  platform::WindowState window;
  double now_ms = 0;
  double elapsed_ms = 0;  // since the last frame
  bool theme_fixed = false;
  ThemeKind theme = ThemeKind::light;
  float opacity = 1;
  std::vector<float> opacities;
  std::string_view cursor = "default";
  int settling_frames = 2;
  double wake_ms = -1;  // a delay from now; negative: none
  bool file_over = false;

  // Input
  TouchArbiter arbiter;
  std::vector<Gesture> gestures;
  Vec mouse{-1e9F, -1e9F};
  bool mouse_down = false;
  platform::PointerKind pointer_kind = platform::PointerKind::mouse;
  std::vector<platform::KeyEvent> keys;
  std::vector<platform::SemanticsEvent> mirror_events;
  Focus focus;
  Drag drag;
  bool dragging = false;
  bool long_press_waits = false;  // reported in this frame and not claimed yet
  Vec long_press_at;

  // Scrolling
  std::unordered_map<Id, ScrollState> scrolls;
  std::vector<Id> scroll_order;       // of this frame, outer before inner
  std::vector<Id> scroll_order_last;  // of the last one: who can be hit
  std::vector<Id> scroll_stack;
  std::optional<Rect> shown_with;  // see ShownTogether
  Id panned = 0;
  bool panned_sideways = false;

  // What floats
  std::vector<OpenPopup> popups;
  std::unordered_map<Id, OpenOverlay> overlays;
  std::vector<OverlayWindow> windows;       // of this frame
  std::vector<OverlayWindow> windows_last;  // sorted from bottom to top
  struct Drawn {
    Id id = 0;
    int layer_before = -1;
  };
  std::vector<Drawn> window_stack;  // windows that are being drawn
  std::vector<ShownToast> toasts;
  std::optional<Rect> toast_area;  // of this frame; else the window's bounds
  Rect toasts_at;                  // around all that were drawn in the last frame; empty: none
  std::uint32_t next_toast = 1;
  Id toast_focus_before = 0;  // what had the focus before it went into a toast
  Id tooltip_owner = 0;
  double tooltip_since_ms = 0;
  bool tooltip_drawn = false;

  [[nodiscard]] const Colors& colors() const { return colors_of(theme); }
  void wake_in(double delay_ms) {
    if (wake_ms < 0 || delay_ms < wake_ms) wake_ms = std::max(0.0, delay_ms);
  }
  // The topmost window of Dear ImGui at a place; null outside all.
  [[nodiscard]] ImGuiWindow* window_at(Vec place) const;
  // Something that takes all keys lies above what is being drawn now.
  [[nodiscard]] bool keys_blocked(bool escape) const;
};

// A window of Dear ImGui without any look of its own, with a layer for shapes. `blocks`: nothing
// below it takes keys; `takes_input` false: the pointer goes through.
void begin_window(UiState& state, Id id, Level level, const Rect& at, bool blocks,
                  bool takes_input = true);
void end_window(UiState& state);

// The steps of a frame that fill several functions (input.cpp).
void take_events(UiState& state, std::span<const platform::Event> events);
void route_gestures(UiState& state);
void finish_input(UiState& state);
// toast.cpp
void draw_toasts(UiState& state);

// Overlays whose screens did not draw them in this frame are closed.
void close_forgotten_overlays(UiState& state);
void close_popup(UiState& state, Id id);
// The box of a popup beside its anchor: below it if there is room, else above, always inside the
// window.
[[nodiscard]] Rect popup_box(const UiState& state, const Rect& anchor, float width, float height);
// Where a panel or dialog is on its way, 0 closed to 1 open; takes care of the focus when it opens
// and closes.
float overlay_progress(UiState& state, Id id, bool open);
// A press of the mouse or a tap in the current window, outside the box.
[[nodiscard]] bool pressed_outside(const UiState& state, const Rect& box);
// The surface of what floats.
void floating_surface(Ui& ui, const Rect& at, Corners corners);
// Moves an area just so far that the window rectangle is inside.
void show_in_area(UiState& state, Id area, const Rect& in_window, bool glide);

// The focus goes back to what had it before an overlay opened, unless the person has moved it
// elsewhere.
void return_focus(UiState& state, Id overlay, Id before);

}  // namespace holdall::ui
