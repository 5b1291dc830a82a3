#include <doctest/doctest.h>

#include <cmath>

#include "ui_bench.h"

using namespace holdall;
using platform::PointerPhase;

namespace {

// A list of 1,000 rows of 40 px in a viewport of 400 px, and one outer area around two of them.
struct List {
  ui::VisibleRange range;
  ui::Vec offset;
  ui::ScrollOptions options = {};
  float content_width = 300;

  void draw(ui::Ui& ui) {
    ui::ScrollArea area(ui, ui.id("list"), {100, 100, 300, 400}, options);
    area.set_content(content_width, 40000);
    range = area.rows(1000, 40);
    offset = area.offset();
    for (int row = range.first; row < range.last; ++row) {
      const ui::Rect at{area.origin().x, area.origin().y + static_cast<float>(row) * 40, 300, 40};
      ui::button(ui, ui.id(row), at, "Row " + std::to_string(row));
    }
  }
};

}  // namespace

TEST_CASE("only what is seen is drawn, with one row of reserve") {
  List list;
  Bench bench([&](ui::Ui& ui) { list.draw(ui); });
  CHECK(list.range.first == 0);
  CHECK(list.range.last == 11);
  bench.wheel(200, 200, 0, 4000);
  CHECK(list.offset.y == 4000);
  CHECK(list.range.first == 99);
  CHECK(list.range.last == 111);
  bench.wheel(200, 200, 0, 1e9F);
  CHECK(list.offset.y == 40000 - 400);
  CHECK(list.range.last == 1000);
}

TEST_CASE("a wheel outside the area does not move it") {
  List list;
  Bench bench([&](ui::Ui& ui) { list.draw(ui); });
  bench.wheel(50, 50, 0, 400);
  CHECK(list.offset.y == 0);
}

TEST_CASE("the bar shows while it scrolls, then goes, and then nothing is asked for") {
  List list;
  Bench bench([&](ui::Ui& ui) { list.draw(ui); });
  bench.wheel(200, 200, 0, 40);
  CHECK(bench.result.again_in_ms > 0);
  bench.frame(bench.result.again_in_ms + 1);
  bench.settle();
  CHECK(bench.result.again_in_ms < 0);
  CHECK_FALSE(bench.result.again);
}

TEST_CASE("a finger pulls the content along and it glides on; a tap on a row is a tap") {
  List list;
  Bench bench([&](ui::Ui& ui) { list.draw(ui); });
  bench.touch(PointerPhase::down, 200, 400);
  for (int step = 1; step <= 5; ++step) {
    bench.touch(PointerPhase::move, 200, 400 - 20.0F * static_cast<float>(step));
  }
  CHECK(list.offset.y == doctest::Approx(100));
  bench.touch(PointerPhase::up, 200, 300);
  bench.settle();
  CHECK(list.offset.y > 300);
  CHECK_FALSE(bench.result.again);
}

TEST_CASE("the keyboard's focus on a row that is half out of sight brings it into sight") {
  List list;
  Bench bench([&](ui::Ui& ui) { list.draw(ui); });
  bench.focus_by_keyboard(bench.find("Row 10")->id);
  CHECK(list.offset.y >= 40);
  CHECK(list.offset.y <= 60);
}

TEST_CASE("a swipe settles on the next page, never further") {
  List list;
  list.options = {.vertical = false, .horizontal = true, .snap_width = 300};
  list.content_width = 1500;
  Bench bench([&](ui::Ui& ui) { list.draw(ui); });
  const auto swipe = [&](float from, float to) {
    bench.touch(PointerPhase::down, from, 200);
    for (int step = 1; step <= 4; ++step) {
      bench.touch(PointerPhase::move, from + (to - from) * static_cast<float>(step) / 4, 200);
    }
    bench.touch(PointerPhase::up, to, 200);
    bench.settle();
  };
  swipe(350, 150);
  CHECK(list.offset.x == 300);
  swipe(390, 110);
  CHECK(list.offset.x == 600);
  swipe(150, 350);
  CHECK(list.offset.x == 300);
  // A slow one counts by its way, a short one not at all.
  bench.touch(PointerPhase::down, 350, 200);
  bench.touch(PointerPhase::move, 330, 200);
  bench.touch(PointerPhase::move, 250, 200);
  bench.frame(200);
  bench.touch(PointerPhase::up, 250, 200);
  bench.settle();
  CHECK(list.offset.x == 600);
  bench.touch(PointerPhase::down, 350, 200);
  bench.touch(PointerPhase::move, 300, 200);
  bench.frame(200);
  bench.touch(PointerPhase::up, 300, 200);
  bench.settle();
  CHECK(list.offset.x == 600);
}

TEST_CASE("of nested areas the one moves that can move in that direction") {
  ui::Vec outer_offset;
  ui::Vec inner_offset;
  Bench bench([&](ui::Ui& ui) {
    ui::ScrollArea outer(ui, ui.id("outer"), {0, 0, 500, 500},
                         {.vertical = false, .horizontal = true});
    outer.set_content(2000, 500);
    outer_offset = outer.offset();
    ui::ScrollArea inner(ui, ui.id("inner"), {outer.origin().x, 0, 480, 500});
    inner.set_content(480, 900);
    inner_offset = inner.offset();
  });
  bench.wheel(100, 100, 0, 100);
  CHECK(inner_offset == ui::Vec{0, 100});
  CHECK(outer_offset == ui::Vec{0, 0});
  bench.wheel(100, 100, 60, 0);
  CHECK(outer_offset == ui::Vec{60, 0});
  CHECK(inner_offset == ui::Vec{0, 100});
}

TEST_CASE("rows of any heights are found by their tops") {
  ui::VisibleRange range;
  const float tops[] = {0, 100, 150, 400, 900, 950, 2000};
  Bench bench([&](ui::Ui& ui) {
    ui::ScrollArea area(ui, ui.id("rows"), {0, 0, 200, 300});
    area.set_content(200, 2000);
    range = area.rows(tops);
  });
  CHECK(range.first == 0);
  CHECK(range.last >= 3);
  CHECK(range.last <= 4);
  bench.wheel(50, 50, 0, 960);
  CHECK(range.first <= 5);
  CHECK(range.last == 6);
}

TEST_CASE("near an edge a drag scrolls, faster the nearer, and not in the middle") {
  const ui::Rect view{0, 0, 400, 400};
  CHECK(ui::edge_scroll(view, {200, 200}, 16) == ui::Vec{});
  const float near_edge = ui::edge_scroll(view, {200, 395}, 16).y;
  const float further = ui::edge_scroll(view, {200, 360}, 16).y;
  CHECK(near_edge > further);
  CHECK(further > 0);
  CHECK(ui::edge_scroll(view, {5, 200}, 16).x < 0);
  CHECK(ui::edge_scroll(view, {5000, 200}, 16) == ui::Vec{});
}
