#include "screens/main_screen.h"

#include <doctest/doctest.h>

#include <string>

#include "desk.h"

using namespace holdall;
using platform::Key;
using platform::Role;

TEST_CASE("an empty workspace offers the ways to begin") {
  Desk desk;
  CHECK(desk.find(Role::button, "Restore a backup") != nullptr);
  CHECK(desk.find(Role::button, "Import from a file") != nullptr);
  CHECK(desk.find(Role::button, "Fill with sample deals") != nullptr);
  desk.activate(Role::button, "Add deal");
  CHECK(desk.focused_name() == "New deal in Lead");
}

TEST_CASE("on the smallest of phones every way to begin can be reached") {
  for (const float width : {320.0F, 375.0F}) {
    Desk desk({.width = width, .height = 548, .coarse_pointer = true});
    float below = 0;
    for (const char* name :
         {"Import from a file", "Fill with sample deals", "Add deal", "Restore a backup"}) {
      CAPTURE(name);
      const platform::Rectangle& at = desk.need(Role::button, name).rectangle;
      CHECK(at.height >= 44);
      CHECK(at.top >= below);
      below = at.top + at.height;
      CHECK(below <= 548);
    }
  }
}

TEST_CASE("quick add: a line becomes a deal, the field stays for the next one") {
  Desk desk;
  desk.activate(Role::button, "Add deal");
  desk.enter("New deal in Lead", "Acme renewal 12k€ Fri");
  CHECK(plain(desk.need(Role::button, "Acme renewal").name) ==
        "Acme renewal, €12,000, expected close 27 November 2026");
  CHECK(desk.find(Role::list, "Lead: 1 deal, €12,000") != nullptr);
  CHECK(desk.announced("Acme renewal added to Lead"));
  desk.enter("New deal in Lead", "Second");
  CHECK(desk.titles("Lead") == "Second, Acme renewal");
}

TEST_CASE("quick add and the panel refuse a negative amount and a date of long ago, and say why") {
  Desk desk;
  desk.activate(Role::button, "Add deal");
  desk.enter("New deal in Lead", "Acme -5 EUR");
  CHECK(desk.titles("Lead").empty());
  CHECK(desk.announced("An amount cannot be negative"));
  CHECK(desk.need(Role::text_field, "New deal in Lead").value == "Acme -5 EUR");
  desk.enter("New deal in Lead", "-500 Acme");
  CHECK(desk.titles("Lead").empty());
  CHECK(desk.need(Role::text_field, "New deal in Lead").value == "-500 Acme");
  CHECK(desk.find(Role::text, "An amount cannot be negative") != nullptr);
  desk.enter("New deal in Lead", "Acme");
  REQUIRE(desk.titles("Lead") == "Acme");
  desk.activate(Role::button, "Acme");
  desk.enter("Value", "-5");
  CHECK(desk.need(Role::text_field, "Value").invalid);
  CHECK(desk.need(Role::text_field, "Value").description == "An amount cannot be negative");
  desk.enter("Expected close", "01.01.0001");
  CHECK(desk.need(Role::text_field, "Expected close").invalid);
  CHECK(desk.need(Role::text_field, "Expected close")
            .description.starts_with("A date before 1900 cannot be right"));
}

