#include <doctest/doctest.h>

#include "ui_bench.h"

using namespace holdall;
using platform::Key;
using platform::Role;

namespace {

const ui::MenuItem items[] = {{.label = "Edit"},
                              {.label = "Duplicate", .disabled = true},
                              {.label = "Move"},
                              {.label = "Delete", .danger = true, .separator_before = true}};

struct MenuScreen {
  int behind = 0;
  std::vector<int> chosen;

  void draw(ui::Ui& ui) {
    const ui::Rect opener{100, 100, 100, 32};
    if (ui::button(ui, ui.id("more"), opener, "More", {.has_popup = true})) {
      ui::open_menu(ui, ui.id("menu"), opener);
    }
    if (ui::button(ui, ui.id("behind"), {500, 500, 100, 32}, "Behind")) ++behind;
    if (const auto index = ui::menu(ui, ui.id("menu"), "Deal", items)) chosen.push_back(*index);
  }
};

}  // namespace

TEST_CASE("a menu is walked by the arrows, over what is disabled and around the ends") {
  MenuScreen screen;
  Bench bench([&](ui::Ui& ui) { screen.draw(ui); });
  bench.focus_by_keyboard(bench.find("More")->id);
  bench.activate("More");
  CHECK(bench.find("Deal")->role == Role::menu);
  CHECK(bench.focused_name() == "Edit");
  bench.key(Key::down);
  CHECK(bench.focused_name() == "Move");
  bench.key(Key::end);
  CHECK(bench.focused_name() == "Delete");
  bench.key(Key::down);
  CHECK(bench.focused_name() == "Edit");
  bench.key(Key::up);
  CHECK(bench.focused_name() == "Delete");
  bench.key(Key::home);
  CHECK(bench.focused_name() == "Edit");
  bench.key(Key::enter);
  CHECK(screen.chosen == std::vector<int>{0});
  CHECK(bench.find("Deal") == nullptr);
  CHECK(bench.focused_name() == "More");
}

TEST_CASE(
    "Escape, Tab and a press outside close a menu and give the focus back, the press does nothing "
    "else") {
  MenuScreen screen;
  Bench bench([&](ui::Ui& ui) { screen.draw(ui); });
  bench.focus_by_keyboard(bench.find("More")->id);
  bench.activate("More");
  SUBCASE("Escape") { bench.key(Key::escape); }
  SUBCASE("Tab") { bench.key(Key::tab); }
  SUBCASE("press") { bench.click(550, 515); }
  CHECK(bench.find("Deal") == nullptr);
  CHECK(bench.focused_name() == "More");
  CHECK(screen.behind == 0);
  CHECK(screen.chosen.empty());
  bench.click(550, 515);
  CHECK(screen.behind == 1);
}

TEST_CASE("an item of a menu is chosen by mouse and by finger") {
  MenuScreen screen;
  Bench bench([&](ui::Ui& ui) { screen.draw(ui); });
  bench.click(150, 115);
  const platform::Rectangle at = bench.find("Move")->rectangle;
  SUBCASE("mouse") { bench.click(at.left + 20, at.top + 10); }
  SUBCASE("finger") { bench.tap(at.left + 20, at.top + 10); }
  CHECK(screen.chosen == std::vector<int>{2});
}

TEST_CASE("a disabled item of a menu cannot be chosen") {
  MenuScreen screen;
  Bench bench([&](ui::Ui& ui) { screen.draw(ui); });
  bench.activate("More");
  const platform::Rectangle at = bench.find("Duplicate")->rectangle;
  bench.click(at.left + 20, at.top + 10);
  CHECK(screen.chosen.empty());
  CHECK(bench.find("Deal") != nullptr);
}

TEST_CASE("a menu whose screen went away is closed") {
  MenuScreen screen;
  bool shown = true;
  Bench bench([&](ui::Ui& ui) {
    if (shown) screen.draw(ui);
  });
  bench.activate("More");
  shown = false;
  bench.settle();
  shown = true;
  bench.settle();
  CHECK(bench.find("Deal") == nullptr);
}

namespace {

struct DialogScreen {
  bool open = false;
  int behind = 0;
  int shortcuts = 0;
  int answer = 0;

  void draw(ui::Ui& ui) {
    if (ui::button(ui, ui.id("delete"), {100, 100, 100, 32}, "Ask")) open = true;
    if (ui::button(ui, ui.id("behind"), {10, 10, 60, 32}, "Behind")) ++behind;
    if (ui.shortcut("z", true)) ++shortcuts;
    const int result = ui::confirm(ui, ui.id("dialog"), open,
                                   {.title = "Delete?",
                                    .message = "It goes to the bin.",
                                    .confirm = "Delete",
                                    .cancel = "Keep",
                                    .danger = true});
    if (result != 0) {
      answer = result;
      open = false;
    }
  }
};

}  // namespace

