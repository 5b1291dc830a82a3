#include "ui/gestures.h"

#include <algorithm>
#include <cmath>

namespace holdall::ui {

namespace {

constexpr double velocity_window_ms = 100;
// A finger that rests this long before it leaves does not fling.
constexpr double rest_ms = 60;
constexpr double decay_ms = 325;
constexpr float velocity_still = 0.02F;  // CSS pixels per millisecond
constexpr double glide_ms = 260;

}  // namespace

void TouchArbiter::pointer(const platform::PointerEvent& event, std::vector<Gesture>& out) {
  using platform::PointerPhase;
  switch (event.phase) {
    case PointerPhase::down:
      ++fingers_;
      if (fingers_ > 1) {
        cancel(out);
        state_ = State::ignored;
        return;
      }
      pointer_ = event.pointer;
      state_ = State::down;
      start_ = at_ = {event.x, event.y};
      start_ms_ = event.time_ms;
      samples_.clear();
      sample(event);
      return;
    case PointerPhase::move:
      if (event.pointer == pointer_ && fingers_ > 0) move(event, out);
      return;
    case PointerPhase::up:
      if (fingers_ > 0) --fingers_;
      if (event.pointer == pointer_) release(event, out);
      if (fingers_ == 0) state_ = State::idle;
      return;
    case PointerPhase::cancel:
    case PointerPhase::leave:
      if (fingers_ > 0) --fingers_;
      if (event.pointer == pointer_) cancel(out);
      state_ = fingers_ == 0 ? State::idle : State::ignored;
      return;
  }
}

void TouchArbiter::move(const platform::PointerEvent& event, std::vector<Gesture>& out) {
  const Vec now{event.x, event.y};
  const Vec step = now - at_;
  at_ = now;
  sample(event);
  if (state_ == State::down) {
    const Vec way = now - start_;
    if (std::hypot(way.x, way.y) <= touch_slop) return;
    state_ = State::panning;
    out.push_back({GestureKind::pan_begin, now, way, start_});
  } else if (state_ == State::panning) {
    out.push_back({GestureKind::pan_move, now, step, start_});
  } else if (state_ == State::dragging) {
    out.push_back({GestureKind::drag_move, now, step, start_});
  }
}

void TouchArbiter::release(const platform::PointerEvent& event, std::vector<Gesture>& out) {
  // A finger that moved with its last event moved before it left.
  if (event.x != at_.x || event.y != at_.y) move(event, out);
  switch (state_) {
    case State::down:
      // The timer of the long press may be late; the finger's own time decides.
      if (event.time_ms - start_ms_ < long_press_ms) {
        out.push_back({GestureKind::tap, start_, {}, start_});
      }
      break;
    case State::panning:
      out.push_back({GestureKind::pan_end, at_, velocity(event.time_ms), start_});
      break;
    case State::dragging:
      out.push_back({GestureKind::drag_end, at_, {}, start_});
      break;
    default:
      break;
  }
  state_ = fingers_ == 0 ? State::idle : State::ignored;
}

void TouchArbiter::cancel(std::vector<Gesture>& out) {
  if (state_ == State::panning) out.push_back({GestureKind::pan_end, at_, {}, start_});
  if (state_ == State::dragging) out.push_back({GestureKind::drag_cancel, at_, {}, start_});
  state_ = State::idle;
}

void TouchArbiter::tick(double now_ms, std::vector<Gesture>& out) {
  if (state_ != State::down || now_ms - start_ms_ < long_press_ms) return;
  state_ = State::pressed;
  out.push_back({GestureKind::long_press, at_, {}, start_});
}

void TouchArbiter::claim_long_press() {
  if (state_ == State::pressed) state_ = State::dragging;
}

double TouchArbiter::deadline_ms() const {
  return state_ == State::down ? start_ms_ + long_press_ms : -1;
}

void TouchArbiter::sample(const platform::PointerEvent& event) {
  samples_.push_back({{event.x, event.y}, event.time_ms});
  std::erase_if(samples_, [&](const Sample& old) {
    return event.time_ms - old.time_ms > velocity_window_ms;
  });
}

Vec TouchArbiter::velocity(double now_ms) const {
  if (samples_.size() < 2) return {};
  const Sample& first = samples_.front();
  const Sample& last = samples_.back();
  if (now_ms - last.time_ms > rest_ms || last.time_ms <= first.time_ms) return {};
  const auto elapsed = static_cast<float>(last.time_ms - first.time_ms);
  return {(last.at.x - first.at.x) / elapsed, (last.at.y - first.at.y) / elapsed};
}

void KineticScroll::fling(double now_ms, float velocity) {
  state_ = std::abs(velocity) < velocity_still ? State::still : State::flung;
  velocity_ = velocity;
  last_ms_ = now_ms;
}

void KineticScroll::glide_to(double now_ms, float from, float to) {
  state_ = from == to ? State::still : State::gliding;
  start_ms_ = now_ms;
  from_ = from;
  to_ = to;
}

float KineticScroll::step(double now_ms, float offset, float offset_max) {
  const auto inside = [&](float value) {
    return std::clamp(value, 0.0F, std::max(0.0F, offset_max));
  };
  if (state_ == State::gliding) {
    const double passed = std::clamp((now_ms - start_ms_) / glide_ms, 0.0, 1.0);
    const double left = 1 - passed;
    if (passed >= 1) state_ = State::still;
    return inside(from_ + (to_ - from_) * static_cast<float>(1 - left * left * left));
  }
  if (state_ == State::flung) {
    const double elapsed = std::max(0.0, now_ms - last_ms_);
    last_ms_ = now_ms;
    // The integral of v·exp(-t/T) over the time that passed: the same path at any frame rate.
    const auto decay = static_cast<float>(std::exp(-elapsed / decay_ms));
    const float moved = velocity_ * static_cast<float>(decay_ms) * (1 - decay);
    velocity_ *= decay;
    const float result = inside(offset + moved);
    if (std::abs(velocity_) < velocity_still || result != offset + moved) state_ = State::still;
    return result;
  }
  return inside(offset);
}

}  // namespace holdall::ui