TEST_CASE("what a newer version has made looks as if it could not be edited") {
  auto browser = std::make_shared<native::TestBrowser>();
  {
    Desk desk({.width = 1440, .height = 900}, false, browser);
    desk.add("Lead", "Acme 12k€");
    REQUIRE(desk.app.workspace().store().database().execute("PRAGMA user_version = 99"));
    desk.settle();
  }
  browser->loop.run_until_idle();
  Desk desk({.width = 1440, .height = 900}, false, browser);
  REQUIRE(desk.app.read_only());
  for (const char* name : {"Add deal to Lead", "Import", "Undo", "Redo"})
    CHECK(desk.need(Role::button, name).disabled);
  desk.type("n");
  CHECK(desk.find(Role::text_field, "New deal") == nullptr);
  desk.focus(Role::button, "Acme");
  desk.key(Key::space);
  CHECK_FALSE(desk.need(Role::button, "Acme").pressed);
  desk.key(Key::del);
  CHECK(desk.titles("Lead") == "Acme");
  desk.key(Key::menu);
  CHECK(desk.need(Role::menu_item, "Mark as won").disabled);
  CHECK(desk.need(Role::menu_item, "Delete").disabled);
  desk.activate(Role::menu_item, "Open deal");
  CHECK(desk.need(Role::text_field, "Title").disabled);
  desk.enter("Value", "5");
  desk.enter("Expected close", "01.01.2027");
  CHECK(desk.need(Role::combobox, "Stage").disabled);
  CHECK(desk.need(Role::button, "Won").disabled);
  CHECK(desk.app.take_notices().empty());
}

TEST_CASE("a button of each column adds to it") {
  Desk desk;
  desk.add("Lead", "One");
  desk.activate(Role::button, "Add deal to Offer");
  desk.enter("New deal in Offer", "Two");
  CHECK(desk.titles("Offer") == "Two");
}

TEST_CASE("keyboard: Space lifts, arrows move, Space drops, and undo brings it back") {
  Desk desk;
  desk.add("Lead", "Acme 100");
  desk.add("Lead", "Beta");
  desk.focus(Role::button, "Acme");
  desk.key(Key::space);
  CHECK(desk.need(Role::button, "Acme").pressed);
  desk.key(Key::right);
  CHECK(desk.announced("Qualification, place 1 of 1"));
  CHECK(desk.titles("Lead") == "Beta, Acme");
  desk.key(Key::space);
  CHECK(desk.titles("Lead") == "Beta");
  CHECK(desk.titles("Qualification") == "Acme");
  CHECK(desk.focused_name().starts_with("Acme"));
  desk.activate(Role::button, "Undo");
  CHECK(desk.titles("Lead") == "Beta, Acme");
}

TEST_CASE("keyboard: Escape puts a lifted card back") {
  Desk desk;
  desk.add("Lead", "Acme");
  desk.focus(Role::button, "Acme");
  desk.key(Key::space);
  desk.key(Key::right);
  desk.key(Key::right);
  desk.key(Key::escape);
  CHECK(desk.titles("Lead") == "Acme");
  CHECK(desk.announced("Acme was put back"));
  CHECK(desk.focused_name().starts_with("Acme"));
}

TEST_CASE("arrows walk among the cards, and one card alone is a stop of Tab") {
  Desk desk;
  desk.add("Lead", "Second");
  desk.add("Lead", "First");
  desk.add("Offer", "Far");
  desk.focus(Role::button, "First");
  desk.key(Key::down);
  CHECK(desk.focused_name().starts_with("Second"));
  desk.key(Key::right);
  CHECK(desk.focused_name().starts_with("Far"));
  int stops = 0;
  for (const auto* node : desk.platform.semantics.all(Role::button)) {
    if (node->keeps_keys && node->tab_stop) ++stops;
  }
  CHECK(stops == 1);
}

TEST_CASE("a key that comes together with the focus that the last one moved goes on from there") {
  Desk desk;
  for (int deal = 40; deal > 0; --deal) desk.add("Lead", "Deal " + std::to_string(deal) + " end");
  desk.add("Qualification", "Beside");
  desk.focus(Role::button, "Beside");
  const auto press = [&desk](Key key) {
    platform::KeyEvent event;
    event.key = key;
    event.focus = desk.platform.semantics.focused();
    desk.platform.events.push(event);
    desk.frame();
  };
  SUBCASE("down the column") {
    press(Key::left);
    press(Key::end);
    desk.settle();
    CHECK(desk.focused_name().starts_with("Deal 40 end"));
  }
  SUBCASE("and back to the left") {
    press(Key::left);
    press(Key::end);
    press(Key::right);
    press(Key::left);
    press(Key::home);
    desk.settle();
    CHECK(desk.focused_name().starts_with("Deal 1 end"));
  }
}

