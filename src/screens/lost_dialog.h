#pragma once

#include <optional>
#include <string>

#include "screens/screen_context.h"

namespace holdall::screens {

// Asks why a deal is lost before it is: a few words, or one of the usual reasons by one press, or
// nothing at all by Enter. Escape leaves the deal where it was.
class LostDialog {
 public:
  void ask(const app::MoveDeal& move, std::string deal_title);
  // Until its dialog has given the focus back.
  [[nodiscard]] bool asking() const { return asking_; }
  void draw(const Context& context);

 private:
  // The usual reasons beside and below one another; the height that they take. `measure` draws
  // nothing.
  float draw_reasons(const Context& context, ui::Rect at, bool measure);
  void finish(const Context& context);

  std::optional<app::MoveDeal> move_;
  std::string title_;  // of the deal; kept for the way out
  bool fresh_ = false;
  bool asking_ = false;
};

// The one way in which screens move a deal: into Lost it goes through the question.
void move_deal(const Context& context, const app::MoveDeal& move);

}  // namespace holdall::screens
