#include "screens/lost_dialog.h"

#include <doctest/doctest.h>

#include "desk.h"

using namespace holdall;
using platform::Key;
using platform::Role;

namespace {

bool history_says(const Desk& desk, std::string_view text) {
  return desk.find(Role::list_item, text) != nullptr;
}

void ask_by_menu(Desk& desk) {
  desk.activate(Role::button, "Actions for Acme");
  desk.activate(Role::menu_item, "Mark as lost");
  CHECK(desk.focused_name() == "Lost reason");
}

}  // namespace

TEST_CASE("lost asks why; the reason stands in the panel and in the history") {
  Desk desk;
  desk.add("Offer", "Acme");
  ask_by_menu(desk);
  CHECK(desk.titles("Lost").empty());
  desk.enter("Lost reason", "  They bought a van instead ");
  CHECK(desk.find(Role::dialog, "Why was it lost?") == nullptr);
  CHECK(desk.titles("Lost") == "Acme");
  CHECK(desk.focused_name().starts_with("Acme"));
  desk.click(Role::button, "Acme");
  CHECK(desk.need(Role::text_field, "Lost reason").value == "They bought a van instead");
  CHECK(history_says(desk, "Deal lost: They bought a van instead"));
  desk.enter("Lost reason", "No van needed");
  CHECK(history_says(desk, "Lost reason: No van needed"));
  desk.activate(Role::button, "Reopen");
  CHECK(desk.find(Role::text_field, "Lost reason") == nullptr);
  CHECK(history_says(desk, "Deal reopened"));
  CHECK_FALSE(history_says(desk, "Lost reason cleared"));
  desk.type("z", true);
  CHECK(desk.titles("Lost") == "Acme");
  CHECK(desk.need(Role::text_field, "Lost reason").value == "No van needed");
}

TEST_CASE("Enter alone skips the reason; Escape leaves the deal where it was") {
  Desk desk;
  desk.add("Offer", "Acme");
  desk.focus(Role::button, "Acme");
  desk.key(Key::space);
  for (int column = 0; column < 4; ++column) desk.key(Key::right);
  desk.key(Key::space);
  desk.need(Role::dialog, "Why was it lost?");
  desk.activate(Role::button, "Cancel");
  CHECK(desk.titles("Offer") == "Acme");
  CHECK(desk.focused_name().starts_with("Acme"));
  ask_by_menu(desk);
  desk.enter("Lost reason", "");
  CHECK(desk.titles("Lost") == "Acme");
}

TEST_CASE("a usual reason is one press, from the panel as well") {
  Desk desk;
  desk.add("Offer", "Acme");
  desk.click(Role::button, "Acme");
  desk.activate(Role::button, "Lost");
  desk.need(Role::dialog, "Why was it lost?");
  desk.activate(Role::button, "No budget");
  CHECK(desk.titles("Lost") == "Acme");
  CHECK(desk.need(Role::text_field, "Lost reason").value == "No budget");
}

TEST_CASE("a card dropped on Lost asks, and moving within Lost does not") {
  Desk desk;
  desk.add("Lead", "Acme");
  const platform::Rectangle card = desk.need(Role::button, "Acme").rectangle;
  desk.move(card.left + 40, card.top + 40);
  desk.press(card.left + 40, card.top + 40);
  desk.move(card.left + 60, card.top + 40);
  desk.move(720, 850);
  desk.release(720, 850);
  desk.need(Role::dialog, "Why was it lost?");
  desk.activate(Role::button, "Mark as lost");
  CHECK(desk.titles("Lost") == "Acme");
  desk.app.quick_add({app::ColumnKind::lost, {}}, "Beta");
  CHECK(desk.find(Role::dialog, "Why was it lost?") == nullptr);
}

TEST_CASE("at 320 px its buttons stand below one another, none cut") {
  Desk desk({.width = 320, .height = 640, .coarse_pointer = true});
  desk.add("Lead", "Acme");
  desk.app.set_language(i18n::Language::russian);
  desk.settle();
  desk.activate(Role::button, "Действия");
  desk.activate(Role::menu_item, desk.app.locale().text(i18n::Text::card_mark_lost));
  const auto box = [&](i18n::Text label) {
    return desk.need(Role::button, desk.app.locale().text(label)).rectangle;
  };
  const platform::Rectangle confirm = box(i18n::Text::card_mark_lost);
  const platform::Rectangle cancel = box(i18n::Text::common_cancel);
  CHECK(confirm.left == cancel.left);
  CHECK(confirm.width == cancel.width);
  CHECK(cancel.top >= confirm.top + confirm.height);
  CHECK(cancel.top + cancel.height < 640);
}