TEST_CASE("the menu of a card moves it without dragging") {
  Desk desk;
  desk.add("Lead", "Acme");
  desk.activate(Role::button, "Actions for Acme");
  desk.activate(Role::menu_item, "Move to…");
  desk.activate(Role::menu_item, "Won");
  CHECK(desk.titles("Won") == "Acme");
  CHECK(desk.announced("Acme is won"));
  CHECK(desk.focused_name().starts_with("Acme"));
}

TEST_CASE("a menu that the keyboard opens hangs from its card") {
  Desk desk;
  desk.add("Presentation", "Acme");
  desk.focus(Role::button, "Acme");
  const platform::Rectangle card = desk.need(Role::button, "Acme").rectangle;
  desk.key(Key::menu);
  const platform::Rectangle menu = desk.need(Role::menu, "Actions").rectangle;
  CHECK(menu.left + menu.width > card.left + card.width / 2);
  CHECK(menu.top > card.top);
}

TEST_CASE("the mouse drags a card to another column, and Escape brings it back") {
  Desk desk;
  desk.add("Lead", "Acme");
  const platform::Rectangle card = desk.need(Role::button, "Acme").rectangle;
  const platform::Rectangle column = desk.need(Role::list, "Qualification").rectangle;
  const float x = column.left + column.width / 2;
  desk.move(card.left + 40, card.top + 40);
  desk.press(card.left + 40, card.top + 40);
  desk.move(card.left + 60, card.top + 40);
  desk.move(x, column.top + 150);
  CHECK(desk.titles("Lead") == "Acme");
  desk.key(Key::escape);
  desk.release(x, column.top + 150);
  CHECK(desk.titles("Lead") == "Acme");
  desk.press(card.left + 40, card.top + 40);
  desk.move(card.left + 60, card.top + 40);
  desk.move(x, column.top + 150);
  desk.release(x, column.top + 150);
  CHECK(desk.titles("Qualification") == "Acme");
}

TEST_CASE("a drop between two cards of a column puts it there") {
  Desk desk;
  desk.add("Lead", "Third");
  desk.add("Lead", "Second");
  desk.add("Lead", "First");
  const platform::Rectangle first = desk.need(Role::button, "First").rectangle;
  const platform::Rectangle last = desk.need(Role::button, "Third").rectangle;
  desk.move(first.left + 40, first.top + 20);
  desk.press(first.left + 40, first.top + 20);
  desk.move(first.left + 40, first.top + 40);
  desk.move(first.left + 40, last.top + 4);
  desk.release(first.left + 40, last.top + 4);
  CHECK(desk.titles("Lead") == "Second, First, Third");
}

TEST_CASE("a finger that rests on a card lifts it") {
  using platform::PointerPhase;
  Desk desk({.width = 820, .height = 1180, .coarse_pointer = true});
  desk.add("Lead", "Acme");
  const platform::Rectangle card = desk.need(Role::button, "Acme").rectangle;
  const platform::Rectangle column = desk.need(Role::list, "Qualification").rectangle;
  desk.touch(PointerPhase::down, card.left + 40, card.top + 60);
  desk.frame(450);
  CHECK(desk.need(Role::button, "Acme").pressed);
  desk.touch(PointerPhase::move, card.left + 80, card.top + 70);
  desk.touch(PointerPhase::move, column.left + 100, column.top + 160);
  desk.touch(PointerPhase::up, column.left + 100, column.top + 160);
  desk.settle();
  CHECK(desk.titles("Qualification") == "Acme");
}

