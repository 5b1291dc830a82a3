#include "ui/fields.h"

#include <charconv>

#include "base/utf8.h"
#include "ui/overlays.h"
#include "ui/state.h"

namespace holdall::ui {

namespace {

using platform::Role;
using platform::SemanticsAction;
using platform::SemanticsNode;

constexpr float text_inset = 12;
constexpr float area_inset = 8;  // above the first line of a text area
constexpr float label_gap = 4;

// What of a native element may take the pointer: nothing where something else is seen.
Rect reachable(const UiState& state, const Rect& at, bool focused) {
  if (focused) return at;
  const Rect seen = at.intersection(state.painter.clip());
  if (seen.width < at.width - 1 || seen.height < at.height / 2) return {at.left, at.top, 0, 0};
  const ImGuiWindow* window = ImGui::GetCurrentWindow();
  const float margin = 2;
  const Vec corners[] = {{at.left + margin, at.center().y},
                         {at.right() - margin, at.center().y},
                         {at.center().x, at.top + margin},
                         {at.center().x, at.bottom() - margin}};
  for (const Vec corner : corners) {
    const ImGuiWindow* topmost = state.window_at(corner);
    if (topmost != nullptr && topmost != window) return {at.left, at.top, 0, 0};
  }
  return at;
}

struct FieldLook {
  bool focused = false;
  bool hovered = false;
  bool disabled = false;
  bool invalid = false;
  bool quiet = false;
  bool soft = false;
};

void draw_frame(Ui& ui, Id id, const Rect& at, const FieldLook& look) {
  const Colors& c = ui.colors();
  const float hover = ui.animate(id, "field hover", look.hovered ? 1.0F : 0.0F, motion::quick_ms);
  const float focus = ui.animate(id, "field focus", look.focused ? 1.0F : 0.0F, motion::quick_ms);
  Color border = mixed(c.border_strong, c.text_secondary, hover);
  Color fill = c.surface1;
  if (look.quiet) {
    border = border.faded(std::max(hover * 0.6F, focus));
    fill = mixed(c.surface1.faded(0), c.surface1, focus);
  }
  if (look.soft) {
    border = border.faded(std::max(hover * 0.4F, focus));
    fill = mixed(c.surface2, c.surface1, focus);
  }
  if (look.disabled) {
    fill = c.surface2;
    border = c.border;
  }
  const Color edge = look.invalid ? c.danger_fill : c.accent;
  border = mixed(look.invalid ? edge : border, edge, focus);
  ui.paint().box(at, {.fill = fill,
                      .corners = radius::control,
                      .border = border,
                      .border_width = focus > 0.5F ? 1.5F : 1.0F});
  if (focus > 0) {
    // A soft halo shows the place of the caret without shouting.
    const Rect halo = at.inset(-3);
    ui.paint().box(
        halo,
        {.corners = radius::control + 3, .border = edge.faded(0.22F * focus), .border_width = 3});
  }
}

// The events of this frame for one editor.
TextFieldResult read_editor(const UiState& state, Id id, bool clears_on_enter) {
  TextFieldResult result;
  bool left_after_commit = false;
  for (const platform::SemanticsEvent& event : state.mirror_events) {
    const bool mine = event.id == id;
    if (event.action == SemanticsAction::blurred ||
        (event.action == SemanticsAction::focused && !mine)) {
      left_after_commit = true;
    }
    if (!mine) continue;
    if (event.action == SemanticsAction::edited) {
      result.edited = true;
      result.text = event.text;
    } else if (event.action == SemanticsAction::committed) {
      result.committed = true;
      result.text = clears_on_enter ? std::string() : event.text;
      if (clears_on_enter) result.entries.push_back(event.text);
      left_after_commit = false;
    } else if (event.action == SemanticsAction::cancelled) {
      result.cancelled = true;
      result.text = event.text;
    }
  }
  result.focused = state.focus.id == id;
  result.by_enter = result.committed && result.focused && !left_after_commit;
  return result;
}

void draw_value(Ui& ui, const Rect& inside, const TextFieldOptions& options,
                std::string_view value) {
  const Colors& c = ui.colors();
  const bool empty = value.empty();
  const std::string_view shown = empty ? options.placeholder : value;
  const Color color = empty || options.disabled ? c.text_secondary : c.text;
  if (options.multiline) {
    ui.paint().wrapped(inside, shown, options.style, color);
  } else {
    ui.paint().text(inside, shown, options.style, color,
                    options.end_aligned ? Align::end : Align::start);
  }
}

SemanticsNode editor_node(Ui& ui, Id id, std::string_view label, const TextFieldOptions& options) {
  SemanticsNode node;
  node.id = id;
  node.role = options.multiline ? Role::text_area : Role::text_field;
  node.name = label;
  node.value = options.value;
  node.description = options.description;
  node.editor = options.kind;
  node.font_size = text_size(options.style, ui.coarse());
  node.focusable = true;
  node.tab_stop = true;
  node.disabled = options.disabled;
  node.invalid = options.invalid;
  node.clears_on_enter = options.clears_on_enter;
  return node;
}

// As the browser draws a password.
std::string bullets(std::string_view secret) {
  std::string text;
  for (std::size_t position = 0; position < secret.size();) {
    static_cast<void>(next_code_point(secret, position));
    text += "\u2022";
  }
  return text;
}

}  // namespace

bool typing(const Ui& ui) { return ui.state().focus.edited; }

Rect labelled(Ui& ui, const Rect& at, std::string_view label, bool required) {
  Rect rest = at;
  Rect strip = rest.cut_top(ui.line_height(TextStyle::small), label_gap);
  const float width = ui.paint().text(strip, label, TextStyle::small, ui.colors().text_secondary);
  if (required) {
    strip.cut_left(width + 3);
    ui.paint().text(strip, "*", TextStyle::small_strong, ui.colors().danger);
  }
  return rest;
}

float labelled_height(const Ui& ui) {
  return ui.line_height(TextStyle::small) + label_gap + ui.control_height();
}

TextFieldResult text_field(Ui& ui, Id id, const Rect& at, std::string_view label,
                           const TextFieldOptions& options) {
  const UiState& state = ui.state();
  TextFieldResult result = read_editor(state, id, options.clears_on_enter);
  // Its text can be selected and copied; Enter means nothing there.
  if (options.disabled) result = {.focused = result.focused};
  const Interaction press = interact(ui, id, at, {.disabled = options.disabled, .cursor = "text"});
  if (options.focused_now && !state.tree.contains_before(id)) ui.request_focus(id);
  draw_frame(ui, id, at,
             {result.focused && !options.disabled, press.hovered, options.disabled, options.invalid,
              options.quiet, options.soft});
  Rect editor = at.inset(text_inset, options.multiline ? area_inset : 0);
  if (options.icon != Icon::none) {
    const float height = options.multiline ? 36 : at.height;
    ui.paint().icon({at.left + 10, at.top, 16, height}, options.icon, ui.colors().text_secondary);
    editor.cut_left(22);
  }
  if (!result.focused) {
    const std::string_view own = options.display.empty() ? options.value : options.display;
    const std::string_view shown = result.committed ? std::string_view(result.text) : own;
    const bool secret = options.kind == platform::EditorKind::password;
    draw_value(ui, editor, options, secret ? bullets(shown) : std::string(shown));
  } else if (state.focus.edited ? state.focus.edited_empty : options.value.empty()) {
    draw_value(ui, editor, options, {});
  }
  SemanticsNode node = editor_node(ui, id, label, options);
  // The caller's value is that of the frame before. Given back to an editor that has been emptied
  // since, it would stand before what is typed next.
  if (options.clears_on_enter && (result.edited || result.committed)) node.value = result.text;
  node.rectangle = reachable(state, editor, result.focused).for_platform();
  ui.semantics(std::move(node));
  return result;
}

std::optional<int> select(Ui& ui, Id id, const Rect& at, std::string_view label,
                          const SelectOptions& options) {
  const UiState& state = ui.state();
  const Colors& c = ui.colors();
  const Interaction press = interact(ui, id, at, {.disabled = options.disabled});
  draw_frame(ui, id, at,
             {press.focused && !options.disabled, press.hovered, options.disabled, options.invalid,
              options.quiet});
  const auto count = static_cast<int>(options.options.size());
  const bool any = options.selected >= 0 && options.selected < count;
  const std::string_view shown =
      any ? options.options[static_cast<std::size_t>(options.selected)] : options.placeholder;
  Rect inside = at.inset(text_inset, 0);
  ui.paint().icon(inside.cut_right(16, 6).moved({4, 0}), Icon::chevron_down, c.text_secondary);
  if (options.icon != Icon::none) {
    ui.paint().icon(inside.cut_left(16, 8).moved({-2, 0}), options.icon, c.text_secondary);
  }
  ui.paint().text(inside, shown, TextStyle::body,
                  any && !options.disabled ? c.text : c.text_secondary);
  SemanticsNode node;
  node.id = id;
  node.role = Role::combobox;
  node.name = label;
  if (any) node.value = shown;
  node.options.assign(options.options.begin(), options.options.end());
  node.rectangle = reachable(state, at, false).for_platform();
  node.focusable = true;
  node.tab_stop = true;
  node.disabled = options.disabled;
  node.invalid = options.invalid;
  ui.semantics(std::move(node));
  const std::string* text = ui.event_text(id, SemanticsAction::chosen);
  if (text == nullptr || options.disabled) return std::nullopt;
  int index = -1;
  std::from_chars(text->data(), text->data() + text->size(), index);
  if (index < 0 || index >= count || index == options.selected) return std::nullopt;
  return index;
}

bool checkbox(Ui& ui, Id id, const Rect& at, std::string_view label,
              const CheckboxOptions& options) {
  const Colors& c = ui.colors();
  Painter& paint = ui.paint();
  const Interaction press = interact(ui, id, target_around(ui, at), {.disabled = options.disabled});
  const float on = ui.animate(id, "checked", options.checked ? 1.0F : 0.0F, motion::quick_ms);
  const float hover = ui.animate(id, "hover", press.hovered ? 1.0F : 0.0F, motion::quick_ms);
  const float size = ui.coarse() ? 20.0F : 16.0F;
  const Rect box{at.left, at.center().y - size / 2, size, size};
  const Color edge = options.disabled ? c.border : mixed(c.border_strong, c.text_secondary, hover);
  paint.box(box, {.fill = mixed(c.surface1, options.disabled ? c.border_strong : c.accent, on),
                  .corners = radius::small,
                  .border = mixed(edge, options.disabled ? c.border_strong : c.accent, on),
                  .border_width = 1});
  if (on > 0) paint.icon(box, Icon::check, c.on_accent.faded(on), size - 3);
  if (press.focus_visible) paint.focus_ring(box, radius::small);
  if (!options.label_hidden) {
    const Rect text{box.right() + 8, at.top, at.right() - box.right() - 8, at.height};
    paint.text(text, label, TextStyle::body, options.disabled ? c.text_disabled : c.text);
  }
  SemanticsNode node;
  node.id = id;
  node.role = Role::checkbox;
  node.name = label;
  node.description = options.description;
  node.rectangle = at.for_platform();
  node.focusable = true;
  node.tab_stop = true;
  node.disabled = options.disabled;
  node.pressed = options.checked;
  ui.semantics(std::move(node));
  return press.activated;
}

}  // namespace holdall::ui
