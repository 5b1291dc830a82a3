#include "ui/animation.h"

#include <doctest/doctest.h>

using holdall::ui::Animator;

TEST_CASE("a value eases to its target in its time, then nothing runs") {
  Animator animator;
  animator.begin_frame(0, false);
  CHECK(animator.to(1, 1, 100, 0) == 0);
  CHECK(animator.running());
  animator.end_frame();
  animator.begin_frame(50, false);
  const float half = animator.to(1, 1, 100, 0);
  CHECK(half == doctest::Approx(0.875));  // 1 - (1 - 0.5)^3
  animator.end_frame();
  animator.begin_frame(100, false);
  CHECK(animator.to(1, 1, 100, 0) == 1);
  CHECK_FALSE(animator.running());
}

TEST_CASE("a new target starts from where the value is") {
  Animator animator;
  animator.begin_frame(0, false);
  animator.to(1, 10, 100, 0);
  animator.begin_frame(50, false);
  const float before = animator.to(1, 10, 100, 0);
  animator.begin_frame(50, false);
  CHECK(animator.to(1, 0, 100) == doctest::Approx(before));
  animator.begin_frame(150, false);
  CHECK(animator.to(1, 0, 100) == 0);
}

TEST_CASE("the first call without a start is at its target") {
  Animator animator;
  animator.begin_frame(0, false);
  CHECK(animator.to(7, 3, 100) == 3);
  CHECK_FALSE(animator.running());
}

TEST_CASE("under reduced motion everything is there at once") {
  Animator animator;
  animator.begin_frame(0, true);
  CHECK(animator.to(1, 1, 100, 0) == 1);
  CHECK_FALSE(animator.running());
}

TEST_CASE("what is not asked for any more is forgotten and starts anew") {
  Animator animator;
  animator.begin_frame(0, false);
  animator.to(1, 1, 100, 0);
  animator.end_frame();
  animator.begin_frame(1000, false);
  animator.end_frame();
  animator.begin_frame(1016, false);
  CHECK(animator.to(1, 1, 100, 0) == 0);
}
