#include "ui/button.h"

#include <cmath>
#include <string>

#include "ui/display.h"
#include "ui/overlays.h"
#include "ui/state.h"

namespace holdall::ui {

namespace {

using platform::Role;
using platform::SemanticsNode;

constexpr float icon_size = 16;
constexpr float icon_gap = 6;
constexpr float padding = 12;

struct ButtonColors {
  Color fill;
  Color text;
  Color border;
  Shadow shadow;
};

ButtonColors filled(Color fill, Color hover, Color press, Color text, const Feedback& state,
                    Color shadow) {
  return {mixed(mixed(fill, hover, state.hover), press, state.press),
          text,
          {},
          {.blur = 2, .y = 1, .color = shadow}};
}

ButtonColors colors_for(const Colors& c, const ButtonOptions& options, const Feedback& state) {
  if (options.disabled) {
    const bool ghost = options.kind == ButtonKind::ghost;
    return {ghost ? Color{} : c.surface2, c.text_disabled, {}, {}};
  }
  if (options.pressed || (options.expanded && options.kind != ButtonKind::primary)) {
    const Color fill = options.pressed ? c.accent_soft : c.surface2;
    return {fill, options.pressed ? c.accent_text : c.text, {}, {}};
  }
  switch (options.kind) {
    case ButtonKind::primary:
      return filled(c.accent, c.accent_hover, c.accent_pressed, c.on_accent, state, c.shadow);
    case ButtonKind::danger:
      return filled(c.danger_fill, c.danger_fill_hover, c.danger_fill_hover, c.on_danger, state,
                    c.shadow);
    case ButtonKind::secondary: {
      ButtonColors result = filled(c.surface1, c.surface2, c.surface3, c.text, state, c.shadow);
      result.border = mixed(c.border, c.border_strong, 0.35F);
      return result;
    }
    case ButtonKind::ghost:
      return {mixed(mixed(c.surface2.faded(0), c.surface2, state.hover), c.surface3, state.press),
              options.icon_only ? c.text_secondary : c.text,
              {},
              {}};
  }
  return {};
}

float content_width(const Ui& ui, std::string_view label, const ButtonOptions& options) {
  float width = options.icon_only ? 0 : ui.text_width(label, TextStyle::body_strong);
  if (options.icon != Icon::none) width += icon_size + (options.icon_only ? 0 : icon_gap);
  if (options.trailing_icon != Icon::none) width += icon_size + icon_gap;
  return width;
}

void draw_content(Ui& ui, const Rect& at, std::string_view label, const ButtonOptions& options,
                  Color color) {
  Painter& paint = ui.paint();
  if (options.icon_only) {
    paint.icon(at, options.icon, color, ui.coarse() ? 20 : 17);
    return;
  }
  const TextStyle style = options.small ? TextStyle::small_strong : TextStyle::body_strong;
  Rect rest = at.inset(options.small ? 8 : padding, 0);
  const float width = content_width(ui, label, options);
  if (!options.start_aligned && width < rest.width) rest = rest.inset((rest.width - width) / 2, 0);
  if (options.icon != Icon::none) {
    paint.icon(rest.cut_left(icon_size, icon_gap), options.icon, color, icon_size);
  }
  if (options.trailing_icon != Icon::none) {
    paint.icon(rest.cut_right(icon_size, icon_gap), options.trailing_icon, color, icon_size);
  }
  rest.width += 1;  // a width that was measured must not be cut by rounding
  paint.text(rest, label, style, color, options.start_aligned ? Align::start : Align::middle);
}

SemanticsNode button_node(Id id, const Rect& at, std::string_view label,
                          const ButtonOptions& options) {
  SemanticsNode node;
  node.id = id;
  node.role = Role::button;
  node.name = label;
  node.description = options.description;
  node.rectangle = at.for_platform();
  node.focusable = true;
  node.tab_stop = options.tab_stop;
  node.disabled = options.disabled;
  node.has_pressed = options.toggle;
  node.pressed = options.pressed;
  node.has_popup = options.has_popup;
  node.has_expanded = options.has_popup;
  node.expanded = options.expanded;
  return node;
}

}  // namespace

bool button(Ui& ui, Id id, const Rect& at, std::string_view label, const ButtonOptions& options) {
  const Interaction state = interact(ui, id, target_around(ui, at), {.disabled = options.disabled});
  const ButtonColors colors = colors_for(ui.colors(), options, feedback(ui, id, state));
  ui.paint().box(at, {.fill = colors.fill,
                      .corners = radius::control,
                      .border = colors.border,
                      .border_width = colors.border.alpha() > 0 ? 1.0F : 0.0F,
                      .shadow = colors.shadow});
  if (state.focus_visible) ui.paint().focus_ring(at, radius::control);
  draw_content(ui, at, label, options, colors.text);
  ui.semantics(button_node(id, at, label, options));
  if (options.icon_only || !options.shortcut.empty()) {
    tooltip(ui, id, at, state.hovered && !options.expanded, label, options.shortcut);
  }
  return state.activated;
}

bool icon_button(Ui& ui, Id id, const Rect& at, Icon icon, std::string_view label,
                 ButtonOptions options) {
  options.icon = icon;
  options.icon_only = true;
  if (options.kind == ButtonKind::secondary) options.kind = ButtonKind::ghost;
  return button(ui, id, at, label, options);
}

float button_width(const Ui& ui, std::string_view label, const ButtonOptions& options) {
  if (options.icon_only) return ui.control_height();
  return std::ceil(content_width(ui, label, options)) + 2 * (options.small ? 8 : padding) + 2;
}

bool link(Ui& ui, Id id, const Rect& at, std::string_view label, TextStyle style) {
  const Rect drawn{at.left, at.top, std::min(at.width, ui.text_width(label, style)), at.height};
  const Interaction state = interact(ui, id, target_around(ui, drawn));
  const Color color = ui.colors().accent_text;
  ui.paint().text(at, label, style, color);
  if (state.hovered) {
    const float under = at.center().y + ui.line_height(style) / 2 - 3;
    ui.paint().fill({drawn.left, under, drawn.width, 1}, color);
  }
  if (state.focus_visible) ui.paint().focus_ring(drawn, radius::small);
  SemanticsNode node = button_node(id, drawn, label, {});
  node.role = Role::link;
  ui.semantics(std::move(node));
  return state.activated;
}

bool navigation_item(Ui& ui, Id id, const Rect& at, Icon icon, std::string_view label,
                     const NavigationItemOptions& options) {
  const Colors& c = ui.colors();
  Painter& paint = ui.paint();
  const Interaction state = interact(ui, id, at);
  const Feedback shown = feedback(ui, id, state);
  const Color ink = options.current ? c.accent_text : c.text_secondary;
  Rect rest = at;
  if (options.stacked) {
    const Rect pill = at.centered(56, 28).moved({0, -9});
    if (options.current) paint.fill(pill, c.accent_soft, 14);
    paint.icon(pill, icon, ink, 20);
    paint.text({at.left, pill.bottom() + 1, at.width, 18}, label,
               options.current ? TextStyle::caption_strong : TextStyle::caption, ink,
               Align::middle);
  } else {
    const Color ground =
        options.current ? c.accent_soft : mixed(c.surface2.faded(0), c.surface2, shown.hover);
    paint.fill(at, mixed(ground, c.surface3, shown.press), radius::control);
    if (options.label_hidden) {
      paint.icon(at, icon, ink, 20);
      tooltip(ui, id, at, state.hovered, label);
    } else {
      rest = at.inset(10, 0);
      paint.icon(rest.cut_left(18, 10), icon, ink, 18);
      if (options.count > 0) {
        const std::string count = std::to_string(options.count);
        const float width = badge_width(ui, count, {});
        badge(ui, rest.cut_right(width, 8), count);
      }
      paint.text(rest, label, options.current ? TextStyle::body_strong : TextStyle::body,
                 options.current ? c.accent_text : c.text);
    }
  }
  if (state.focus_visible) paint.focus_ring(at.inset(2), radius::control);
  SemanticsNode node = button_node(id, at, label, {});
  node.role = Role::link;
  node.selected = options.current;
  ui.semantics(std::move(node));
  return state.activated;
}

int segmented(Ui& ui, Id id, const Rect& at, std::string_view name,
              std::span<const std::string_view> labels, int selected) {
  const Colors& c = ui.colors();
  Painter& paint = ui.paint();
  const auto count = static_cast<int>(labels.size());
  if (count == 0) return -1;
  SemanticsNode list;
  list.id = id;
  list.role = Role::tab_list;
  list.name = name;
  list.rectangle = at.for_platform();
  const SemanticsScope scope(ui, std::move(list));
  const IdScope ids(ui, std::int64_t{id});
  paint.fill(at, c.surface2, radius::control);
  const float width = (at.width - 4) / static_cast<float>(count);
  const float place = ui.animate(id, "place", static_cast<float>(selected));
  const Rect thumb{at.left + 2 + place * width, at.top + 2, width, at.height - 4};
  paint.box(thumb, {.fill = c.surface1,
                    .corners = radius::control - 2,
                    .border = c.border,
                    .border_width = 1,
                    .shadow = {.blur = 3, .y = 1, .color = c.shadow}});
  int chosen = -1;
  int go_to = -1;
  for (int index = 0; index < count; ++index) {
    const Id item = ui.id(index);
    const Rect box{at.left + 2 + static_cast<float>(index) * width, at.top + 2, width,
                   at.height - 4};
    const Interaction state = interact(ui, item, box);
    if (state.activated && index != selected) chosen = index;
    if (ui.key_pressed(item, platform::Key::right)) go_to = (index + 1) % count;
    if (ui.key_pressed(item, platform::Key::left)) go_to = (index + count - 1) % count;
    paint.text(box.inset(4, 0), labels[static_cast<std::size_t>(index)],
               index == selected ? TextStyle::small_strong : TextStyle::small,
               index == selected ? c.text : c.text_secondary, Align::middle);
    if (state.focus_visible) paint.focus_ring(box.inset(2), radius::control - 2);
    SemanticsNode node = button_node(item, box, labels[static_cast<std::size_t>(index)], {});
    node.role = Role::tab;
    node.selected = index == selected;
    node.tab_stop = index == selected;
    ui.semantics(std::move(node));
  }
  if (go_to >= 0) {
    chosen = go_to;
    ui.request_focus(ui.id(go_to));
  }
  return chosen;
}

}  // namespace holdall::ui
