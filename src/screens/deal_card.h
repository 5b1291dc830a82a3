#pragma once

#include <string>
#include <vector>

#include "screens/screen_context.h"
#include "screens/stage_age.h"
#include "store/queries.h"

namespace holdall::screens {

enum class DueTone : std::uint8_t { planned, today, overdue };

// What a card shows and says of a deal, as the language writes it.
struct CardText {
  std::string title;
  // Organisation, contact person, product: as many as there is room for.
  std::vector<std::string> lines;
  std::string amount;  // shortened
  std::string day;     // expected close, or when it was closed
  DueTone due = DueTone::planned;
  StageAge age;
  std::string owner;
  std::string name;         // for a screen reader: title, organisation, exact amount, day
  std::string description;  // owner and age in words
};

[[nodiscard]] CardText card_text(const Context& context, const store::DealDetails& details);

// All cards are of one height, so that a column of 100,000 costs no more than what is seen of it.
[[nodiscard]] float card_height(const ui::Ui& ui);

struct CardState {
  ui::CardLook look;
  float menu_shown = 0;   // how far the button of the menu has faded in
  bool menu_lit = false;  // it is hovered or its menu is open
  bool pointed = false;   // a mouse rests on the card
};
void draw_card(const Context& context, const ui::Rect& at, const CardText& text,
               const CardState& state);

// The box of the menu's button in a card.
[[nodiscard]] ui::Rect card_menu_box(const ui::Ui& ui, const ui::Rect& card);

}  // namespace holdall::screens
