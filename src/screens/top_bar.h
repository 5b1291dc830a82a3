#pragma once

#include <string>
#include <utility>

#include "screens/screen_context.h"

namespace holdall::screens {

// The strip at the top: where one is, what it sums up to, whether it is saved, and what concerns
// everything.
class TopBar {
 public:
  [[nodiscard]] static float height(const ui::Ui& ui);
  void draw(const Context& context, const ui::Rect& at);
  // Opens the field for one's own name at the next frame.
  void ask_for_name() { name_wanted_ = true; }
  // Whether the person has asked for the shared space, or the storage, since the last call.
  [[nodiscard]] bool take_space_wish() { return std::exchange(space_wanted_, false); }
  [[nodiscard]] bool take_storage_wish() { return std::exchange(storage_wanted_, false); }

 private:
  void draw_mark(const Context& context, ui::Rect& rest);
  void draw_pipeline(const Context& context, ui::Rect& rest);
  void draw_totals(const Context& context, const ui::Rect& rest);
  void draw_save_state(const Context& context, ui::Rect at);
  void draw_not_saved(const Context& context, const ui::Rect& at);
  void draw_save_popover(const Context& context);
  void draw_undo(const Context& context, const ui::Rect& at);
  void draw_redo(const Context& context, const ui::Rect& at);
  void draw_space(const Context& context, const ui::Rect& at);
  void draw_storage(const Context& context, const ui::Rect& at);
  void draw_language(const Context& context, const ui::Rect& at);
  void draw_me(const Context& context, const ui::Rect& at);
  void draw_overflow(const Context& context, const ui::Rect& at);
  void draw_menus(const Context& context);
  void draw_name_popover(const Context& context);

  bool space_wanted_ = false;
  bool storage_wanted_ = false;
  bool name_wanted_ = false;
  bool name_fresh_ = false;
  ui::Rect me_box_;
};

}  // namespace holdall::screens
