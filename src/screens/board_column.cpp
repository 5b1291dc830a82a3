// One column of the board: its header, and the cards that are seen of it.

#include <algorithm>
#include <cmath>

#include "screens/board_totals.h"
#include "screens/board_view.h"

namespace holdall::screens {

namespace {

using app::BoardColumn;
using app::ColumnKind;
using i18n::Text;
using platform::Role;
using ui::Color;
using ui::Rect;
using ui::TextStyle;

constexpr float card_gap = 8;
constexpr float card_margin = 8;
constexpr float card_top = 4;  // the focus ring of the first card
constexpr float room_for_add_button = 88;
constexpr float header_inset = 14;
constexpr float header_line = 28;   // of a name in one line
constexpr float header_below = 16;  // with the bar
constexpr float mark_width = 18;    // left of the name

float add_button_size(const ui::Ui& ui) { return ui.coarse() ? 44 : header_line; }

std::string count_text(const Context& context, const BoardColumn& column) {
  return context.locale().integer(static_cast<std::int64_t>(column.count()));
}

float count_width(const Context& context, const BoardColumn& column) {
  return ui::badge_width(context.ui, count_text(context, column));
}

// How a column's name stands in a header of this width.
struct HeaderName {
  float width = 0;           // beside the button
  float height = 0;          // of one line or of two
  bool cut = false;          // two lines are not enough
  bool count_below = false;  // there is no room for it beside the name
};

HeaderName header_name(const Context& context, const BoardColumn& column, float width) {
  const ui::Ui& ui = context.ui;
  const float room = width - add_button_size(ui);
  const float wanted = ui.text_width(column.name(), TextStyle::body_strong) + 1;
  if (wanted <= room) {
    const bool beside = wanted + 8 + count_width(context, column) <= room;
    return {beside ? wanted : room, header_line, false, !beside};
  }
  const float line = ui.line_height(TextStyle::body_strong);
  const float needed = ui.wrapped_height(column.name(), TextStyle::body_strong, room);
  return {room, header_line + line, needed > 2.5F * line, true};
}

bool points_at(ui::Ui& ui, const Rect& at) {
  return at.contains(ui.pointer()) && ui.paint().clip().contains(ui.pointer()) &&
         ui.drag() == nullptr;
}

// One sum is shown to the last unit if there is room: a phone has no mouse to ask it by.
std::string shown_sums(const Context& context, const BoardColumn& column, float width) {
  if (column.totals().size() == 1) {
    std::string exact = sums_text(context.locale(), column.totals(), SumStyle::exact);
    if (context.ui.text_width(exact, TextStyle::small) <= width) return exact;
  }
  return sums_text(context.locale(), column.totals(), SumStyle::shortened);
}

std::string spoken_name(const Context& context, const BoardColumn& column) {
  const std::string deals = context.plural(Text::board_deal_count, column.count());
  const std::string total = sums_text(context.locale(), column.totals(), SumStyle::exact);
  if (total.empty()) {
    return context.format(Text::board_column_plain, {{"stage", column.name()}, {"deals", deals}});
  }
  return context.format(Text::board_column_name,
                        {{"stage", column.name()}, {"deals", deals}, {"total", total}});
}

// Where deals end looks unlike where they go on.
Color ground_of(const ui::Colors& c, ColumnKind kind) {
  switch (kind) {
    case ColumnKind::won:
      return mixed(c.surface0, c.success_soft, 0.75F);
    case ColumnKind::lost:
      return mixed(c.surface0, c.danger_soft, 0.75F);
    case ColumnKind::stage:
      break;
  }
  return mixed(c.surface0, c.surface2, 0.75F);
}

}  // namespace

float BoardView::header_height(const Context& context, float column_width) {
  const ui::Ui& ui = context.ui;
  const float line = ui.line_height(TextStyle::small);
  const float left_of_sums = ui.compact() ? 0 : mark_width;
  float most = 0;
  for (const BoardColumn& column : context.app.workspace().board().columns()) {
    float width = column_width - 2 * header_inset - left_of_sums;
    float above = 0;
    if (!ui.compact()) {
      const HeaderName name = header_name(context, column, width);
      if (name.count_below) width -= count_width(context, column) + 8;
      above = name.height;
    }
    const std::string sums = shown_sums(context, column, width);
    most = std::max(most, above + std::max(line, ui.wrapped_height(sums, TextStyle::small, width)));
  }
  return (ui.compact() ? 8.0F : 10.0F) + most + header_below;
}

void BoardView::draw_header_text(const Context& context, const BoardColumn& column, Rect at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  if (!ui.compact()) {
    const HeaderName name = header_name(context, column, at.width);
    Rect line = at.cut_top(name.height);
    Rect name_at = line.cut_left(name.width, 8);
    name_at = name_at.inset(0, (header_line - ui.line_height(TextStyle::body_strong)) / 2);
    ui.paint().wrapped(name_at, column.name(), TextStyle::body_strong, c.text);
    ui::tooltip(ui, ui.id("name"), name_at, name.cut && points_at(ui, name_at), column.name());
    const std::string count = count_text(context, column);
    const float pill_width = count_width(context, column);
    // Beside the name, or before the total where the name needs the line.
    Rect& place = name.count_below ? at : line;
    const float height = name.count_below ? ui.line_height(TextStyle::small) : line.height;
    const Rect pill{place.left, place.top, pill_width, height};
    place.cut_left(pill_width, 8);
    ui.paint().fill(pill.centered(pill_width, 20), mixed(c.surface2, c.surface3, 0.6F), 10);
    ui.paint().text(pill, count, TextStyle::caption_strong, c.text_secondary, ui::Align::middle);
  }
  const std::string total = shown_sums(context, column, at.width);
  const std::string shown =
      total.empty() ? std::string(context.text(Text::board_no_amounts)) : total;
  ui.paint().wrapped(at, shown, TextStyle::small, c.text_secondary);
  const std::string exact = sums_text(context.locale(), column.totals(), SumStyle::exact);
  ui::tooltip(ui, ui.id("total"), at, points_at(ui, at), exact);
}

void BoardView::draw_header(const Context& context, std::size_t index, Rect at) {
  ui::Ui& ui = context.ui;
  const auto columns = context.app.workspace().board().columns();
  const BoardColumn& column = columns[index];
  const ui::StageColor& color = column_color(context.colors(), columns, index);
  Rect inside = at.inset(header_inset, 0);
  inside.cut_top(ui.compact() ? 8.0F : 10.0F);
  if (!ui.compact()) {
    const Rect top{inside.left, inside.top, inside.width, header_line};
    const float size = add_button_size(ui);
    const Rect add = Rect{top.right() - size + 6, top.top, size, top.height}.centered(size, size);
    const std::string name = context.format(Text::board_add_deal_to, {{"stage", column.name()}});
    if (ui::icon_button(ui, ui.id("add to column"), add, ui::Icon::plus, name,
                        {.disabled = context.read_only()})) {
      quick_add_.begin(column.id());
    }
    const Rect mark = Rect{inside.left, inside.top, 16, header_line};
    if (column.id().kind == ColumnKind::stage) {
      ui.paint().circle({mark.left + 4, mark.center().y}, 4, color.mark);
    } else {
      const bool won = column.id().kind == ColumnKind::won;
      ui.paint().icon({mark.left - 2, mark.top, 16, mark.height},
                      won ? ui::Icon::trophy : ui::Icon::circle_x, color.text, 15);
    }
    Rect text = inside;
    text.cut_left(mark_width);
    draw_header_text(context, column, text);
  } else {
    draw_header_text(context, column, inside);
  }
  const Rect bar{at.left + header_inset, at.bottom() - 7, at.width - 2 * header_inset, 3};
  const float share = share_of(columns, index);
  ui::share_bar(ui, bar, ui.animate(ui.id("share"), "share", share, ui::motion::slow_ms),
                color.mark);
}

void BoardView::draw_column(const Context& context, const Layout& layout, std::size_t index,
                            Rect at) {
  ui::Ui& ui = context.ui;
  const app::Board& board = context.app.workspace().board();
  const BoardColumn& column = board.columns()[index];
  const bool seen = at.intersects(layout.board);
  const ui::StageColor& color = column_color(context.colors(), board.columns(), index);
  Rect rest = at;
  if (!layout.compact) rest.height -= 12;
  const bool aimed = move_.active() && move_.target() && move_.target()->column == index;
  Color ground = ground_of(context.colors(), column.id().kind);
  if (aimed) ground = mixed(ground, color.soft, 0.9F);
  const Rect box = rest;
  const ui::ShownTogether whole(ui, column_sight(layout, at));
  ui::Id list = 0;
  ui::Id cards_area = 0;
  Rect quick;
  {
    const ui::IdScope ids(ui, static_cast<std::int64_t>(index) + 1);
    list = ui.id("list");
    cards_area = ui.id("cards");
    if (seen) {
      ui.paint().box(box, {.fill = ground,
                           .corners = 12,
                           .border = aimed ? color.mark : Color{},
                           .border_width = aimed ? 1.0F : 0.0F,
                           .shadow = {}});
    }
    draw_header(context, index, rest.cut_top(layout.header_height));
    if (quick_add_.open_in(column.id())) {
      quick = rest.cut_top(QuickAdd::height(ui)).inset(card_margin, 0);
      const QuickAdd::Outcome outcome = quick_add_.draw(context, quick, column.name());
      if (outcome == QuickAdd::Outcome::closed) ui.request_focus(ui.id("add to column"));
      if (outcome == QuickAdd::Outcome::added) {
        column_wanted_ = index;
        added_to_ = index;
      }
      if (outcome != QuickAdd::Outcome::none) ui.wake_in(0);
    }
  }
  const ColumnFrame frame{column, BoardRows(board, move_),    index, box,
                          rest,   card_height(ui) + card_gap, seen,  column.name()};
  if (seen && frame.rows.count(index) == 0) {
    const bool closing = column.id().kind != ColumnKind::stage;
    ui::paragraph(ui, ui.id(static_cast<std::int64_t>(index) + 1000), rest.inset(20, 12),
                  context.text(closing ? Text::board_empty_closed : Text::board_empty_column),
                  TextStyle::small, context.colors().text_secondary);
  }
  const ui::SemanticsScope scope(ui, node_for(list, Role::list, spoken_name(context, column), box));
  ui::ScrollArea area(ui, cards_area, rest, {});
  const float rows = static_cast<float>(frame.rows.count(index)) * frame.row_height;
  area.set_content(rest.width, card_top + rows + (layout.compact ? room_for_add_button : card_gap));
  draw_cards(context, frame, area);
}

void BoardView::draw_cards(const Context& context, const ColumnFrame& frame, ui::ScrollArea& area) {
  ui::Ui& ui = context.ui;
  const std::size_t count = frame.rows.count(frame.index);
  const ui::Vec origin = area.origin();
  const float cards_top = origin.y + card_top;
  const auto card_at = [&](std::size_t row) {
    return Rect{origin.x + card_margin, cards_top + static_cast<float>(row) * frame.row_height,
                frame.body.width - 2 * card_margin, frame.row_height - card_gap};
  };
  // What was added stands at the top.
  if (added_to_ == frame.index) {
    area.scroll_to({0, 0});
    added_to_.reset();
  }
  if (focus_wanted_) {
    const auto place = frame.rows.find(focus_wanted_);
    if (place && place->column == frame.index) {
      area.show(Rect{card_at(place->index)}.inset(-card_gap));
      column_wanted_ = frame.index;
      current_ = focus_wanted_;
      current_place_ = *place;
      ui.request_focus(card_id(ui, focus_wanted_));
      focus_wanted_ = {};
      focus_sent_ = true;
    }
  }
  const ui::VisibleRange range =
      frame.seen ? area.rows(static_cast<int>(count), frame.row_height, card_top)
                 : ui::VisibleRange{};
  const auto first = static_cast<std::size_t>(range.first);
  const auto last = static_cast<std::size_t>(range.last);
  // The card that Tab reaches is always there, in sight or not, or the focus would be lost by
  // scrolling.
  const auto current = current_ ? frame.rows.find(current_) : std::nullopt;
  const bool own = current && current->column == frame.index;
  if (own && current->index < first)
    draw_one(context, frame, current->index, card_at(current->index), false);
  for (std::size_t row = first; row < last; ++row) {
    draw_one(context, frame, row, card_at(row), true);
  }
  if (own && current->index >= last)
    draw_one(context, frame, current->index, card_at(current->index), false);
  aim_in_column(context, frame, area, cards_top);
  draw_drop_line(context, frame, cards_top);
}

void BoardView::draw_one(const Context& context, const ColumnFrame& frame, std::size_t row,
                         const Rect& at, bool seen) {
  ui::Ui& ui = context.ui;
  app::Board& board = context.app.workspace().board();
  const RecordId deal = frame.rows.deal(frame.index, row);
  const store::DealDetails* details = board.card(deal);
  if (details == nullptr) return;
  if (!current_) current_ = deal;
  const CardText text = card_text(context, *details);
  const ui::Id card = card_id(ui, deal);
  const bool lifted = move_.active() && move_.deal() == deal;
  if (seen) {
    const ui::IdScope ids(ui, deal.value);
    const ui::Id menu_id = ui.id("menu");
    const Rect menu_box = card_menu_box(ui, at);
    // The button first: it lies on the card.
    const ui::Interaction menu = ui::interact(ui, menu_id, menu_box);
    const ui::Interaction state =
        ui::interact(ui, card, at,
                     {.draggable = !context.read_only() && (!move_.active() || lifted),
                      .cursor = lifted ? "grabbing" : "pointer"});
    const bool menu_is_open = menu_deal_ == deal;
    const bool over = state.hovered || menu.hovered || menu_is_open;
    const float hover = ui.animate(card, "over", over ? 1.0F : 0.0F, ui::motion::quick_ms);
    CardState look;
    look.look.hover = hover;
    look.look.lift = lifted && move_.active_by(MoveMeans::keyboard) ? 0.8F : 0.0F;
    look.look.focus_visible = state.focus_visible;
    look.look.selected = context.app.open_deal() == deal;
    look.menu_shown =
        ui.coarse() ? 1.0F
                    : std::max(hover, menu.focus_visible || state.focus_visible ? 1.0F : 0.0F);
    look.pointed = state.hovered;
    look.menu_lit = menu.hovered || menu.held || menu_is_open;
    const ui::OpacityScope faded(ui.paint(),
                                 lifted && move_.active_by(MoveMeans::pointer) ? 0.4F : 1.0F);
    draw_card(context, settling(context, deal, card, at), text, look);
    if (menu.focus_visible) ui.paint().focus_ring(menu_box, ui::radius::control);
    if (menu.activated || state.menu_requested) {
      // The menu's card is the current one: if it goes, the focus goes to who takes its place.
      current_ = deal;
      current_place_ = {frame.index, row};
      open_card_menu(deal, menu.activated ? menu_box : Rect{state.at.x, state.at.y, 1, 1});
    }
    if (state.activated && !move_.active()) context.app.show_deal(deal);
    if (state.lifted) {
      move_.lift(deal, {frame.index, row}, MoveMeans::pointer);
      grip_ = state.at - ui::Vec{at.left, at.top};
      if (const ui::Drag* drag = ui.drag()) grip_ = drag->grip;
    }
  }
  // Unless a key that came with it has sent it on already.
  if (ui.focus_arrived(card) && !focus_sent_) {
    current_ = deal;
    current_place_ = {frame.index, row};
  }
  emit_card(context, frame, row, at, text);
}

// A card that was just dropped glides from where the pointer left it.
Rect BoardView::settling(const Context& context, RecordId deal, ui::Id card, const Rect& at) {
  if (settle_deal_ != deal) return at;
  const float progress = context.ui.animate(card, "settle", 1.0F, ui::motion::slow_ms);
  if (progress >= 1) settle_deal_ = {};
  const float left = 1 - progress;
  return at.moved({(settle_from_.x - at.left) * left, (settle_from_.y - at.top) * left});
}

void BoardView::emit_card(const Context& context, const ColumnFrame& frame, std::size_t row,
                          const Rect& at, const CardText& text) {
  ui::Ui& ui = context.ui;
  const RecordId deal = frame.rows.deal(frame.index, row);
  const ui::IdScope ids(ui, deal.value);
  platform::SemanticsNode item = node_for(ui.id("item"), Role::list_item, "", at);
  item.set_size = static_cast<std::uint32_t>(frame.rows.count(frame.index));
  item.position_in_set = static_cast<std::uint32_t>(row) + 1;
  const ui::SemanticsScope scope(ui, std::move(item));
  platform::SemanticsNode card = node_for(ui.id("card"), Role::button, text.name, at);
  card.description = text.description;
  card.focusable = true;
  card.tab_stop = deal == current_;
  card.keeps_keys = true;
  card.selected = context.app.open_deal() == deal;
  card.has_pressed = card.pressed = move_.active() && move_.deal() == deal;
  ui.semantics(std::move(card));
  platform::SemanticsNode menu =
      node_for(ui.id("menu"), Role::button, context.format(Text::card_menu, {{"deal", text.title}}),
               card_menu_box(ui, at));
  menu.focusable = true;
  menu.has_popup = menu.has_expanded = true;
  menu.expanded = menu_deal_ == deal;
  ui.semantics(std::move(menu));
}

void BoardView::draw_drop_line(const Context& context, const ColumnFrame& frame, float cards_top) {
  if (!move_.active_by(MoveMeans::pointer) || !move_.target() || zone_ != Zone::none) return;
  const app::BoardPlace target = *move_.target();
  if (target.column != frame.index || target == move_.from()) return;
  std::size_t gap = target.index;
  if (target.column == move_.from().column && target.index > move_.from().index) ++gap;
  const float y = cards_top + static_cast<float>(gap) * frame.row_height - card_gap / 2;
  const Rect line{frame.body.left + card_margin, std::max(y - 1.5F, frame.body.top + 1),
                  frame.body.width - 2 * card_margin, 3};
  const Color color = context.colors().accent;
  context.ui.paint().fill(line, color, 1.5F);
  context.ui.paint().circle({line.left + 2, line.center().y}, 4, color);
}

}  // namespace holdall::screens