TEST_CASE("the panel edits in place, and refuses what it cannot read") {
  Desk desk;
  desk.add("Lead", "Acme 100");
  desk.click(Role::button, "Acme");
  CHECK(desk.platform.window.fragment().starts_with("/deal/"));
  desk.enter("Title", "Acme é ґ");
  CHECK(desk.titles("Lead") == "Acme é ґ");
  desk.enter("Value", "12,500");
  CHECK(desk.find(Role::list, "Lead: 1 deal, $12,500") != nullptr);
  desk.enter("Value", "a lot");
  CHECK(desk.need(Role::text_field, "Value").invalid);
  CHECK(desk.find(Role::list, "Lead: 1 deal, $12,500") != nullptr);
  desk.enter("Value", "13000");
  CHECK_FALSE(desk.need(Role::text_field, "Value").invalid);
  desk.enter("Title", "  ");
  CHECK(desk.need(Role::text_field, "Title").invalid);
  CHECK(desk.titles("Lead") == "Acme é ґ");
  desk.enter("Expected close", "tomorrow");
  CHECK(desk.find(Role::button, "Acme é ґ, $13,000, expected close 22 November 2026") != nullptr);
  desk.choose("Stage", "Negotiation");
  CHECK(desk.titles("Negotiation") == "Acme é ґ");
  desk.choose("Currency", "EUR");
  CHECK(desk.find(Role::list, "Negotiation: 1 deal, €13,000") != nullptr);
}

TEST_CASE("a deal whose value is cleared keeps its currency, also when it is opened again") {
  Desk desk;
  desk.add("Lead", "Acme 100 GBP");
  desk.click(Role::button, "Acme");
  desk.enter("Value", "");
  CHECK(desk.find(Role::list, "Lead: 1 deal, £100") == nullptr);
  desk.enter("Value", "32000");
  CHECK(desk.find(Role::list, "Lead: 1 deal, £32,000") != nullptr);
  desk.enter("Value", "");
  desk.key(Key::escape);
  desk.click(Role::button, "Acme");
  desk.enter("Value", "500");
  CHECK(desk.find(Role::list, "Lead: 1 deal, £500") != nullptr);
}

TEST_CASE("when a deal was closed is edited in the panel, and was never in the future") {
  Desk desk;
  desk.add("Offer", "Acme");
  desk.click(Role::button, "Acme");
  CHECK(desk.find(Role::text_field, "Closed on") == nullptr);
  desk.activate(Role::button, "Won");
  CHECK(desk.find(Role::text_field, "Expected close") == nullptr);
  desk.enter("Closed on", "2026-02-03");
  CHECK(plain(desk.need(Role::text_field, "Closed on").value) == "3 Feb 2026");
  CHECK(desk.find(Role::list_item, "Closed on: ") != nullptr);
  desk.enter("Closed on", "2030-01-01");
  CHECK(desk.need(Role::text_field, "Closed on").invalid);
  desk.activate(Role::button, "Reopen");
  CHECK(desk.find(Role::text_field, "Closed on") == nullptr);
  CHECK(desk.find(Role::text_field, "Expected close") != nullptr);
}

TEST_CASE("won and lost in the panel, and reopened into its stage") {
  Desk desk;
  desk.add("Offer", "Acme");
  desk.activate(Role::button, "Actions for Acme");
  desk.activate(Role::menu_item, "Open deal");
  desk.activate(Role::button, "Won");
  CHECK(desk.titles("Won") == "Acme");
  desk.activate(Role::button, "Reopen");
  CHECK(desk.titles("Offer") == "Acme");
  desk.key(Key::escape);
  CHECK_FALSE(desk.app.open_deal());
}

