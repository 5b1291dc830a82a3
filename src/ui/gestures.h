#pragma once

#include <cstdint>
#include <vector>

#include "platform/events.h"
#include "ui/geometry.h"

namespace holdall::ui {

inline constexpr float touch_slop = 8;  // CSS pixels
inline constexpr double long_press_ms = 400;

enum class GestureKind : std::uint8_t {
  tap,         // committed: finger down and up in one place
  long_press,  // the finger still stands at `at`; whoever claims it gets drag_* instead of pan_*
  pan_begin,   // at the place where the finger came down; `by` is what it moved until now
  pan_move,
  pan_end,  // `by` is the velocity in CSS pixels per millisecond
  drag_move,
  drag_end,
  drag_cancel,
};

struct Gesture {
  GestureKind kind = GestureKind::tap;
  Vec at;
  Vec by;
  Vec start;
};

// Decides what fingers mean before Dear ImGui sees anything. Pure: time comes with the events and
// with `tick`.
class TouchArbiter {
 public:
  // A touch (pen counts as touch); a second finger cancels what the first began.
  void pointer(const platform::PointerEvent& event, std::vector<Gesture>& out);
  // Lets a long press happen; call once per frame with Clock::monotonic_ms.
  void tick(double now_ms, std::vector<Gesture>& out);

  // The answer to a long_press: moves become drag_move, and the release drag_end. Unclaimed, the
  // rest of the touch means nothing.
  void claim_long_press();
  // Where a finger stands that may still become a tap: what it is on looks pressed.
  [[nodiscard]] bool may_tap() const { return state_ == State::down; }
  [[nodiscard]] Vec position() const { return at_; }
  // When `tick` is due for the long press; negative: not at all.
  [[nodiscard]] double deadline_ms() const;
  [[nodiscard]] bool active() const { return state_ != State::idle; }

 private:
  enum class State : std::uint8_t { idle, down, panning, pressed, dragging, ignored };

  void move(const platform::PointerEvent& event, std::vector<Gesture>& out);
  void release(const platform::PointerEvent& event, std::vector<Gesture>& out);
  void cancel(std::vector<Gesture>& out);
  void sample(const platform::PointerEvent& event);
  [[nodiscard]] Vec velocity(double now_ms) const;

  struct Sample {
    Vec at;
    double time_ms = 0;
  };

  State state_ = State::idle;
  std::int32_t pointer_ = 0;
  int fingers_ = 0;
  Vec start_;
  Vec at_;
  double start_ms_ = 0;
  std::vector<Sample> samples_;  // of the last 100 ms
};

// A scroll position that glides on after the finger left, along one axis. Exponential decay with a
// time constant of 325 ms, as iOS does; or a glide to a given place for snapping.
class KineticScroll {
 public:
  void fling(double now_ms, float velocity);  // CSS pixels per millisecond
  // Where a glide ends, or `offset` if none is under way.
  [[nodiscard]] float destination(float offset) const {
    return state_ == State::gliding ? to_ : offset;
  }
  void glide_to(double now_ms, float from, float to);
  void stop() { state_ = State::still; }
  // The offset at this time, given the offset at the last call; stops at the ends.
  float step(double now_ms, float offset, float offset_max);
  [[nodiscard]] bool moving() const { return state_ != State::still; }

 private:
  enum class State : std::uint8_t { still, flung, gliding };

  State state_ = State::still;
  double last_ms_ = 0;
  double start_ms_ = 0;
  float velocity_ = 0;
  float from_ = 0;
  float to_ = 0;
};

}  // namespace holdall::ui
