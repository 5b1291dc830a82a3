#include "ui/animation.h"

#include <algorithm>

namespace holdall::ui {

void Animator::begin_frame(double now_ms, bool reduced_motion) {
  now_ms_ = now_ms;
  reduced_motion_ = reduced_motion;
  running_ = false;
  ++frame_;
}

float Animator::to(std::uint64_t key, float target, double duration_ms) {
  return to(key, target, duration_ms, target);
}

float Animator::to(std::uint64_t key, float target, double duration_ms, float from) {
  if (reduced_motion_) {
    tracks_.erase(key);
    return target;
  }
  // A value that rests at zero needs no track: most widgets are neither hovered nor pressed.
  const auto found = tracks_.find(key);
  if (found == tracks_.end() && target == 0 && from == 0) return 0;
  Track& track =
      found != tracks_.end()
          ? found->second
          : tracks_.emplace(key, Track{from, target, now_ms_, duration_ms, 0}).first->second;
  track.used_frame = frame_;
  const auto value_now = [&] {
    if (track.duration_ms <= 0) return track.target;
    const double passed = std::clamp((now_ms_ - track.start_ms) / track.duration_ms, 0.0, 1.0);
    const double left = 1 - passed;
    return track.from + (track.target - track.from) * static_cast<float>(1 - left * left * left);
  };
  if (track.target != target) {
    const float value = value_now();
    track = {value, target, now_ms_, duration_ms, frame_};
  }
  const bool arrived = now_ms_ >= track.start_ms + track.duration_ms || track.from == track.target;
  if (!arrived) {
    running_ = true;
    return value_now();
  }
  track.from = track.target;
  if (track.target == 0) tracks_.erase(key);
  return target;
}

void Animator::set(std::uint64_t key, float value) {
  tracks_[key] = {value, value, now_ms_, 0, frame_};
}

void Animator::end_frame() {
  std::erase_if(tracks_, [this](const auto& entry) { return entry.second.used_frame != frame_; });
}

}  // namespace holdall::ui
