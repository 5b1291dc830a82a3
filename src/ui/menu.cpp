#include <cmath>

#include "ui/overlays.h"
#include "ui/state.h"

namespace holdall::ui {

namespace {

using platform::Key;
using platform::Role;
using platform::SemanticsNode;

constexpr float menu_padding = 4;
constexpr float separator_height = 9;
constexpr float icon_column = 28;

OpenPopup* find_popup(UiState& state, Id id) {
  for (OpenPopup& popup : state.popups) {
    if (popup.id == id) return &popup;
  }
  return nullptr;
}

void open_popup(Ui& ui, Id id, const Rect& anchor) {
  UiState& state = ui.state();
  if (find_popup(state, id) != nullptr) return;
  // One menu at a time: what the focus goes back to is what had it before the first one.
  state.popups.push_back({id, anchor, ui.focused(), true, true});
  state.settling_frames = std::max(state.settling_frames, 2);
}

bool has_marks(std::span<const MenuItem> items) {
  for (const MenuItem& item : items) {
    if (item.icon != Icon::none || item.checked || item.mark.alpha() > 0) return true;
  }
  return false;
}

float menu_width(const Ui& ui, std::span<const MenuItem> items, float least) {
  float width = least;
  const float marks = has_marks(items) ? icon_column : 0;
  for (const MenuItem& item : items) {
    float needed = ui.text_width(item.label, TextStyle::body) + marks + 2 * (menu_padding + 10);
    if (!item.shortcut.empty()) needed += ui.text_width(item.shortcut, TextStyle::small) + 28;
    if (item.checked) needed += 24;
    width = std::max(width, std::ceil(needed) + 2);
  }
  return width;
}

float item_height(const Ui& ui) { return ui.coarse() ? 46.0F : 32.0F; }

float menu_height(const Ui& ui, std::span<const MenuItem> items) {
  float height = 2 * menu_padding;
  for (const MenuItem& item : items) {
    height += item_height(ui) + (item.separator_before ? separator_height : 0);
  }
  return height;
}

void draw_item(Ui& ui, const Rect& at, const MenuItem& item, bool marks, bool lit,
               bool focus_visible) {
  const Colors& c = ui.colors();
  Painter& paint = ui.paint();
  if (lit) paint.fill(at, item.danger ? c.danger_soft : c.surface2, radius::control - 1);
  if (focus_visible) {
    paint.box(at, {.corners = radius::control - 1, .border = c.focus_ring, .border_width = 2});
  }
  const Color ink = item.disabled ? c.text_disabled : item.danger ? c.danger : c.text;
  const Color soft = item.disabled ? c.text_disabled : item.danger ? c.danger : c.text_secondary;
  Rect rest = at.inset(10, 0);
  if (marks) {
    const Rect mark = rest.cut_left(icon_column - 10, 10);
    if (item.mark.alpha() > 0) {
      paint.circle(mark.center(), 4.5F, item.mark);
    } else {
      paint.icon(mark, item.icon, soft, 16);
    }
  }
  if (item.checked) paint.icon(rest.cut_right(16, 8), Icon::check, c.accent_text, 16);
  if (!item.shortcut.empty()) {
    const float width = ui.text_width(item.shortcut, TextStyle::small) + 1;
    paint.text(rest.cut_right(width, 12), item.shortcut, TextStyle::small, c.text_secondary);
  }
  paint.text(rest, item.label, TextStyle::body, ink);
}

SemanticsNode item_node(Id id, const Rect& at, const MenuItem& item, bool any_checked) {
  SemanticsNode node;
  node.id = id;
  node.role = Role::menu_item;
  node.name = item.label;
  node.description = item.shortcut;
  node.rectangle = at.for_platform();
  node.focusable = true;
  node.disabled = item.disabled;
  node.has_pressed = any_checked;
  node.pressed = item.checked;
  return node;
}

// The next item that can be chosen, from `from` in the direction of `step`, around the ends.
int next_item(std::span<const MenuItem> items, int from, int step) {
  const auto count = static_cast<int>(items.size());
  for (int tried = 1; tried <= count; ++tried) {
    const int index = (from + step * tried % count + count) % count;
    if (!items[static_cast<std::size_t>(index)].disabled) return index;
  }
  return -1;
}

// Moves the focus by the keys of a menu; true if it is to be closed.
bool take_menu_keys(Ui& ui, Id menu, std::span<const MenuItem> items, int focused) {
  const auto count = static_cast<int>(items.size());
  int target = -1;
  if (ui.key_pressed_within(menu, Key::down)) target = next_item(items, focused, 1);
  if (ui.key_pressed_within(menu, Key::up)) {
    target = next_item(items, focused < 0 ? count : focused, -1);
  }
  if (ui.key_pressed_within(menu, Key::home)) target = next_item(items, -1, 1);
  if (ui.key_pressed_within(menu, Key::end)) target = next_item(items, count, -1);
  if (target >= 0) ui.request_focus(ui.id(target));
  return ui.shortcut(Key::escape) || ui.key_pressed_within(menu, Key::tab);
}

int focused_item(const Ui& ui, std::span<const MenuItem> items) {
  for (int index = 0; index < static_cast<int>(items.size()); ++index) {
    if (ui.focused() == ui.id(index)) return index;
  }
  return -1;
}

std::optional<int> draw_items(Ui& ui, const Rect& box, std::span<const MenuItem> items) {
  bool any_checked = false;
  for (const MenuItem& item : items) any_checked = any_checked || item.checked;
  const bool marks = has_marks(items);
  std::optional<int> chosen;
  Rect rest = box.inset(menu_padding);
  for (int index = 0; index < static_cast<int>(items.size()); ++index) {
    const MenuItem& item = items[static_cast<std::size_t>(index)];
    if (item.separator_before) {
      const Rect line = rest.cut_top(separator_height);
      ui.paint().fill({line.left, line.center().y - 0.5F, line.width, 1}, ui.colors().border);
    }
    const Rect at = rest.cut_top(item_height(ui));
    const Id id = ui.id(index);
    const Interaction state = interact(ui, id, at, {.disabled = item.disabled});
    const bool focused = state.focused && ui.focus_visible(id);
    draw_item(ui, at, item, marks, state.hovered || state.held || focused, focused);
    ui.semantics(item_node(id, at, item, any_checked));
    if (state.activated) chosen = index;
  }
  return chosen;
}

}  // namespace

void open_menu(Ui& ui, Id menu, const Rect& anchor) { open_popup(ui, menu, anchor); }

bool menu_open(const Ui& ui, Id menu) {
  for (const OpenPopup& popup : ui.state().popups) {
    if (popup.id == menu) return true;
  }
  return false;
}

std::optional<int> menu(Ui& ui, Id menu, std::string_view name, std::span<const MenuItem> items,
                        float width_min) {
  UiState& state = ui.state();
  OpenPopup* popup = find_popup(state, menu);
  if (popup == nullptr || items.empty()) return std::nullopt;
  popup->seen = true;
  const bool fresh = std::exchange(popup->fresh, false);
  const platform::WindowState& window = ui.window();
  const Rect box =
      popup_box(state, popup->anchor, menu_width(ui, items, width_min), menu_height(ui, items));
  begin_window(state, menu, Level::menu, {0, 0, window.width, window.height}, true);
  const std::uint64_t key = (std::uint64_t{menu} << 32) | 1U;
  const float progress = state.animator.to(key, 1, motion::quick_ms, 0);
  ui.paint().push_opacity(progress);
  const Rect drawn = box.moved({0, (1 - progress) * -4});
  floating_surface(ui, drawn, radius::control + menu_padding - 1);

  SemanticsNode node;
  node.id = menu;
  node.role = Role::menu;
  node.name = name;
  node.rectangle = box.for_platform();
  state.tree.add(std::move(node));
  state.tree.push_scope(menu);
  std::optional<int> chosen;
  {
    // A menu that is higher than the window scrolls.
    ScrollArea area(ui, ui.id("items"), drawn);
    area.set_content(drawn.width, menu_height(ui, items));
    const Rect content{drawn.left, area.origin().y, drawn.width, menu_height(ui, items)};
    chosen = draw_items(ui, content, items);
  }
  if (fresh) {
    int first = next_item(items, -1, 1);
    for (int index = 0; index < static_cast<int>(items.size()); ++index) {
      if (items[static_cast<std::size_t>(index)].checked) first = index;
    }
    if (first >= 0) ui.request_focus(ui.id(first));
  }
  const bool leaves = take_menu_keys(ui, menu, items, focused_item(ui, items)) ||
                      (!fresh && pressed_outside(state, box));
  state.tree.pop_scope();
  ui.paint().pop_opacity();
  end_window(state);
  if (chosen || leaves) close_popup(state, menu);
  return chosen;
}

void open_popover(Ui& ui, Id popover, const Rect& anchor) { open_popup(ui, popover, anchor); }
void close_popover(Ui& ui, Id popover) { close_popup(ui.state(), popover); }

Popover::Popover(Ui& ui, Id id, std::string_view name, float width, float height) : ui_(ui) {
  UiState& state = ui.state();
  OpenPopup* popup = find_popup(state, id);
  if (popup == nullptr) return;
  popup->seen = true;
  const bool fresh = std::exchange(popup->fresh, false);
  const platform::WindowState& window = ui.window();
  const Rect box = popup_box(state, popup->anchor, width, height);
  begin_window(state, id, Level::menu, {0, 0, window.width, window.height}, true);
  if ((!fresh && pressed_outside(state, box)) || ui.shortcut(Key::escape)) {
    end_window(state);
    close_popup(state, id);
    return;
  }
  visible_ = true;
  floating_surface(ui, box, radius::floating);
  SemanticsNode node;
  node.id = id;
  node.role = Role::dialog;
  node.name = name;
  node.rectangle = box.for_platform();
  node.focusable = true;
  node.modal = true;
  state.tree.add(std::move(node));
  state.tree.push_scope(id);
  if (fresh) ui.request_focus(id);
  body_ = box.inset(space::x3);
}

Popover::~Popover() {
  if (!visible_) return;
  ui_.state().tree.pop_scope();
  end_window(ui_.state());
}

}  // namespace holdall::ui
