#include "screens/board_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "screens/board_totals.h"
#include "screens/lost_dialog.h"

namespace holdall::screens {

namespace {

using app::BoardColumn;
using app::ColumnKind;
using i18n::Text;
using platform::Role;
using ui::Rect;
using ui::TextStyle;

constexpr float column_gap = 12;
constexpr float column_width_min = 276;
constexpr float column_width_max = 360;
constexpr float tab_gap = 6;

}  // namespace

ui::Id card_id(ui::Ui& ui, RecordId deal) {
  const ui::IdScope scope(ui, deal.value);
  return ui.id("card");
}

const ui::StageColor& column_color(const ui::Colors& colors, std::span<const BoardColumn> columns,
                                   std::size_t column) {
  constexpr std::size_t won = 6;
  constexpr std::size_t lost = 7;
  switch (columns[column].id().kind) {
    case ColumnKind::won:
      return colors.stages[won];
    case ColumnKind::lost:
      return colors.stages[lost];
    case ColumnKind::stage:
      break;
  }
  return colors.stages[column % won];
}

BoardView::Layout BoardView::lay_out(const Context& context, Rect at) const {
  Layout layout;
  layout.compact = context.ui.compact();
  layout.board = at;
  const auto count = static_cast<float>(context.app.workspace().board().columns().size());
  if (layout.compact) {
    layout.margin = 8;
    layout.stride = at.width;
    layout.column_width = at.width - 2 * layout.margin;
    layout.header_height = header_height(context, layout.column_width);
    return layout;
  }
  layout.margin = 16;
  const float room = at.width - 2 * layout.margin - (count - 1) * column_gap;
  layout.column_width = std::floor(std::clamp(room / count, column_width_min, column_width_max));
  layout.stride = layout.column_width + column_gap;
  layout.header_height = header_height(context, layout.column_width);
  return layout;
}

// After every change: what the state here points to may be gone or elsewhere.
void BoardView::follow_board(const Context& context) {
  app::Workspace& workspace = context.app.workspace();
  if (revision_ == workspace.revision()) return;
  revision_ = workspace.revision();
  const app::Board& board = workspace.board();
  if (move_.active()) move_.refit(board.find(move_.deal()), shapes_of(board, move_.deal()));
  const auto place = board.find(current_);
  if (place) {
    current_place_ = *place;
    return;
  }
  // The card is gone: its place goes to the one that stands there now.
  const bool had_focus = current_ && context.ui.focused() == card_id(context.ui, current_);
  current_ = {};
  const auto columns = board.columns();
  for (std::size_t tried = 0; tried < columns.size() && !current_; ++tried) {
    const std::size_t column =
        (std::min(current_place_.column, columns.size() - 1) + tried) % columns.size();
    if (columns[column].count() == 0) continue;
    current_place_ = {column, std::min(current_place_.index, columns[column].count() - 1)};
    current_ = columns[column].deal(current_place_.index);
  }
  if (std::exchange(focus_successor_, false) || had_focus) focus_wanted_ = current_;
}

// The deal in the panel stays in sight beside it: when it is opened, and when it is moved there.
void BoardView::follow_open_deal(const Context& context) {
  const RecordId open = context.app.open_deal();
  const auto place = open ? context.app.workspace().board().find(open) : std::nullopt;
  const std::size_t column = place ? place->column : SIZE_MAX;
  if (open == followed_deal_ && column == followed_column_) return;
  followed_deal_ = open;
  followed_column_ = column;
  if (place) column_wanted_ = column;
}

void BoardView::begin_adding(const Context& context) {
  if (context.read_only()) return;
  const auto columns = context.app.workspace().board().columns();
  std::size_t column = context.ui.compact() ? page_ : current_place_.column;
  if (column >= columns.size() || columns[column].id().kind != ColumnKind::stage) column = 0;
  quick_add_.begin(columns[column].id());
  column_wanted_ = column;
}

// The phone's switch between columns.
void BoardView::draw_tabs(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const auto columns = context.app.workspace().board().columns();
  const ui::Colors& c = context.colors();
  const ui::SemanticsScope list(
      ui, node_for(ui.id("tabs"), Role::tab_list, context.text(Text::board_stages), at));
  ui::ScrollArea area(ui, ui.id("tab area"), at,
                      {.vertical = false, .horizontal = true, .scrollbar = false});
  float x = area.origin().x + 12;
  const float start = x;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const BoardColumn& column = columns[index];
    const std::string count = context.locale().integer(static_cast<std::int64_t>(column.count()));
    const float name_width = ui.text_width(column.name(), TextStyle::small_strong);
    const float width =
        std::ceil(name_width + ui.text_width(count, TextStyle::small)) + 8 + 8 + 6 + 26;
    const Rect tab = Rect{x, at.top, width, at.height}.centered(width, 36);
    const ui::Id id = ui.id(static_cast<std::int64_t>(index));
    const bool current = index == page_;
    const Rect target{tab.left, at.top, width, at.height};
    const ui::Interaction state = ui::interact(ui, id, target);
    const ui::StageColor& color = column_color(c, columns, index);
    ui.paint().fill(tab, current ? color.soft : state.held ? c.surface2 : ui::Color{}, 18);
    if (state.focus_visible) ui.paint().focus_ring(tab, 18);
    Rect inside = tab.inset(13, 0);
    ui.paint().circle(inside.cut_left(8, 8).center(), 4, color.mark);
    const ui::Color ink = current ? color.text : c.text_secondary;
    ui.paint().text(inside.cut_left(name_width + 1, 5), column.name(), TextStyle::small_strong,
                    ink);
    inside.width += 2;
    ui.paint().text(inside, count, TextStyle::small, ink);
    platform::SemanticsNode node = node_for(id, Role::tab, column.name(), target);
    node.name += ", " + context.plural(Text::board_deal_count, column.count());
    node.focusable = true;
    node.selected = current;
    node.tab_stop = current;
    ui.semantics(std::move(node));
    if (state.activated) column_wanted_ = index;
    const auto other = [&](std::size_t to) {
      column_wanted_ = to;
      ui.request_focus(ui.id(static_cast<std::int64_t>(to)));
    };
    if (ui.key_pressed(id, platform::Key::right) && index + 1 < columns.size()) other(index + 1);
    if (ui.key_pressed(id, platform::Key::left) && index > 0) other(index - 1);
    if (current && tab_shown_ != index) {
      area.show({tab.left - 40, tab.top, tab.width + 80, 1});
      tab_shown_ = index;
    }
    x += width + tab_gap;
  }
  area.set_content(x - start + 24 - tab_gap, at.height);
}

