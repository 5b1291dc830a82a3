#include "screens/empty_board.h"

#include <algorithm>
#include <array>

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::Align;
using ui::ButtonKind;
using ui::Icon;
using ui::Rect;
using ui::TextStyle;

constexpr float picture_height = 148;
constexpr float stack_width_max = 360;

// A small board with cards on their way to the right, the last of them won.
void draw_picture(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  constexpr std::array cards = {3, 2, 2, 1};
  constexpr std::array colors = {1U, 3U, 4U, 6U};
  constexpr float gap = 10;
  const float width = std::min(74.0F, (at.width - 3 * gap) / 4);
  Rect rest = at.centered(4 * width + 3 * gap, at.height);
  for (std::size_t column = 0; column < cards.size(); ++column) {
    const Rect box = rest.cut_left(width, gap);
    ui.paint().fill(box, mixed(c.surface0, c.surface2, 0.9F), 10);
    Rect inside = box.inset(8, 10);
    const ui::StageColor& color = c.stages[colors[column]];
    ui.paint().fill(inside.cut_top(4, 8).intersection({inside.left, inside.top - 20, 28, 40}),
                    color.mark, 2);
    for (int card = 0; card < cards[column]; ++card) {
      const Rect one = inside.cut_top(32, 6);
      ui::card_surface(ui, one, {});
      Rect lines = one.inset(7, 8);
      ui.paint().fill(lines.cut_top(4, 5), c.surface3, 2);
      Rect second = lines.cut_top(4);
      second.width *= 0.55F;
      ui.paint().fill(second, card == 0 ? color.mark.faded(0.7F) : c.surface3, 2);
    }
  }
}

// Each line in the middle of the box, broken at spaces.
void draw_lines(ui::Ui& ui, const Rect& at, std::string_view text, TextStyle style,
                ui::Color color) {
  Rect rest = at;
  while (!text.empty()) {
    std::size_t end = text.size();
    while (ui.text_width(text.substr(0, end), style) > at.width) {
      const std::size_t space = text.rfind(' ', end - 1);
      if (space == std::string_view::npos || space == 0) break;
      end = space;
    }
    const Rect line = rest.cut_top(ui.line_height(style));
    ui.paint().text(line, text.substr(0, end), style, color, Align::middle);
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

}  // namespace

EmptyChoice draw_empty_board(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::IdScope ids(ui, "empty");
  const float width = std::min(at.width - 32, 560.0F);
  const std::string_view text = context.text(Text::board_empty_text);
  const std::string_view title = context.text(Text::board_empty_title);
  const float text_height = ui.wrapped_height(text, TextStyle::body, width);
  const float title_height = ui.wrapped_height(title, TextStyle::display, width);
  struct Way {
    EmptyChoice choice;
    std::string_view label;
    ui::ButtonOptions look;
    float width = 0;
  };
  std::array ways = {
      Way{EmptyChoice::import_file,
          context.text(Text::board_import_file),
          {.kind = ButtonKind::primary, .icon = Icon::upload}},
      Way{EmptyChoice::sample, context.text(Text::board_load_demo), {.icon = Icon::sparkles}},
      Way{EmptyChoice::add_deal, context.text(Text::board_add_deal), {.icon = Icon::plus}},
      Way{EmptyChoice::restore, context.text(Text::storage_restore), {.icon = Icon::history}}};
  float all = -8;
  for (Way& way : ways) {
    way.look.disabled = context.read_only();
    way.width = ui::button_width(ui, way.label, way.look) + 8;
    all += way.width + 8;
  }
  const bool stacked = all > at.width - 32;
  const auto lines = static_cast<float>(ways.size());
  const float buttons = stacked ? lines * (ui.control_height() + 10) - 10 : ui.control_height();
  const float tip = ui.line_height(TextStyle::small) + 20;
  const float height = picture_height + 28 + title_height + 8 + text_height + 24 + buttons + tip;
  // What can be done comes before what is nice to look at.
  const bool pictured = height <= at.height - 16;
  const float used = pictured ? height : height - picture_height - 28;
  Rect rest = at.centered(width, std::min(used, at.height - 16));
  if (pictured) draw_picture(context, rest.cut_top(picture_height, 28));
  const Rect title_at = rest.cut_top(title_height, 8);
  draw_lines(ui, title_at, title, TextStyle::display, context.colors().text);
  platform::SemanticsNode heading =
      node_for(ui.id("title"), platform::Role::heading, title, title_at);
  heading.level = 2;
  ui.semantics(std::move(heading));
  const Rect text_at = rest.cut_top(text_height, 24);
  draw_lines(ui, text_at, text, TextStyle::body, context.colors().text_secondary);
  ui.semantics(node_for(ui.id("text"), platform::Role::text, text, text_at));
  EmptyChoice choice = EmptyChoice::none;
  Rect row = rest.cut_top(buttons);
  // A row may be wider than the lines above it, a stack is no wider than a hand.
  row = row.centered(stacked ? std::min(width, stack_width_max) : all, row.height);
  for (const Way& way : ways) {
    const Rect box = stacked ? row.cut_top(ui.control_height(), 10) : row.cut_left(way.width, 8);
    if (ui::button(ui, ui.id(static_cast<std::int64_t>(way.choice)), box, way.label, way.look)) {
      choice = way.choice;
    }
  }
  if (!ui.coarse()) {
    rest.cut_top(20);
    ui::label(ui, ui.id("tip"), rest.cut_top(ui.line_height(TextStyle::small)),
              context.text(Text::board_empty_drop), TextStyle::small,
              context.colors().text_secondary, Align::middle);
  }
  return choice;
}

}  // namespace holdall::screens
