// A card under a mouse or a finger: where it aims, what it looks like, and the zones that save the
// long way to the end.

#include <algorithm>
#include <array>
#include <cmath>

#include "screens/board_view.h"

namespace holdall::screens {

namespace {

using app::ColumnKind;
using i18n::Text;
using ui::Rect;
using ui::TextStyle;

}  // namespace

void BoardView::aim_in_column(const Context& context, const ColumnFrame& frame,
                              ui::ScrollArea& area, float cards_top) {
  const ui::Drag* drag = context.ui.drag();
  if (!move_.active_by(MoveMeans::pointer) || drag == nullptr) return;
  const ui::Vec at = drag->at;
  const bool inside = at.x >= frame.at.left - 6 && at.x < frame.at.right() + 6 &&
                      at.y >= frame.at.top && at.y < frame.at.bottom() &&
                      context.ui.paint().clip().width > 0;
  if (!inside || !frame.seen || aimed_ || zones_at_.contains(at)) return;
  aimed_ = true;
  const ui::Vec push = ui::edge_scroll(frame.body, at, context.ui.now_ms() - last_ms_);
  const float before = area.offset().y;
  if (push.y != 0) area.scroll_by({0, push.y});
  if (area.offset().y != before) context.ui.wake_in(0);
  const float middle = at.y - grip_.y + frame.row_height / 2;
  const float rows = (middle - cards_top) / frame.row_height;
  auto gap = static_cast<std::size_t>(std::max(0.0F, std::round(rows)));
  gap = std::min(gap, frame.column.count());
  if (frame.index == move_.from().column && gap > move_.from().index) --gap;
  move_.aim({frame.index, gap}, shapes_of(context.app.workspace().board(), move_.deal()));
}

// Runs within the area of the columns, after they have had their turn.
void BoardView::follow_pointer(const Context& context, const Layout& layout, ui::ScrollArea& area) {
  if (!move_.active_by(MoveMeans::pointer)) return;
  const ui::Drag* drag = context.ui.drag();
  if (drag == nullptr) {
    move_.put_back();
    return;
  }
  const ui::Vec push = ui::edge_scroll(layout.board, drag->at, context.ui.now_ms() - last_ms_);
  const float before = area.offset().x;
  if (push.x != 0) area.scroll_by({push.x, 0});
  if (area.offset().x != before) context.ui.wake_in(0);
  if (!aimed_) move_.aim_nowhere();
}

// Won, Lost and Delete at the bottom while a card is in the air.
void BoardView::draw_zones(const Context& context, const Layout& layout) {
  ui::Ui& ui = context.ui;
  const bool shown = move_.active_by(MoveMeans::pointer) && ui.drag() != nullptr;
  const float progress = ui.animate(ui.id("zones"), "shown", shown ? 1.0F : 0.0F);
  zone_ = Zone::none;
  zones_at_ = {};
  if (!shown) return;
  struct ZoneLook {
    Zone zone;
    Text label;
    ui::Icon icon;
    ui::Color soft;
    ui::Color ink;
    ui::Color filled;
    ui::Color on_filled;
  };
  const ui::Colors& c = context.colors();
  const std::array zones = {ZoneLook{Zone::won, Text::board_won, ui::Icon::trophy, c.success_soft,
                                     c.success, c.success, c.surface1},
                            ZoneLook{Zone::lost, Text::board_lost, ui::Icon::circle_x,
                                     c.danger_soft, c.danger, c.danger, c.surface1},
                            ZoneLook{Zone::erase, Text::common_delete, ui::Icon::trash, c.surface2,
                                     c.text_secondary, c.text_secondary, c.surface1}};
  constexpr float height = 64;
  constexpr float gap = 8;
  const float width = std::min(layout.board.width - 24, 620.0F);
  Rect bar{layout.board.left + (layout.board.width - width) / 2,
           layout.board.bottom() - 16 - height * progress, width, height};
  zones_at_ = bar.inset(-8);
  ui.paint().layer();
  const ui::OpacityScope faded(ui.paint(), progress);
  ui.paint().box(bar.inset(-8), {.fill = c.surface1,
                                 .corners = 16,
                                 .border = c.border,
                                 .border_width = 1,
                                 .shadow = {.blur = 28, .y = 10, .color = c.shadow_strong}});
  const float each = (bar.width - gap * (zones.size() - 1)) / static_cast<float>(zones.size());
  for (const ZoneLook& zone : zones) {
    const Rect at = bar.cut_left(each, gap);
    const bool over = at.contains(ui.drag()->at);
    if (over) zone_ = zone.zone;
    ui.paint().box(
        at, {.fill = over ? zone.filled : zone.soft, .corners = 10, .border = {}, .shadow = {}});
    const ui::Color ink = over ? zone.on_filled : zone.ink;
    const std::string_view label = context.text(zone.label);
    const float text = ui.text_width(label, TextStyle::body_strong) + 1;
    Rect inside = at.centered(std::min(at.width - 8, text + 24), at.height);
    ui.paint().icon(inside.cut_left(16, 8), zone.icon, ink, 18);
    inside.width += 4;
    ui.paint().text(inside, label, TextStyle::body_strong, ink);
  }
}

void BoardView::draw_lifted(const Context& context, const Layout& layout) {
  ui::Ui& ui = context.ui;
  const ui::Drag* drag = ui.drag();
  if (!move_.active_by(MoveMeans::pointer) || drag == nullptr) return;
  const store::DealDetails* details = context.app.workspace().board().card(move_.deal());
  if (details == nullptr) return;
  const float lift = ui.animate(ui.id("lifted"), "lift", 1.0F);
  const Rect at{drag->at.x - grip_.x, drag->at.y - grip_.y - 2 * lift, layout.column_width - 16,
                card_height(ui)};
  ui.paint().layer();
  // A zone under it stays readable.
  const ui::OpacityScope faded(ui.paint(), zone_ == Zone::none ? 1.0F : 0.6F);
  CardState state;
  state.look.lift = lift;
  draw_card(context, at, card_text(context, *details), state);
}

void BoardView::finish_drag(const Context& context) {
  const ui::Drag* drag = context.ui.drag();
  if (!move_.active_by(MoveMeans::pointer) || drag == nullptr) return;
  const RecordId deal = move_.deal();
  if (!drag->cancelled && !drag->dropped) return;
  // A phone shows whole columns; the edges may have moved it between two.
  column_wanted_.reset();
  if (context.ui.compact()) column_wanted_ = page_;
  if (drag->cancelled) {
    const store::DealDetails* details = context.app.workspace().board().card(deal);
    move_.put_back();
    if (details != nullptr) {
      context.ui.announce(context.format(Text::board_put_back, {{"deal", details->deal.title}}));
    }
    return;
  }
  const app::Board& board = context.app.workspace().board();
  if (zone_ == Zone::erase) {
    move_.put_back();
    delete_card(context, deal);
    return;
  }
  if (zone_ == Zone::won || zone_ == Zone::lost) {
    const auto column =
        board.find_column({zone_ == Zone::won ? ColumnKind::won : ColumnKind::lost, {}});
    if (column) move_.aim({*column, 0}, shapes_of(board, deal));
  }
  settle_deal_ = deal;
  settle_from_ = {drag->at.x - grip_.x, drag->at.y - grip_.y};
  static_cast<void>(context.ui.animate(card_id(context.ui, deal), "settle", 0.0F));
  finish_move(context, move_.drop(), deal);
  context.ui.wake_in(0);
  current_ = deal;
}

}  // namespace holdall::screens
