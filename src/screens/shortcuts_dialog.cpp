#include "screens/shortcuts_dialog.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::Rect;
using ui::TextStyle;

struct Shortcut {
  std::string_view keys;
  Text what;
};

constexpr std::array shortcuts = {
    Shortcut{"N", Text::keys_add},       Shortcut{"← ↑ ↓ →", Text::keys_walk},
    Shortcut{"Enter", Text::keys_open},  Shortcut{"Space", Text::keys_lift},
    Shortcut{"M", Text::keys_menu},      Shortcut{"Del", Text::keys_delete},
    Shortcut{"Ctrl+Z", Text::keys_undo}, Shortcut{"Ctrl+Shift+Z", Text::keys_redo},
    Shortcut{"Esc", Text::keys_close},   Shortcut{"?", Text::keys_help},
};

constexpr float dialog_width = 520;
constexpr float keys_width = 132;

float row_height(const Context& context, const Shortcut& shortcut, float text_width) {
  const float text =
      context.ui.wrapped_height(context.text(shortcut.what), TextStyle::body, text_width);
  return std::max(34.0F, text + 10);
}

}  // namespace

bool draw_shortcuts_dialog(const Context& context, bool open) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const float text_width = ui::dialog_inner_width(ui, dialog_width) - keys_width;
  float content = 0;
  for (const Shortcut& shortcut : shortcuts) content += row_height(context, shortcut, text_width);
  const ui::Dialog dialog(ui, ui.id("shortcuts"), open, context.text(Text::keys_title),
                          {.width = dialog_width, .body_height = content});
  if (!dialog) return false;
  bool close = dialog.close_requested();
  {
    ui::ScrollArea area(ui, ui.id("list"), dialog.body());
    area.set_content(dialog.body().width, content);
    Rect rest{area.origin().x, area.origin().y, dialog.body().width, content};
    std::int64_t number = 0;
    for (const Shortcut& shortcut : shortcuts) {
      Rect line = rest.cut_top(row_height(context, shortcut, text_width));
      const Rect whole = line;
      const float width = std::ceil(ui.text_width(shortcut.keys, TextStyle::small_strong)) + 18;
      const Rect keys = line.cut_left(keys_width);
      const Rect cap = Rect{keys.left, keys.top, width, keys.height}.centered(width, 24);
      ui.paint().box(
          cap,
          {.fill = c.surface2, .corners = 6, .border = c.border, .border_width = 1, .shadow = {}});
      ui.paint().text(cap, shortcut.keys, TextStyle::small_strong, c.text, ui::Align::middle);
      const std::string_view what = context.text(shortcut.what);
      const float height = ui.wrapped_height(what, TextStyle::body, line.width);
      ui.paint().wrapped(line.centered(line.width, height), what, TextStyle::body, c.text);
      ui.semantics(node_for(
          ui.id(++number), platform::Role::text,
          std::string(shortcut.keys) + ": " + std::string(context.text(shortcut.what)), whole));
    }
  }
  Rect footer = dialog.footer();
  const std::string_view done = context.text(Text::common_done);
  const float width = std::max(88.0F, ui::button_width(ui, done));
  if (ui::button(ui, ui.id("done"), footer.cut_right(width), done,
                 {.kind = ui::ButtonKind::primary})) {
    close = true;
  }
  return close && open;
}

}  // namespace holdall::screens