TEST_CASE("a dialog is modal: nothing behind it hears the pointer or the keys") {
  DialogScreen screen;
  Bench bench([&](ui::Ui& ui) { screen.draw(ui); });
  bench.key(Key::other, "z", true);
  CHECK(screen.shortcuts == 1);
  bench.focus_by_keyboard(bench.find("Ask")->id);
  bench.activate("Ask");
  const platform::SemanticsNode* dialog = bench.find("Delete?");
  REQUIRE(dialog != nullptr);
  CHECK(dialog->role == Role::dialog);
  CHECK(dialog->modal);
  CHECK(bench.focused_name() == "Keep");  // Enter must not destroy
  bench.move(40, 25);
  bench.key(Key::other, "z", true);
  CHECK(screen.shortcuts == 1);
  SUBCASE("confirmed") {
    bench.activate("Delete");
    CHECK(screen.answer == 1);
  }
  SUBCASE("cancelled") {
    bench.activate("Keep");
    CHECK(screen.answer == -1);
  }
  SUBCASE("Escape") {
    bench.key(Key::escape);
    CHECK(screen.answer == -1);
  }
  SUBCASE("a press on the scrim") {
    bench.click(40, 25);
    CHECK(screen.answer == -1);
  }
  CHECK(screen.behind == 0);
  CHECK(bench.find("Delete?") == nullptr);
  CHECK(bench.focused_name() == "Ask");
}

TEST_CASE(
    "a side panel takes the focus, closes by Escape and gives it back; on a phone it is modal") {
  bool open = false;
  int behind_escapes = 0;
  Bench bench([&](ui::Ui& ui) {
    if (ui::button(ui, ui.id("card"), {20, 100, 100, 32}, "Card")) open = true;
    if (ui.shortcut(Key::escape)) ++behind_escapes;
    ui::SidePanel panel(ui, ui.id("panel"), open, "Deal", {.close_label = "Close"});
    if (!panel) return;
    ui::button(ui, ui.id("won"), {panel.body().left, panel.body().top, 100, 32}, "Won");
    if (panel.close_requested()) open = false;
  });
  SUBCASE("desktop") {}
  SUBCASE("phone") {
    bench.window.width = 390;
    bench.window.height = 844;
    bench.settle();
  }
  bench.focus_by_keyboard(bench.find("Card")->id);
  bench.activate("Card");
  const platform::SemanticsNode* panel = bench.find("Deal");
  REQUIRE(panel != nullptr);
  CHECK(panel->modal == bench.ui.compact());
  CHECK(panel->role == (bench.ui.compact() ? Role::dialog : Role::region));
  CHECK(bench.mirror.focused() == panel->id);
  CHECK(bench.find("Won")->parent == panel->id);
  bench.key(Key::escape);
  CHECK(bench.find("Won") == nullptr);
  CHECK(bench.focused_name() == "Card");
  CHECK(behind_escapes == 0);
  bench.key(Key::escape);
  CHECK(behind_escapes == 1);
}

TEST_CASE("what is on its way out takes no clicks: they fall on what is seen behind it") {
  bool dialog_open = false;
  bool panel_open = false;
  int behind = 0;
  Bench bench([&](ui::Ui& ui) {
    if (ui::button(ui, ui.id("behind"), {500, 200, 100, 32}, "Behind")) ++behind;
    const ui::Dialog dialog(ui, ui.id("dialog"), dialog_open, "Storage", {.body_height = 200});
    const ui::SidePanel panel(ui, ui.id("panel"), panel_open, "Deal", {.width = 1000});
  });
  SUBCASE("a dialog") { dialog_open = true; }
  SUBCASE("a panel") { panel_open = true; }
  bench.settle();
  bench.click(550, 216);
  REQUIRE(behind == 0);
  dialog_open = panel_open = false;
  for (int frames = 0; frames < 3; ++frames) bench.frame();
  REQUIRE(bench.result.again);
  // The mouse stands where it stood.
  bench.press(550, 216);
  bench.release(550, 216);
  CHECK(behind == 1);
}

TEST_CASE("a popover closes by Escape and by a press outside") {
  Bench bench([&](ui::Ui& ui) {
    const ui::Rect opener{100, 100, 100, 32};
    if (ui::button(ui, ui.id("filter"), opener, "Filter"))
      ui::open_popover(ui, ui.id("pop"), opener);
    ui::Popover popover(ui, ui.id("pop"), "Filters", 240, 200);
    if (popover)
      ui::button(ui, ui.id("apply"), {popover.body().left, popover.body().top, 90, 32}, "Apply");
  });
  bench.click(150, 115);
  CHECK(bench.find("Apply") != nullptr);
  SUBCASE("Escape") { bench.key(Key::escape); }
  SUBCASE("press") { bench.click(800, 600); }
  CHECK(bench.find("Apply") == nullptr);
  CHECK(bench.focused_name() == "Filter");
}