TEST_CASE("a deleted deal comes back with the toast's Undo and with Ctrl+Z") {
  Desk desk;
  desk.add("Lead", "Acme");
  desk.focus(Role::button, "Acme");
  desk.key(Key::del);
  CHECK(desk.titles("Lead").empty());
  const auto* toast = desk.find(Role::group, "Acme was deleted");
  REQUIRE(toast != nullptr);
  const std::uint32_t group = toast->id;
  std::uint32_t undo = 0;
  for (const auto* node : desk.platform.semantics.all(Role::button)) {
    if (node->parent == group && node->name == "Undo") undo = node->id;
  }
  REQUIRE(undo != 0);
  desk.platform.events.push(
      platform::SemanticsEvent{platform::SemanticsAction::activate, undo, ""});
  desk.settle();
  CHECK(desk.titles("Lead") == "Acme");
  desk.type("z", true);
  CHECK(desk.titles("Lead").empty());
  desk.type("z", true, true);
  CHECK(desk.titles("Lead") == "Acme");
}

TEST_CASE("a phone shows one column, its tabs go to the others") {
  Desk desk({.width = 390, .height = 844, .coarse_pointer = true});
  desk.add("Lead", "Acme");
  CHECK(desk.find(Role::button, "Add deal to Lead") != nullptr);
  desk.activate(Role::tab, "Offer");
  CHECK(desk.find(Role::button, "Add deal to Offer") != nullptr);
  CHECK(desk.need(Role::list, "Offer").rectangle.left >= 0);
}

TEST_CASE("of a long column only the cards that are seen are drawn, and the last can be reached") {
  Desk desk;
  for (int number = 0; number < 300; ++number)
    desk.add("Lead", "Deal " + std::to_string(number) + " here");
  CHECK(desk.platform.semantics.all(Role::list_item).size() < 20);
  CHECK(desk.find(Role::list, "Lead: 300 deals") != nullptr);
  desk.focus(Role::button, "Deal 299 here");
  desk.key(Key::end);
  CHECK(desk.focused_name() == "Deal 0 here");
  CHECK(desk.platform.semantics.all(Role::list_item).size() < 20);
}

TEST_CASE("the language changes everything at once") {
  Desk desk;
  desk.activate(Role::button, "Language");
  desk.activate(Role::menu_item, "Українська");
  CHECK(desk.find(Role::button, "Імпорт") != nullptr);
}

TEST_CASE("a title of 2,000 letters is cut with a hint, and nothing grows by it") {
  const std::string name(2000, 'x');
  Desk desk;
  desk.activate(Role::button, "Add deal");
  desk.enter("New deal in Lead", name);
  CHECK(desk.titles("Lead") == name.substr(0, 500));
  CHECK(desk.find(Role::group, "The title was cut to 500 characters") != nullptr);
  desk.activate(Role::button, "xxx");
  desk.enter("Title", name);
  CHECK(desk.need(Role::text_field, "Title").invalid);
  CHECK(desk.find(Role::text, "This is too long: 500 characters at most.") != nullptr);
  desk.enter("Title", name.substr(0, 500) + "  ");
  CHECK_FALSE(desk.need(Role::text_field, "Title").invalid);
  desk.enter("Organisation", name.substr(0, 499));
  CHECK(desk.need(Role::list_item, "Organisation: xxx").rectangle.height < 130);
  desk.choose("Stage", "Offer");
  const auto& toast = desk.need(Role::group, "xxx");
  CHECK(toast.name.size() < 200);
  CHECK(toast.rectangle.height < 130);
}

TEST_CASE("a deal without an amount shows none, also when its file said 0") {
  Desk desk;
  desk.add("Lead", "Acme 0 USD");
  desk.add("Lead", "Beta 5 USD");
  CHECK(desk.need(Role::button, "Acme").name == "Acme");
  CHECK(desk.need(Role::button, "Beta").name == "Beta, $5");
  CHECK(desk.find(Role::list, "Lead: 2 deals, $5") != nullptr);
}

