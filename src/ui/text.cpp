#include "ui/text.h"

namespace holdall::ui {

namespace {

platform::SemanticsNode text_node(Id id, const Rect& at, std::string_view text) {
  platform::SemanticsNode node;
  node.id = id;
  node.role = platform::Role::text;
  node.name = text;
  node.rectangle = at.for_platform();
  return node;
}

}  // namespace

void label(Ui& ui, Id id, const Rect& at, std::string_view text, TextStyle style, Align align) {
  label(ui, id, at, text, style, ui.colors().text, align);
}

void label(Ui& ui, Id id, const Rect& at, std::string_view text, TextStyle style, Color color,
           Align align) {
  ui.paint().text(at, text, style, color, align);
  ui.semantics(text_node(id, at, text));
}

float paragraph(Ui& ui, Id id, const Rect& at, std::string_view text, TextStyle style,
                Color color) {
  const float height = ui.paint().wrapped(at, text, style, color);
  ui.semantics(text_node(id, {at.left, at.top, at.width, height}, text));
  return height;
}

void heading(Ui& ui, Id id, const Rect& at, std::string_view text, int level, TextStyle style) {
  const bool wraps =
      ui.text_width(text, style) > at.width && at.height >= 2 * ui.line_height(style);
  if (wraps) {
    ui.paint().wrapped(at, text, style, ui.colors().text);
  } else {
    ui.paint().text(at, text, style, ui.colors().text);
  }
  platform::SemanticsNode node = text_node(id, at, text);
  node.role = platform::Role::heading;
  node.level = static_cast<std::uint8_t>(level);
  ui.semantics(std::move(node));
}

}  // namespace holdall::ui
