// The board by keyboard: the focus moves among the cards, and a card that Space has lifted moves
// with the same keys.

#include <algorithm>

#include "screens/board_view.h"
#include "screens/lost_dialog.h"

namespace holdall::screens {

namespace {

using i18n::Text;
using platform::Key;

constexpr std::size_t rows_per_page = 5;

std::optional<MoveStep> step_of(Key key) {
  switch (key) {
    case Key::up:
      return MoveStep::up;
    case Key::down:
      return MoveStep::down;
    case Key::left:
      return MoveStep::previous_column;
    case Key::right:
      return MoveStep::next_column;
    case Key::home:
      return MoveStep::first;
    case Key::end:
      return MoveStep::last;
    default:
      return std::nullopt;
  }
}

// The nearest column in a direction that has cards at all.
std::optional<std::size_t> column_beside(const app::Board& board, std::size_t from, bool right) {
  const auto columns = board.columns();
  for (std::size_t column = from; right ? column + 1 < columns.size() : column > 0;) {
    right ? ++column : --column;
    if (columns[column].count() > 0) return column;
  }
  return std::nullopt;
}

app::BoardPlace neighbour(const app::Board& board, app::BoardPlace place, Key key) {
  const std::size_t last = board.columns()[place.column].count() - 1;
  switch (key) {
    case Key::up:
      place.index -= std::min<std::size_t>(place.index, 1);
      break;
    case Key::down:
      place.index = std::min(place.index + 1, last);
      break;
    case Key::page_up:
      place.index -= std::min(place.index, rows_per_page);
      break;
    case Key::page_down:
      place.index = std::min(place.index + rows_per_page, last);
      break;
    case Key::home:
      place.index = 0;
      break;
    case Key::end:
      place.index = last;
      break;
    case Key::left:
    case Key::right:
      if (const auto column = column_beside(board, place.column, key == Key::right)) {
        place = {*column, std::min(place.index, board.columns()[*column].count() - 1)};
      }
      break;
    default:
      break;
  }
  return place;
}

constexpr Key moving_keys[] = {Key::up,   Key::down, Key::left,    Key::right,
                               Key::home, Key::end,  Key::page_up, Key::page_down};

}  // namespace

void BoardView::take_keys(const Context& context) {
  if (!current_) return;
  const ui::Id card = card_id(context.ui, current_);
  // A card that lost the focus while it was lifted goes back.
  if (move_.active_by(MoveMeans::keyboard) && context.ui.focused() != card && !focus_wanted_ &&
      context.ui.focused() != 0) {
    move_.put_back();
  }
  // In the order in which they were pressed: a slow frame brings several at once, and each changes
  // what the next one means.
  for (std::size_t index = 0; index < context.ui.keys().size();) {
    const platform::KeyEvent key = context.ui.keys()[index];
    const bool plain = !key.control && !key.alt;
    if (key.focus == card && plain && !move_.active_by(MoveMeans::pointer) &&
        take_key(context, key)) {
      context.ui.take_key(index);
    } else {
      ++index;
    }
  }
}

bool BoardView::take_key(const Context& context, const platform::KeyEvent& key) {
  return move_.active_by(MoveMeans::keyboard) ? take_key_lifted(context, key.key)
                                              : take_key_resting(context, key);
}

bool BoardView::take_key_lifted(const Context& context, Key key) {
  const app::Board& board = context.app.workspace().board();
  if (const auto step = step_of(key)) {
    if (move_.step(*step, shapes_of(board, move_.deal()))) {
      focus_wanted_ = move_.deal();
      announce_place(context);
    }
    return true;
  }
  if (key == Key::escape) {
    put_back_by_keyboard(context);
    return true;
  }
  if (key == Key::space || key == Key::enter) {
    drop_by_keyboard(context);
    return true;
  }
  return false;
}

bool BoardView::take_key_resting(const Context& context, const platform::KeyEvent& key) {
  const app::Board& board = context.app.workspace().board();
  const RecordId from = focus_wanted_ ? focus_wanted_ : current_;
  if (std::ranges::find(moving_keys, key.key) != std::end(moving_keys)) {
    const auto place = board.find(from);
    if (!place) return false;
    const app::BoardPlace next = neighbour(board, *place, key.key);
    focus_wanted_ = board.columns()[next.column].deal(next.index);
    return true;
  }
  if (key.key == Key::menu || key.text == "m") {
    open_card_menu(current_, ui::Rect{});
  } else if (key.key == Key::space && !context.read_only()) {
    lift_by_keyboard(context);
  } else if ((key.key == Key::del || key.key == Key::backspace) && !context.read_only()) {
    delete_card(context, current_);
  } else {
    return false;
  }
  return true;
}

void BoardView::put_back_by_keyboard(const Context& context) {
  const store::DealDetails* details = context.app.workspace().board().card(move_.deal());
  if (details != nullptr) {
    context.ui.announce(context.format(Text::board_put_back, {{"deal", details->deal.title}}));
  }
  focus_wanted_ = move_.deal();
  move_.put_back();
}

void BoardView::lift_by_keyboard(const Context& context) {
  app::Board& board = context.app.workspace().board();
  const auto place = board.find(current_);
  const store::DealDetails* details = board.card(current_);
  if (!place || details == nullptr) return;
  move_.lift(current_, *place, MoveMeans::keyboard);
  context.ui.announce(context.format(Text::board_lifted, {{"deal", details->deal.title}}));
}

void BoardView::drop_by_keyboard(const Context& context) {
  const RecordId deal = move_.deal();
  finish_move(context, move_.drop(), deal);
  return_to(context, deal);
}

// The focus goes to the card, when the question that its move may ask has been answered.
void BoardView::return_to(const Context& context, RecordId deal) {
  (context.lost.asking() ? return_wanted_ : focus_wanted_) = deal;
}

void BoardView::announce_place(const Context& context) {
  const app::Board& board = context.app.workspace().board();
  if (!move_.target()) return;
  const app::BoardPlace place = *move_.target();
  const std::size_t count = BoardRows(board, move_).count(place.column);
  const i18n::Locale& locale = context.locale();
  context.ui.announce(context.format(
      Text::board_place, {{"stage", board.columns()[place.column].name()},
                          {"position", locale.integer(static_cast<std::int64_t>(place.index) + 1)},
                          {"count", locale.integer(static_cast<std::int64_t>(count))}}));
}

// The end of every way of moving a card.
void BoardView::finish_move(const Context& context, std::optional<app::BoardPlace> place,
                            RecordId deal) {
  if (!place) return;
  const app::ColumnId column = context.app.workspace().board().columns()[place->column].id();
  move_deal(context, {deal, column, place->index, {}});
}

void BoardView::delete_card(const Context& context, RecordId deal) {
  focus_successor_ = deal == current_;
  context.app.execute(app::DeleteDeal{deal});
}

}  // namespace holdall::screens
