#include "ui/gestures.h"

#include <doctest/doctest.h>

#include <vector>

using namespace holdall::ui;
using holdall::platform::PointerEvent;
using holdall::platform::PointerKind;
using holdall::platform::PointerPhase;

namespace {

struct Hand {
  TouchArbiter arbiter;
  std::vector<Gesture> out;

  void at(PointerPhase phase, float x, float y, double time_ms, std::int32_t finger = 1) {
    arbiter.pointer({phase, PointerKind::touch, finger, x, y, 1, time_ms}, out);
  }
  [[nodiscard]] std::vector<GestureKind> kinds() const {
    std::vector<GestureKind> result;
    for (const Gesture& gesture : out) result.push_back(gesture.kind);
    return result;
  }
};

}  // namespace

TEST_CASE("a finger down and up in one place is a tap where it came down") {
  Hand hand;
  hand.at(PointerPhase::down, 100, 100, 0);
  CHECK(hand.arbiter.may_tap());
  CHECK(hand.out.empty());
  hand.at(PointerPhase::move, 104, 103, 30);
  hand.at(PointerPhase::up, 104, 103, 80);
  REQUIRE(hand.kinds() == std::vector{GestureKind::tap});
  CHECK(hand.out[0].at == Vec{100, 100});
  CHECK_FALSE(hand.arbiter.active());
}

TEST_CASE(
    "beyond the slop of 8 px it is a pan, which carries the whole way and ends with its velocity") {
  Hand hand;
  hand.at(PointerPhase::down, 0, 100, 0);
  hand.at(PointerPhase::move, 0, 92, 10);  // just the slop
  CHECK(hand.out.empty());
  hand.at(PointerPhase::move, 0, 90, 20);
  hand.at(PointerPhase::move, 0, 70, 40);
  hand.at(PointerPhase::up, 0, 70, 45);
  REQUIRE(hand.kinds() ==
          std::vector{GestureKind::pan_begin, GestureKind::pan_move, GestureKind::pan_end});
  CHECK(hand.out[0].by == Vec{0, -10});
  CHECK(hand.out[1].by == Vec{0, -20});
  CHECK(hand.out[2].by.y == doctest::Approx(-30.0 / 40.0));
}

TEST_CASE("a finger that rests before it leaves does not fling") {
  Hand hand;
  hand.at(PointerPhase::down, 0, 100, 0);
  hand.at(PointerPhase::move, 0, 50, 20);
  hand.at(PointerPhase::up, 0, 50, 200);
  CHECK(hand.out.back().kind == GestureKind::pan_end);
  CHECK(hand.out.back().by == Vec{});
}

TEST_CASE("400 ms in one place are a long press; claimed, the rest is a drag") {
  Hand hand;
  hand.at(PointerPhase::down, 10, 10, 0);
  CHECK(hand.arbiter.deadline_ms() == 400);
  hand.arbiter.tick(399, hand.out);
  CHECK(hand.out.empty());
  hand.arbiter.tick(400, hand.out);
  REQUIRE(hand.kinds() == std::vector{GestureKind::long_press});
  CHECK(hand.arbiter.deadline_ms() < 0);
  hand.arbiter.claim_long_press();
  hand.at(PointerPhase::move, 60, 10, 420);
  hand.at(PointerPhase::up, 60, 10, 500);
  CHECK(hand.kinds() ==
        std::vector{GestureKind::long_press, GestureKind::drag_move, GestureKind::drag_end});
}

TEST_CASE("a long press that nobody claims swallows its release") {
  Hand hand;
  hand.at(PointerPhase::down, 10, 10, 0);
  hand.arbiter.tick(400, hand.out);
  hand.at(PointerPhase::move, 60, 60, 450);
  hand.at(PointerPhase::up, 60, 60, 500);
  CHECK(hand.kinds() == std::vector{GestureKind::long_press});
}

TEST_CASE("a late timer does not turn a long press into a tap") {
  Hand hand;
  hand.at(PointerPhase::down, 10, 10, 0);
  hand.at(PointerPhase::up, 10, 10, 600);
  CHECK(hand.out.empty());
}

TEST_CASE("a second finger ends what the first began, and nothing starts until both are gone") {
  Hand hand;
  hand.at(PointerPhase::down, 10, 10, 0, 1);
  hand.arbiter.tick(400, hand.out);
  hand.arbiter.claim_long_press();
  hand.at(PointerPhase::down, 50, 50, 410, 2);
  CHECK(hand.out.back().kind == GestureKind::drag_cancel);
  hand.out.clear();
  hand.at(PointerPhase::move, 90, 90, 420, 1);
  hand.at(PointerPhase::up, 90, 90, 430, 1);
  hand.at(PointerPhase::up, 50, 50, 440, 2);
  CHECK(hand.out.empty());
  hand.at(PointerPhase::down, 10, 10, 500, 3);
  hand.at(PointerPhase::up, 10, 10, 540, 3);
  CHECK(hand.kinds() == std::vector{GestureKind::tap});
}

TEST_CASE("a cancelled touch is no tap") {
  Hand hand;
  hand.at(PointerPhase::down, 10, 10, 0);
  hand.at(PointerPhase::cancel, 10, 10, 20);
  CHECK(hand.out.empty());
  CHECK_FALSE(hand.arbiter.active());
}

TEST_CASE("a fling goes the same way at any frame rate and stops") {
  const auto distance = [](double step_ms) {
    KineticScroll scroll;
    scroll.fling(0, 1);
    float offset = 0;
    double now = 0;
    while (scroll.moving() && now < 10000) offset = scroll.step(now += step_ms, offset, 100000);
    CHECK(now < 3000);
    return offset;
  };
  CHECK(distance(8) == doctest::Approx(distance(32)).epsilon(0.02));
  CHECK(distance(8) == doctest::Approx(325).epsilon(0.05));  // velocity times time constant
}

TEST_CASE("a fling ends at the end of the content") {
  KineticScroll scroll;
  scroll.fling(0, 5);
  float offset = 0;
  for (double now = 16; now < 1000; now += 16) offset = scroll.step(now, offset, 200);
  CHECK(offset == 200);
  CHECK_FALSE(scroll.moving());
}

TEST_CASE("a glide arrives exactly") {
  KineticScroll scroll;
  scroll.glide_to(0, 10, 90);
  CHECK(scroll.step(100, 10, 1000) > 10);
  CHECK(scroll.step(300, 50, 1000) == 90);
  CHECK_FALSE(scroll.moving());
}
