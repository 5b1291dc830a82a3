#include <doctest/doctest.h>

#include "ui_bench.h"

using namespace holdall;
using platform::Key;
using platform::Role;
using platform::SemanticsAction;

namespace {

struct Presses {
  int count = 0;
  ui::ButtonOptions options = {};
  void draw(ui::Ui& ui) {
    if (ui::button(ui, ui.id("save"), {100, 100, 120, 32}, "Save", options)) ++count;
  }
};

}  // namespace

TEST_CASE(
    "a button is pressed by the mouse, by touch, by the keyboard and by a screen reader, once "
    "each") {
  Presses presses;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  bench.click(150, 115);
  CHECK(presses.count == 1);
  bench.tap(150, 115);
  CHECK(presses.count == 2);
  bench.activate("Save");
  CHECK(presses.count == 3);
  bench.key(Key::enter);  // what is not a native button hears Enter as a key
  CHECK(presses.count == 4);
  bench.settle();
  CHECK(presses.count == 4);
}

TEST_CASE("a press that leaves the button before it is released is none") {
  Presses presses;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  bench.press(150, 115);
  bench.move(400, 400);
  bench.release(400, 400);
  CHECK(presses.count == 0);
}

TEST_CASE("two taps in different places do not hit the first place twice") {
  Presses presses;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  bench.tap(150, 115);
  bench.tap(500, 500);
  CHECK(presses.count == 1);
}

TEST_CASE("a disabled button does nothing and says so") {
  Presses presses;
  presses.options.disabled = true;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  bench.click(150, 115);
  bench.activate("Save");
  CHECK(presses.count == 0);
  CHECK(bench.find("Save")->disabled);
}

TEST_CASE("a press moves the focus without a ring, the keyboard brings the ring") {
  Presses presses;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  const ui::Color ring = bench.ui.colors().focus_ring;
  bench.click(150, 115);
  CHECK(bench.focused_name() == "Save");
  CHECK_FALSE(bench.has_border(ring));
  bench.key(Key::down);
  CHECK(bench.has_border(ring));
}

TEST_CASE("a focus that the Tab key brought shows the ring") {
  Presses presses;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  bench.focus_by_keyboard(bench.find("Save")->id);
  CHECK(bench.has_border(bench.ui.colors().focus_ring));
}

TEST_CASE("after anything frames end, and nothing is asked for when nothing moves") {
  Presses presses;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  bench.move(150, 115);
  bench.move(600, 600);
  bench.tap(150, 115);
  bench.wheel(10, 10, 0, 50);
  bench.settle();
  CHECK_FALSE(bench.result.again);
  CHECK(bench.result.again_in_ms < 0);
  CHECK(bench.settle() == 1);
}

TEST_CASE("a mirror that did not change is not updated") {
  Presses presses;
  Bench bench([&](ui::Ui& ui) { presses.draw(ui); });
  const std::uint64_t updates = bench.mirror.updates();
  bench.move(150, 115);
  bench.move(600, 600);
  CHECK(bench.mirror.updates() == updates);
}

TEST_CASE("an icon button is named, and shows its name to a mouse that rests") {
  Bench bench([&](ui::Ui& ui) {
    ui::icon_button(ui, ui.id("undo"), {100, 100, 32, 32}, ui::Icon::undo, "Undo",
                    {.shortcut = "Ctrl Z"});
  });
  CHECK(bench.find("Undo")->role == Role::button);
  const std::size_t before = bench.renderer.shapes();
  bench.move(115, 115);
  CHECK(bench.result.again_in_ms > 0);
  CHECK(bench.result.again_in_ms <= 500);
  bench.frame(500);
  bench.settle();
  CHECK(bench.renderer.shapes() > before);
  CHECK(bench.result.again_in_ms < 0);
  bench.move(500, 500);
  CHECK(bench.renderer.shapes() == before);
}

TEST_CASE("targets are large enough for a finger") {
  int pressed = 0;
  Bench bench([&](ui::Ui& ui) {
    if (ui::icon_button(ui, ui.id("x"), {100, 100, 20, 20}, ui::Icon::x, "Close")) ++pressed;
  });
  bench.window.coarse_pointer = true;
  bench.settle();
  bench.tap(100 + 10 + 21, 110);
  CHECK(pressed == 1);
  bench.tap(100 + 10 + 24, 110);
  CHECK(pressed == 1);
}

