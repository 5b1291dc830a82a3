#include "screens/main_screen.h"

#include <algorithm>
#include <array>

#include "screens/empty_board.h"
#include "screens/phase_screens.h"
#include "screens/shortcuts_dialog.h"

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::Icon;
using ui::Rect;
using ui::TextStyle;

}  // namespace

void MainScreen::draw() {
  const Context context{app_, ui_, lost_};
  switch (app_.phase()) {
    case app::Phase::starting:
      draw_starting(context);
      break;
    case app::Phase::elsewhere:
      draw_elsewhere(context);
      break;
    case app::Phase::overtaken:
      draw_overtaken(context);
      break;
    case app::Phase::damaged:
      draw_damaged(context, afresh_asked_);
      break;
    case app::Phase::failed:
      draw_failed(context);
      break;
    case app::Phase::working:
      draw_working(context);
      break;
  }
  notices_.draw(context);
  // Last: it waits for what the others have to say.
  if (app_.phase() == app::Phase::working && name_question_.draw(context, board_.adding())) {
    bar_.ask_for_name();
  }
}

void MainScreen::draw_working(const Context& context) {
  Rect rest = ui_.bounds();
  take_shortcuts(context);
  draw_banners(context, rest);
  // The bar's surface reaches under the notch of a phone.
  ui_.paint().fill({0, 0, ui_.window().width, ui_.bounds().top}, ui_.colors().surface1);
  bar_.draw(context, rest.cut_top(TopBar::height(ui_)));
  if (bar_.take_space_wish()) {
    app_.close_deal();
    space_.open(context);
  }
  // One panel at a time.
  if (app_.open_deal()) space_.close();
  const bool panel_open = (app_.open_deal() || space_.is_open()) && !ui_.compact();
  // The columns stay reachable beside the panel.
  const float panel_top = rest.top;
  if (panel_open)
    rest.width = std::max(
        320.0F, rest.width - (space_.is_open() ? SpacePanel::width : DealPanel::width(ui_)));
  if (!ui_.compact()) rest.cut_top(12);
  // Neither on the panel nor on the button that adds a deal.
  Rect toasts = rest;
  if (ui_.compact() && !app_.open_deal()) toasts.cut_bottom(BoardView::add_button_room);
  ui::keep_toasts_in(ui_, toasts);
  const bool empty = app_.workspace().board().deal_count() == 0 && !board_.adding();
  if (empty) {
    draw_empty(context, rest);
  } else {
    board_.draw(context, rest);
  }
  // Who closes the panel goes on where they were.
  if (shown_deal_ && !app_.open_deal()) board_.go_to(shown_deal_);
  shown_deal_ = app_.open_deal();
  panel_.draw(context, panel_top);
  space_.draw(context, panel_top);
  lost_.draw(context);
  import_.draw(context);
  if (bar_.take_storage_wish()) storage_.open(context);
  storage_.draw(context);
  restore_.draw(context);
  if (draw_shortcuts_dialog(context, shortcuts_open_)) shortcuts_open_ = false;
  draw_drop_overlay(context);
  app_.set_typing(ui::typing(ui_) && !app_.demo());
}

void MainScreen::draw_banners(const Context& context, Rect& rest) {
  const ui::Colors& c = ui_.colors();
  if (app_.demo()) {
    const Rect at = rest.cut_top(30);
    ui_.paint().fill(at, c.accent_soft);
    const std::string_view text = context.text(Text::app_demo_banner);
    ui_.paint().text(at.inset(16, 0), text, TextStyle::small_strong, c.accent_text,
                     ui::Align::middle);
    ui_.semantics(node_for(ui_.id("demo banner"), platform::Role::text, text, at));
  }
  if (!app_.read_only()) return;
  const std::string_view text = context.text(Text::app_read_only_banner);
  const std::string_view reload = context.text(Text::app_reload);
  const float button_width = ui::button_width(ui_, reload);
  const float width = std::max(120.0F, rest.width - button_width - 48);
  const float text_height = ui_.wrapped_height(text, TextStyle::small_strong, width);
  Rect inside = rest.cut_top(std::max(text_height, ui_.control_height()) + 12);
  ui_.paint().fill(inside, c.warning_soft);
  inside = inside.inset(16, 0);
  const Rect button =
      inside.cut_right(button_width, 16).centered(button_width, ui_.control_height());
  const Rect at = inside.centered(inside.width, text_height);
  ui_.paint().wrapped(at, text, TextStyle::small_strong, c.text);
  ui_.semantics(node_for(ui_.id("read-only banner"), platform::Role::status, text, at));
  if (ui::button(ui_, ui_.id("read-only reload"), button, reload)) app_.install_update();
}

void MainScreen::draw_empty(const Context& context, const Rect& at) {
  switch (draw_empty_board(context, at)) {
    case EmptyChoice::import_file:
      app_.choose_import_file();
      break;
    case EmptyChoice::sample:
      app_.add_sample();
      break;
    case EmptyChoice::add_deal:
      board_.begin_adding(context);
      break;
    case EmptyChoice::restore:
      app_.choose_backup_file();
      break;
    case EmptyChoice::none:
      break;
  }
}

void MainScreen::draw_drop_overlay(const Context& context) {
  const bool over = ui_.file_over_window() && app_.import_session() == nullptr &&
                    app_.restore_session() == nullptr && !app_.read_only();
  const ui::Cover cover(ui_, ui_.id("drop overlay"), over);
  if (!cover) return;
  const ui::Colors& c = ui_.colors();
  ui_.paint().fill(cover.body(), c.surface0.faded(0.86F));
  const Rect frame = cover.body().inset(16);
  ui_.paint().box(frame, {.fill = c.accent_soft.faded(0.8F),
                          .corners = 16,
                          .border = c.accent,
                          .border_width = 2,
                          .shadow = {}});
  ui_.paint().layer();
  const std::string_view text = context.text(Text::import_drop_here);
  const Rect block = frame.centered(frame.width - 32, 96);
  ui_.paint().icon({block.left, block.top, block.width, 48}, Icon::file_up, c.accent_text, 40);
  const Rect line{block.left, block.top + 60, block.width, 28};
  ui_.paint().text(line, text, TextStyle::title, c.accent_text, ui::Align::middle);
  ui_.semantics(node_for(ui_.id("drop text"), platform::Role::status, text, line));
}

void MainScreen::take_shortcuts(const Context& context) {
  if (ui_.shortcut("z", true, true) || ui_.shortcut("y", true)) app_.redo();
  if (ui_.shortcut("z", true)) app_.undo();
  if (ui_.shortcut("n")) board_.begin_adding(context);
  if (ui_.shortcut("?")) shortcuts_open_ = true;
}

}  // namespace holdall::screens
