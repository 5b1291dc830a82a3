#pragma once

#include "ui/interact.h"

namespace holdall::ui {

enum class ButtonKind : std::uint8_t { primary, secondary, ghost, danger };

struct ButtonOptions {
  ButtonKind kind = ButtonKind::secondary;
  Icon icon = Icon::none;
  Icon trailing_icon = Icon::none;
  bool icon_only = false;  // the label is its name and its tooltip
  bool disabled = false;
  bool pressed = false;  // a toggle that is on
  bool toggle = false;   // is a toggle at all
  bool has_popup = false;
  bool expanded = false;
  bool start_aligned = false;
  bool tab_stop = true;
  bool small = false;         // 28 px high drawings in dense places; the target stays large enough
  std::string_view shortcut;  // shown in the tooltip
  std::string_view description;
};

// True when it was activated. `at` is the drawn box.
bool button(Ui& ui, Id id, const Rect& at, std::string_view label,
            const ButtonOptions& options = {});
bool icon_button(Ui& ui, Id id, const Rect& at, Icon icon, std::string_view label,
                 ButtonOptions options = {});
// The width that the label, the icons and the padding need.
[[nodiscard]] float button_width(const Ui& ui, std::string_view label,
                                 const ButtonOptions& options = {});

// Text that goes somewhere; role link.
bool link(Ui& ui, Id id, const Rect& at, std::string_view label, TextStyle style = TextStyle::body);

// An entry of the navigation, icon with label (below it when `stacked`, for the bar of tabs on a
// phone).
struct NavigationItemOptions {
  bool current = false;
  bool stacked = false;
  bool label_hidden = false;  // a narrow rail: the label becomes the tooltip
  int count = 0;              // a badge; 0: none
};
bool navigation_item(Ui& ui, Id id, const Rect& at, Icon icon, std::string_view label,
                     const NavigationItemOptions& options = {});

// One choice out of a few, side by side; arrows move within it. Returns the new index, or -1.
int segmented(Ui& ui, Id id, const Rect& at, std::string_view name,
              std::span<const std::string_view> labels, int selected);

}  // namespace holdall::ui