void BoardView::draw_columns(const Context& context, const Layout& layout) {
  ui::Ui& ui = context.ui;
  const std::size_t count = context.app.workspace().board().columns().size();
  ui::ScrollArea area(
      ui, ui.id("columns"), layout.board,
      {.vertical = false, .horizontal = true, .snap_width = layout.compact ? layout.stride : 0});
  const float used =
      layout.compact ? layout.stride * static_cast<float>(count)
                     : 2 * layout.margin + layout.stride * static_cast<float>(count) - column_gap;
  area.set_content(std::max(used, layout.board.width), layout.board.height);
  // A window that became narrower or wider shows the column that it showed.
  if (layout.compact && layout.stride != stride_) {
    area.scroll_to({static_cast<float>(page_) * layout.stride, 0}, false);
  }
  stride_ = layout.stride;
  if (column_wanted_) {
    const float left = static_cast<float>(*column_wanted_) * layout.stride;
    area.show(column_sight(layout, {area.origin().x + layout.margin + left, layout.board.top,
                                    layout.column_width, 1}));
    column_wanted_.reset();
  }
  const ui::Vec origin = area.origin();
  const auto nearest =
      static_cast<std::size_t>(std::max(0.0F, std::round(area.offset().x / layout.stride)));
  page_ = std::min(nearest, count - 1);
  aimed_ = false;
  focus_sent_ = false;
  for (std::size_t index = 0; index < count; ++index) {
    const float left = origin.x + layout.margin + static_cast<float>(index) * layout.stride;
    draw_column(context, layout, index,
                {left, layout.board.top, layout.column_width, layout.board.height});
  }
  follow_pointer(context, layout, area);
}

Rect BoardView::column_sight(const Layout& layout, const Rect& column) {
  return column.inset(-layout.margin, 0);
}

Rect BoardView::add_button_box(const Layout& layout) const {
  constexpr float size = 56;
  return {layout.board.right() - size - 16, layout.board.bottom() - size - 16, size, size};
}

// On a phone a new deal is one thumb away.
void BoardView::draw_add_button(const Context& context, const Layout& layout,
                                const ui::Interaction& state) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const BoardColumn& column = context.app.workspace().board().columns()[page_];
  const Rect at = add_button_box(layout);
  const ui::Id id = ui.id("add");
  ui.paint().layer();
  ui.paint().box(at, {.fill = state.held ? c.accent_pressed : c.accent,
                      .corners = at.width / 2,
                      .border = {},
                      .shadow = {.blur = 16, .y = 6, .color = c.shadow_strong}});
  if (state.focus_visible) ui.paint().focus_ring(at, at.width / 2);
  ui.paint().icon(at, ui::Icon::plus, c.on_accent, 26);
  platform::SemanticsNode node = node_for(
      id, Role::button, context.format(Text::board_add_deal_to, {{"stage", column.name()}}), at);
  node.focusable = node.tab_stop = true;
  ui.semantics(std::move(node));
  if (state.activated) quick_add_.begin(column.id());
}

void BoardView::draw(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::IdScope ids(ui, "board");
  const ui::SemanticsScope region(
      ui, node_for(ui.id("region"), Role::region, context.text(Text::board_title), at));
  follow_board(context);
  follow_open_deal(context);
  if (!context.lost.asking() && return_wanted_) focus_wanted_ = std::exchange(return_wanted_, {});
  Rect rest = at;
  if (ui.compact()) draw_tabs(context, rest.cut_top(52));
  const Layout layout = lay_out(context, rest);
  page_ = std::min(page_, context.app.workspace().board().columns().size() - 1);
  take_keys(context);
  const bool add_button =
      layout.compact && !quick_add_.open() && !move_.active() && !context.read_only();
  ui::Interaction add;
  // Before the cards, which lie under it.
  if (add_button) add = ui::interact(ui, ui.id("add"), add_button_box(layout));
  const RecordId had_focus = current_;
  draw_columns(context, layout);
  focus_wanted_ = {};  // nowhere on this board
  if (current_ != had_focus) {
    // The focus came to a card in this very frame; keys may have come right behind it.
    take_keys(context);
    ui.wake_in(0);
  }
  if (add_button) draw_add_button(context, layout, add);
  draw_zones(context, layout);
  draw_lifted(context, layout);
  finish_drag(context);
  draw_menus(context);
  last_ms_ = ui.now_ms();
}

}  // namespace holdall::screens