TEST_CASE("a toast is said, lasts its time, and stands still under the mouse") {
  int undone = 0;
  Bench bench([](ui::Ui&) {});
  ui::show_toast(
      bench.ui,
      {.text = "Deal moved", .actions = {{"Undo", [&] { ++undone; }}}, .dismiss_label = "Dismiss"});
  bench.settle();
  CHECK(bench.mirror.announcements() == std::vector<std::string>{"Deal moved"});
  CHECK(ui::toast_count(bench.ui) == 1);
  CHECK(bench.result.again_in_ms > 9000);
  SUBCASE("it goes when its time is over, and asks for nothing more") {
    bench.frame(bench.result.again_in_ms + 1);
    bench.settle();
    CHECK(ui::toast_count(bench.ui) == 0);
    CHECK(bench.result.again_in_ms < 0);
  }
  SUBCASE("under the mouse its time does not pass") {
    const platform::Rectangle at = bench.find("Deal moved")->rectangle;
    bench.move(at.left + 30, at.top + at.height / 2);
    CHECK(bench.result.again_in_ms < 0);
    bench.frame(60000);
    bench.settle();
    CHECK(ui::toast_count(bench.ui) == 1);
    bench.frame(60000);
    bench.move(5, 5);
    CHECK(ui::toast_count(bench.ui) == 1);
    CHECK(bench.result.again_in_ms > 9000);
  }
  SUBCASE("when the mouse leaves it after a minute without a frame its time goes on") {
    const platform::Rectangle at = bench.find("Deal moved")->rectangle;
    bench.move(at.left + 30, at.top + at.height / 2);
    bench.now_ms += 60000;
    bench.move(5, 5);
    CHECK(ui::toast_count(bench.ui) == 1);
    CHECK(bench.result.again_in_ms > 9000);
  }
  SUBCASE("with the focus in it its time does not pass, and the focus goes back") {
    bench.focus_by_keyboard(bench.find("Undo")->id);
    bench.frame(60000);
    CHECK(ui::toast_count(bench.ui) == 1);
    bench.activate("Undo");
    CHECK(undone == 1);
    CHECK(ui::toast_count(bench.ui) == 0);
  }
  SUBCASE("its button works by pointer") {
    const platform::Rectangle at = bench.find("Undo")->rectangle;
    bench.click(at.left + at.width / 2, at.top + at.height / 2);
    CHECK(undone == 1);
  }
}

TEST_CASE("a toast of the same group replaces the older; an action may show another") {
  Bench bench([](ui::Ui&) {});
  ui::show_toast(bench.ui, {.text = "one", .group = "undo"});
  ui::show_toast(
      bench.ui,
      {.text = "two",
       .actions = {{"Undo", [&] { ui::show_toast(bench.ui, {.text = "three", .group = "undo"}); }}},
       .group = "undo"});
  bench.settle();
  CHECK(ui::toast_count(bench.ui) == 1);
  bench.activate("Undo");
  CHECK(ui::toast_count(bench.ui) == 1);
  CHECK(bench.find("three") != nullptr);
}

TEST_CASE("on a phone a toast does not lie on the buttons of a dialog") {
  bool dialog_open = false;
  Bench bench([&](ui::Ui& ui) {
    const ui::Dialog dialog(ui, ui.id("dialog"), dialog_open, "Storage", {.body_height = 600});
  });
  bench.window.width = 390;
  ui::show_toast(bench.ui, {.text = "one", .duration_ms = -1, .group = "one"});
  ui::show_toast(bench.ui, {.text = "two", .duration_ms = -1, .group = "two"});
  bench.settle();
  const float middle = bench.window.height / 2;
  CHECK(bench.find("one")->rectangle.top > middle);
  dialog_open = true;
  bench.settle();
  const platform::Rectangle one = bench.find("one")->rectangle;
  const platform::Rectangle two = bench.find("two")->rectangle;
  CHECK(one.top >= 0);
  CHECK(two.top >= one.top + one.height);
  CHECK(two.top + two.height < middle);
  dialog_open = false;
  bench.settle();
  CHECK(bench.find("one")->rectangle.top > middle);
}

TEST_CASE("a toast on a phone is two lines high only if its text needs them") {
  Bench bench([](ui::Ui&) {});
  bench.window.width = 390;
  for (std::size_t letters = 4; letters < 60; ++letters) {
    CAPTURE(letters);
    std::string text;
    while (text.size() < letters) text += text.size() % 5 == 4 ? ' ' : 'm';
    text.back() = 'm';
    ui::show_toast(
        bench.ui,
        {.text = text, .actions = {{"Undo", [] {}}}, .dismiss_label = "Dismiss", .group = "one"});
    bench.settle();
    const platform::Rectangle toast = bench.find(text)->rectangle;
    const float room = bench.find("Undo")->rectangle.left - toast.left - 14;
    const float lines = bench.ui.wrapped_height(text, ui::TextStyle::body, room) /
                        bench.ui.line_height(ui::TextStyle::body);
    const float least = bench.ui.control_height() + 12;
    CHECK((toast.height > least) == (lines > 1));
  }
}