TEST_CASE("segments are tabs that the arrows walk through") {
  int selected = 0;
  const std::string_view labels[] = {"Board", "List", "Forecast"};
  Bench bench([&](ui::Ui& ui) {
    const int chosen =
        ui::segmented(ui, ui.id("view"), {10, 10, 300, 32}, "View", labels, selected);
    if (chosen >= 0) selected = chosen;
  });
  CHECK(bench.mirror.all(Role::tab).size() == 3);
  CHECK(bench.find("Board")->tab_stop);
  CHECK_FALSE(bench.find("List")->tab_stop);
  bench.focus_by_keyboard(bench.find("Board")->id);
  bench.key(Key::right);
  CHECK(selected == 1);
  CHECK(bench.focused_name() == "List");
  bench.key(Key::left);
  bench.key(Key::left);
  CHECK(selected == 2);
  bench.click(20, 25);
  CHECK(selected == 0);
}

TEST_CASE("one thing has one place: an item without semantics is counted") {
  Bench bench([](ui::Ui&) {});
  bench.draw = [](ui::Ui& ui) { ui::interact(ui, ui.id("silent"), {10, 10, 100, 30}); };
  bench.ui.begin_frame(bench.window, {}, bench.now_ms + 16);
  bench.draw(bench.ui);
  bench.ui.end_frame();
  CHECK(bench.ui.items_without_semantics() == 1);
}

TEST_CASE("what is dragged follows the mouse until it is dropped, and is not clicked") {
  int clicks = 0;
  int lifts = 0;
  std::vector<ui::Vec> places;
  bool dropped = false;
  bool cancelled = false;
  const auto draw = [&](ui::Ui& ui) {
    const ui::Id id = ui.id("card");
    const ui::Interaction card = ui::interact(ui, id, {100, 100, 200, 80}, {.draggable = true});
    clicks += card.activated ? 1 : 0;
    lifts += card.lifted ? 1 : 0;
    if (const ui::Drag* drag = ui.drag()) {
      CHECK(drag->source == id);
      CHECK(drag->grip == ui::Vec{20, 20});
      places.push_back(drag->at);
      dropped = dropped || drag->dropped;
      cancelled = cancelled || drag->cancelled;
    }
    platform::SemanticsNode node;
    node.id = id;
    node.role = Role::list_item;
    node.name = "Card";
    node.focusable = true;
    ui.semantics(node);
  };
  Bench bench(draw);
  bench.press(120, 120);
  bench.move(122, 121);
  CHECK(lifts == 0);
  bench.move(150, 130);
  CHECK(lifts == 1);
  SUBCASE("dropped") {
    bench.move(400, 300);
    bench.release(400, 300);
    CHECK(dropped);
    CHECK_FALSE(cancelled);
    CHECK(places.back() == ui::Vec{400, 300});
  }
  SUBCASE("put back with Escape") {
    bench.key(Key::escape);
    CHECK(cancelled);
    CHECK_FALSE(dropped);
    bench.release(400, 300);
  }
  CHECK(bench.ui.drag() == nullptr);
  CHECK(clicks == 0);
  CHECK(lifts == 1);
}

TEST_CASE("a finger that rests on a card lifts it, one that moves scrolls instead") {
  int lifts = 0;
  int clicks = 0;
  bool dropped = false;
  Bench bench([&](ui::Ui& ui) {
    const ui::Id id = ui.id("card");
    const ui::Interaction card = ui::interact(ui, id, {100, 100, 200, 80}, {.draggable = true});
    lifts += card.lifted ? 1 : 0;
    clicks += card.activated ? 1 : 0;
    if (ui.drag() != nullptr) dropped = dropped || ui.drag()->dropped;
    platform::SemanticsNode node;
    node.id = id;
    node.role = Role::list_item;
    node.name = "Card";
    ui.semantics(node);
  });
  bench.touch(platform::PointerPhase::down, 120, 120);
  bench.settle();
  CHECK(lifts == 0);
  CHECK(bench.result.again_in_ms > 0);  // for the long press
  bench.frame(400);
  CHECK(lifts == 1);
  REQUIRE(bench.ui.drag() != nullptr);
  CHECK(bench.ui.drag()->pointer == platform::PointerKind::touch);
  bench.touch(platform::PointerPhase::move, 300, 300);
  bench.touch(platform::PointerPhase::up, 300, 300);
  CHECK(dropped);
  bench.settle();
  CHECK(bench.ui.drag() == nullptr);
  CHECK(clicks == 0);
}
