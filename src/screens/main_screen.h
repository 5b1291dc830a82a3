#pragma once

#include "screens/board_view.h"
#include "screens/deal_panel.h"
#include "screens/import_dialog.h"
#include "screens/lost_dialog.h"
#include "screens/name_question.h"
#include "screens/notices.h"
#include "screens/screen_context.h"
#include "screens/space_panel.h"
#include "screens/storage_dialog.h"
#include "screens/top_bar.h"

namespace holdall::screens {

// Everything that the window shows. Draw once per frame, between Ui::begin_frame and end_frame,
// after App::handle.
class MainScreen {
 public:
  // Both must outlive the screen.
  MainScreen(app::App& app, ui::Ui& ui) : app_(app), ui_(ui) {}

  void draw();

 private:
  void draw_working(const Context& context);
  void draw_banners(const Context& context, ui::Rect& rest);
  void draw_empty(const Context& context, const ui::Rect& at);
  void draw_drop_overlay(const Context& context);
  void take_shortcuts(const Context& context);

  app::App& app_;
  ui::Ui& ui_;
  TopBar bar_;
  BoardView board_;
  DealPanel panel_;
  SpacePanel space_;
  LostDialog lost_;
  ImportDialog import_;
  StorageDialog storage_;
  RestoreDialog restore_;
  Notices notices_;
  RecordId shown_deal_;
  bool shortcuts_open_ = false;
  bool afresh_asked_ = false;
  NameQuestion name_question_;
};

}  // namespace holdall::screens