TEST_CASE("toasts give way while a card is dragged, and to the screen of a newer version") {
  Desk desk;
  desk.add("Lead", "Beta");
  desk.add("Lead", "Acme");
  desk.activate(Role::button, "Actions for Beta");
  desk.activate(Role::menu_item, "Move to");
  desk.activate(Role::menu_item, "Qualification");
  REQUIRE(desk.find(Role::group, "Beta moved") != nullptr);
  const platform::Rectangle card = desk.need(Role::button, "Acme").rectangle;
  desk.move(card.left + 40, card.top + 40);
  desk.press(card.left + 40, card.top + 40);
  desk.move(card.left + 60, card.top + 60);
  CHECK(desk.find(Role::group, "Beta moved") == nullptr);
  desk.key(Key::escape);
  desk.release(card.left + 60, card.top + 60);
  REQUIRE(desk.find(Role::group, "Beta moved") != nullptr);
  desk.platform.window.replace();
  desk.settle();
  CHECK(desk.find(Role::heading, "A newer Holdall is open in another tab") != nullptr);
  CHECK(desk.find(Role::group, "Beta moved") == nullptr);
}

TEST_CASE("an offer to undo goes with the next edit, which it would take back instead") {
  Desk desk;
  desk.add("Lead", "Acme");
  desk.add("Lead", "Beta");
  const auto first = desk.app.workspace().board().columns()[0].deal(0);
  desk.app.execute(holdall::app::DeleteDeal{first});
  desk.settle();
  desk.need(Role::group, "Beta was deleted");
  desk.app.quick_add({holdall::app::ColumnKind::stage, holdall::model::built_in::stage(0)},
                     "Gamma");
  desk.settle();
  for (int frames = 0; frames < 60; ++frames) desk.frame();
  CHECK(desk.find(Role::group, "Beta was deleted") == nullptr);
}

TEST_CASE("what is typed and not yet handed over is not called saved") {
  Desk desk;
  desk.add("Lead", "Acme");
  desk.need(Role::status, "Saved");
  desk.activate(Role::button, "Acme");
  const auto& title = desk.need(Role::text_field, "Title");
  desk.focus(title.id);
  desk.platform.events.push(holdall::platform::SemanticsEvent{
      holdall::platform::SemanticsAction::edited, title.id, "Acme, half typed"});
  desk.settle();
  desk.need(Role::status, "Not saved yet");
  CHECK(desk.platform.window.warns());
  CHECK(desk.app.save_state() == holdall::store::SaveState::saving);
  desk.enter("Title", "Acme, typed");
  desk.settle();
  desk.need(Role::status, "Saved");
  CHECK_FALSE(desk.platform.window.warns());
}

TEST_CASE("a phone that cannot save keeps the pipeline's name on a line and says why at a tap") {
  for (const i18n::Language language : i18n::all_languages) {
    for (const float width : {390.0F, 360.0F}) {
      Desk desk({.width = width, .height = 844, .coarse_pointer = true});
      desk.app.set_language(language);
      const auto text = [&](i18n::Text key) { return desk.app.locale().text(key); };
      desk.add(desk.app.locale().name("stage.lead"), "Acme");
      desk.platform.storage.fail_commits(holdall::ErrorCode::storage_full);
      desk.app.quick_add({holdall::app::ColumnKind::stage, holdall::model::built_in::stage(0)},
                         "Beta");
      desk.settle();
      const std::string name(desk.app.locale().name("pipeline.sales"));
      const auto& box = desk.need(Role::heading, name).rectangle;
      CAPTURE(name);
      CAPTURE(width);
      CAPTURE(box.width);
      CHECK(box.height < 2 * desk.ui.line_height(holdall::ui::TextStyle::body_strong));
      CHECK(box.width >=
            std::min(60.0F, desk.ui.text_width(name, holdall::ui::TextStyle::body_strong)));
      CHECK(desk.need(Role::button, text(i18n::Text::app_not_saved)).rectangle.height >= 44);
      desk.click(Role::button, text(i18n::Text::app_not_saved));
      desk.need(Role::text, text(i18n::Text::error_storage_full));
      desk.need(Role::button, text(i18n::Text::common_retry));
      desk.activate(Role::button, text(i18n::Text::app_save_copy));
      CHECK(desk.platform.files.saved().size() == 1);
    }
  }
}
