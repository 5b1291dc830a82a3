// The menu of a card, and 'Move to…' in it: the way to move a card that needs neither dragging nor
// arrows.

#include <array>
#include <utility>
#include <vector>

#include "screens/board_view.h"

namespace holdall::screens {

namespace {

using app::ColumnKind;
using i18n::Text;

}  // namespace

// An empty anchor stands for the card itself, wherever it is drawn.
void BoardView::open_card_menu(RecordId deal, const ui::Rect& anchor) {
  menu_deal_ = deal;
  menu_anchor_ = anchor;
  menu_wanted_ = true;
}

// Behind the cards, so that the one that was asked by the keyboard is among what was drawn.
void BoardView::find_menu_anchor(const Context& context) {
  const ui::Id card = card_id(context.ui, menu_deal_);
  for (const platform::SemanticsNode& node : context.ui.tree()) {
    if (node.id != card) continue;
    const platform::Rectangle& at = node.rectangle;
    menu_anchor_ = card_menu_box(context.ui, {at.left, at.top, at.width, at.height});
  }
}

void BoardView::draw_menus(const Context& context) {
  if (!menu_deal_) return;
  if (context.app.workspace().board().card(menu_deal_) == nullptr) {
    menu_deal_ = {};
    return;
  }
  if (std::exchange(menu_wanted_, false)) {
    if (menu_anchor_.empty()) find_menu_anchor(context);
    ui::open_menu(context.ui, context.ui.id("card menu"), menu_anchor_);
  }
  draw_card_menu(context);
  if (menu_deal_) draw_move_menu(context);
  const bool open = ui::menu_open(context.ui, context.ui.id("card menu")) ||
                    ui::menu_open(context.ui, context.ui.id("move menu"));
  if (!open) menu_deal_ = {};
}

void BoardView::draw_card_menu(const Context& context) {
  ui::Ui& ui = context.ui;
  const ui::Id id = ui.id("card menu");
  if (!ui::menu_open(ui, id)) return;
  const app::Board& board = context.app.workspace().board();
  const auto column = board.column_of(menu_deal_);
  enum Item : int { open_deal, move_to, won, lost, erase };
  const std::array items = {
      ui::MenuItem{
          .label = context.text(Text::card_open), .icon = ui::Icon::external_link, .mark = {}},
      ui::MenuItem{.label = context.text(Text::board_move_to),
                   .icon = ui::Icon::move,
                   .mark = {},
                   .disabled = context.read_only()},
      ui::MenuItem{.label = context.text(Text::card_mark_won),
                   .icon = ui::Icon::trophy,
                   .mark = {},
                   .disabled = context.read_only() || (column && column->kind == ColumnKind::won),
                   .separator_before = true},
      ui::MenuItem{.label = context.text(Text::card_mark_lost),
                   .icon = ui::Icon::circle_x,
                   .mark = {},
                   .disabled = context.read_only() || (column && column->kind == ColumnKind::lost)},
      ui::MenuItem{.label = context.text(Text::common_delete),
                   .icon = ui::Icon::trash,
                   .mark = {},
                   .disabled = context.read_only(),
                   .danger = true,
                   .separator_before = true}};
  const auto chosen = ui::menu(ui, id, context.text(Text::card_menu_name), items);
  if (!chosen) return;
  const RecordId deal = menu_deal_;
  if (*chosen == move_to) {
    ui::open_menu(ui, ui.id("move menu"), menu_anchor_);
    return;
  }
  menu_deal_ = {};
  if (*chosen == open_deal) context.app.show_deal(deal);
  if (*chosen == erase) delete_card(context, deal);
  if (*chosen == won || *chosen == lost) {
    const auto to = board.find_column({*chosen == won ? ColumnKind::won : ColumnKind::lost, {}});
    const auto from = board.find(deal);
    if (!to || !from) return;
    move_.lift(deal, *from, MoveMeans::menu);
    move_.aim({*to, 0}, shapes_of(board, deal));
    finish_move(context, move_.drop(), deal);
    return_to(context, deal);
  }
}

void BoardView::draw_move_menu(const Context& context) {
  ui::Ui& ui = context.ui;
  const ui::Id id = ui.id("move menu");
  if (!ui::menu_open(ui, id)) return;
  const app::Board& board = context.app.workspace().board();
  const auto columns = board.columns();
  const auto from = board.find(menu_deal_);
  if (!from) return;
  std::vector<ui::MenuItem> items;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const bool first_closing = columns[index].id().kind == ColumnKind::won;
    items.push_back({.label = columns[index].name(),
                     .mark = column_color(context.colors(), columns, index).mark,
                     .checked = index == from->column,
                     .separator_before = first_closing && index > 0});
  }
  const auto chosen = ui::menu(ui, id, context.text(Text::board_move_to), items);
  if (!chosen) return;
  const RecordId deal = menu_deal_;
  menu_deal_ = {};
  const auto column = static_cast<std::size_t>(*chosen);
  if (column == from->column) return;
  move_.lift(deal, *from, MoveMeans::menu);
  move_.aim({column, 0}, shapes_of(board, deal));
  finish_move(context, move_.drop(), deal);
  return_to(context, deal);
}

}  // namespace holdall::screens
