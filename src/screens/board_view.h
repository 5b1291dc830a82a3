#pragma once

#include <optional>

#include "screens/board_rows.h"
#include "screens/card_move.h"
#include "screens/deal_card.h"
#include "screens/quick_add.h"
#include "screens/screen_context.h"

namespace holdall::screens {

// The board: a column per stage and Won and Lost behind them, each scrolling by itself. Touches
// only the cards that are seen.
class BoardView {
 public:
  static constexpr float add_button_room = 64;  // at the bottom of a phone

  void draw(const Context& context, const ui::Rect& at);
  // Opens the field for a new deal in the column that the person is in.
  void begin_adding(const Context& context);
  [[nodiscard]] bool adding() const { return quick_add_.open(); }
  // Brings the card into sight and gives it the focus.
  void go_to(RecordId deal) { focus_wanted_ = deal; }

 private:
  // Where things are in this frame.
  struct Layout {
    ui::Rect board;  // the viewport of the columns
    float column_width = 0;
    float stride = 0;  // from one column's left edge to the next one's
    float margin = 0;  // left of the first and right of the last column
    float header_height = 0;
    bool compact = false;
  };
  // A column in this frame.
  struct ColumnFrame {
    const app::BoardColumn& column;
    BoardRows rows;
    std::size_t index = 0;
    ui::Rect at;    // with its header
    ui::Rect body;  // the viewport of its cards
    float row_height = 0;
    bool seen = true;  // some of it is in sight
    std::string_view name;
  };

  [[nodiscard]] Layout lay_out(const Context& context, ui::Rect at) const;
  void follow_board(const Context& context);
  void follow_open_deal(const Context& context);
  void draw_tabs(const Context& context, const ui::Rect& at);
  void draw_columns(const Context& context, const Layout& layout);
  // A column with what must be seen of its surroundings, so that it is wholly in sight.
  [[nodiscard]] static ui::Rect column_sight(const Layout& layout, const ui::Rect& column);
  [[nodiscard]] ui::Rect add_button_box(const Layout& layout) const;
  void draw_add_button(const Context& context, const Layout& layout, const ui::Interaction& state);

  // board_column.cpp
  void draw_column(const Context& context, const Layout& layout, std::size_t index, ui::Rect at);
  // Of all columns: as high as the sums of the richest one need.
  [[nodiscard]] static float header_height(const Context& context, float column_width);
  void draw_header(const Context& context, std::size_t index, ui::Rect at);
  void draw_header_text(const Context& context, const app::BoardColumn& column, ui::Rect at);
  void draw_cards(const Context& context, const ColumnFrame& frame, ui::ScrollArea& area);
  void draw_one(const Context& context, const ColumnFrame& frame, std::size_t row,
                const ui::Rect& at, bool seen);
  [[nodiscard]] ui::Rect settling(const Context& context, RecordId deal, ui::Id card,
                                  const ui::Rect& at);
  void emit_card(const Context& context, const ColumnFrame& frame, std::size_t row,
                 const ui::Rect& at, const CardText& text);
  void draw_drop_line(const Context& context, const ColumnFrame& frame, float cards_top);

  // board_keys.cpp
  void take_keys(const Context& context);
  // Whether the key meant something to the card that has the focus.
  bool take_key(const Context& context, const platform::KeyEvent& key);
  bool take_key_lifted(const Context& context, platform::Key key);
  bool take_key_resting(const Context& context, const platform::KeyEvent& key);
  void put_back_by_keyboard(const Context& context);
  void lift_by_keyboard(const Context& context);
  void drop_by_keyboard(const Context& context);
  void announce_place(const Context& context);
  void finish_move(const Context& context, std::optional<app::BoardPlace> place, RecordId deal);
  void return_to(const Context& context, RecordId deal);
  void delete_card(const Context& context, RecordId deal);

  // board_drag.cpp
  void aim_in_column(const Context& context, const ColumnFrame& frame, ui::ScrollArea& area,
                     float cards_top);
  void follow_pointer(const Context& context, const Layout& layout, ui::ScrollArea& area);
  void draw_zones(const Context& context, const Layout& layout);
  void draw_lifted(const Context& context, const Layout& layout);
  void finish_drag(const Context& context);

  // board_menu.cpp
  void open_card_menu(RecordId deal, const ui::Rect& anchor);
  void find_menu_anchor(const Context& context);
  void draw_menus(const Context& context);
  void draw_card_menu(const Context& context);
  void draw_move_menu(const Context& context);

  CardMove move_;
  QuickAdd quick_add_;
  RecordId current_;  // the one card that Tab reaches
  app::BoardPlace current_place_;
  RecordId focus_wanted_;
  bool focus_sent_ = false;  // to a card of a column, in this frame
  RecordId return_wanted_;   // the focus goes there after a question
  RecordId menu_deal_;
  ui::Rect menu_anchor_;
  bool menu_wanted_ = false;
  std::uint64_t revision_ = 0;
  std::optional<std::size_t> column_wanted_;  // to scroll to
  std::optional<std::size_t> added_to_;       // the column whose first card is to be seen
  std::size_t page_ = 0;                      // the column that a phone shows, else the first seen
  float stride_ = 0;                          // from column to column in the last frame
  std::size_t tab_shown_ = SIZE_MAX;          // whose tab was brought into sight
  RecordId followed_deal_;                    // in the panel, and the column in which it was
  std::size_t followed_column_ = SIZE_MAX;
  bool focus_successor_ = false;  // the card with the focus is being deleted

  // While a pointer drags.
  enum class Zone : std::uint8_t { none, won, lost, erase };
  Zone zone_ = Zone::none;
  ui::Rect zones_at_;
  ui::Vec grip_;
  double last_ms_ = 0;
  bool aimed_ = false;    // some column took the pointer in this frame
  RecordId settle_deal_;  // on its way from where it was dropped
  ui::Vec settle_from_;
};

// The semantic id of a deal's card; within the board's scope only.
[[nodiscard]] ui::Id card_id(ui::Ui& ui, RecordId deal);
// The colours of a column's stage; won and lost have their own.
[[nodiscard]] const ui::StageColor& column_color(const ui::Colors& colors,
                                                 std::span<const app::BoardColumn> columns,
                                                 std::size_t column);

}  // namespace holdall::screens
