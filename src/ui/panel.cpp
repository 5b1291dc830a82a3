#include "ui/button.h"
#include "ui/overlays.h"
#include "ui/state.h"
#include "ui/text.h"

namespace holdall::ui {

namespace {

using platform::Role;
using platform::SemanticsNode;

constexpr float header_height = 56;

SemanticsNode container_node(Id id, Role role, const Rect& at, std::string_view name, bool modal) {
  SemanticsNode node;
  node.id = id;
  node.role = role;
  node.name = name;
  node.rectangle = at.for_platform();
  node.focusable = true;  // the focus starts here and Tab goes on inside
  node.modal = modal;
  return node;
}

float footer_button_width(const Ui& ui, std::string_view label) {
  return std::max(88.0F, button_width(ui, label));
}

float dialog_padding(const Ui& ui) { return ui.compact() ? space::x5 : space::x6; }

float dialog_width(const Ui& ui, float wanted) { return std::min(wanted, ui.bounds().width - 32); }

}  // namespace

SidePanel::SidePanel(Ui& ui, Id id, bool open, std::string_view title, const PanelOptions& options)
    : ui_(ui) {
  UiState& state = ui.state();
  const float progress = overlay_progress(state, id, open);
  visible_ = open || progress > 0;
  if (!visible_) return;
  const bool full = ui.compact();
  const platform::WindowState& window = ui.window();
  Rect box{0, 0, window.width, window.height};
  if (!full) {
    box = box.cut_right(std::min(options.width, window.width - 64));
    box.cut_top(options.top);
  }
  begin_window(state, id, Level::panel, box, full, open);
  ui.paint().push_opacity(progress);
  const float slide = (1 - progress) * (full ? 64.0F : 48.0F);
  box = box.moved({slide, 0});
  const Colors& c = ui.colors();
  ui.paint().box(box, {.fill = c.surface1,
                       .shadow = {.blur = 32, .y = 0, .color = full ? Color{} : c.shadow_strong}});
  if (!full) ui.paint().fill({box.left, box.top, 1, box.height}, c.border);
  state.tree.add(
      container_node(id, full && open ? Role::dialog : Role::region, box, title, full && open));
  state.tree.push_scope(id);

  Rect inside = box;
  inside.cut_top(std::max(0.0F, window.inset_top - box.top));
  inside.cut_bottom(window.inset_bottom);
  header_ = inside.cut_top(header_height).inset(full ? space::x4 : space::x5, 0);
  body_ = inside;
  const float size = ui.control_height();
  const Rect close = header_.cut_right(size, space::x2).centered(size, size).moved({6, 0});
  ui.paint().line_below({box.left, header_.top, box.width, header_height}, c.border);
  close_requested_ = icon_button(ui, ui.id("/close"), close, Icon::x, options.close_label);
  if (!options.title_hidden) heading(ui, ui.id("/title"), header_, title, 2);
  if (open && ui.shortcut(platform::Key::escape)) close_requested_ = true;
}

SidePanel::~SidePanel() {
  if (!visible_) return;
  ui_.state().tree.pop_scope();
  ui_.paint().pop_opacity();
  end_window(ui_.state());
}

Cover::Cover(Ui& ui, Id id, bool open) : ui_(ui) {
  const float progress = ui.animate(id, "shown", open ? 1.0F : 0.0F);
  visible_ = progress > 0;
  if (!visible_) return;
  body_ = {0, 0, ui.window().width, ui.window().height};
  begin_window(ui.state(), id, Level::toast, body_, false, false);
  ui.paint().push_opacity(progress);
}

Cover::~Cover() {
  if (!visible_) return;
  ui_.paint().pop_opacity();
  end_window(ui_.state());
}

float dialog_inner_width(const Ui& ui, float width) {
  return dialog_width(ui, width) - 2 * dialog_padding(ui);
}

Dialog::Dialog(Ui& ui, Id id, bool open, std::string_view title, const DialogOptions& options)
    : ui_(ui) {
  UiState& state = ui.state();
  const float progress = overlay_progress(state, id, open);
  visible_ = open || progress > 0;
  if (!visible_) return;
  const Colors& c = ui.colors();
  const platform::WindowState& window = ui.window();
  const Rect whole{0, 0, window.width, window.height};
  begin_window(state, id, Level::dialog, whole, open, open);
  ui.paint().push_opacity(progress);
  ui.paint().fill(whole, c.scrim);
  ui.paint().layer();

  const float padding = dialog_padding(ui);
  const float width = dialog_width(ui, options.width);
  const float size = ui.control_height();
  const float title_width =
      width - 2 * padding - (options.close_label.empty() ? 0 : size + space::x2 - 8);
  const float title_height = std::max(ui.line_height(TextStyle::title),
                                      ui.wrapped_height(title, TextStyle::title, title_width));
  float buttons_width = -space::x2;
  for (const std::string_view label : options.buttons) {
    buttons_width += footer_button_width(ui, label) + space::x2;
  }
  stacked_ = buttons_width > width - 2 * padding;
  const float rows = stacked_ ? static_cast<float>(options.buttons.size()) : 1;
  const float footer_height = rows * (size + space::x2) - space::x2;
  const float height = std::min(padding + title_height + space::x4 + options.body_height +
                                    space::x6 + footer_height + padding,
                                ui.bounds().height - 32);
  const Rect box = ui.bounds().centered(width, height).moved({0, (1 - progress) * 12});
  floating_surface(ui, box, radius::floating);
  state.tree.add(container_node(id, Role::dialog, box, title, open));
  state.tree.push_scope(id);

  Rect inside = box.inset(padding);
  Rect head = inside.cut_top(title_height, space::x4);
  if (!options.close_label.empty()) {
    const Rect close = head.cut_right(size, space::x2 - 8).centered(size, size).moved({8, 0});
    close_requested_ = icon_button(ui, ui.id("/close"), close, Icon::x, options.close_label);
  }
  heading(ui, ui.id("/title"), head, title, 2, TextStyle::title);
  footer_ = inside.cut_bottom(footer_height, space::x6);
  body_ = inside;
  if (!open) return;
  if (ui.shortcut(platform::Key::escape) || pressed_outside(state, box)) close_requested_ = true;
}

Rect Dialog::next_button(std::string_view label) {
  if (stacked_) return footer_.cut_top(ui_.control_height(), space::x2);
  return footer_.cut_right(footer_button_width(ui_, label), space::x2);
}

Dialog::~Dialog() {
  if (!visible_) return;
  ui_.state().tree.pop_scope();
  ui_.paint().pop_opacity();
  end_window(ui_.state());
}

int confirm(Ui& ui, Id id, bool open, const ConfirmOptions& options) {
  const float width = 420;
  const float inner = dialog_inner_width(ui, width);
  const float height = ui.wrapped_height(options.message, TextStyle::body, inner);
  const bool was_open = ui.state().overlays.contains(id);
  const std::string_view labels[] = {options.confirm, options.cancel};
  Dialog dialog(ui, id, open, options.title,
                {.width = width, .body_height = height, .buttons = labels});
  if (!dialog) return 0;
  paragraph(ui, ui.id("message"), dialog.body(), options.message, TextStyle::body,
            ui.colors().text_secondary);
  const Rect right = dialog.next_button(options.confirm);
  const Rect left = dialog.next_button(options.cancel);
  int answer = dialog.close_requested() ? -1 : 0;
  if (button(ui, ui.id("cancel"), left, options.cancel)) answer = -1;
  if (button(ui, ui.id("confirm"), right, options.confirm,
             {.kind = options.danger ? ButtonKind::danger : ButtonKind::primary})) {
    answer = 1;
  }
  // Enter must not destroy anything by accident.
  if (open && !was_open) ui.request_focus(ui.id(options.danger ? "cancel" : "confirm"));
  return open ? answer : 0;
}

}  // namespace holdall::ui
