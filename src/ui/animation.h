#pragma once

#include <cstdint>
#include <unordered_map>

namespace holdall::ui {

// Values that ease to a target, by id. Deterministic: the same calls at the same times give the
// same values.
class Animator {
 public:
  // Called once per frame, before any value is read.
  void begin_frame(double now_ms, bool reduced_motion);

  // The value of `key` on its way to `target`, cubic ease-out. The first call of a key starts at
  // `target` (or at `from`); under reduced motion it is always `target`.
  float to(std::uint64_t key, float target, double duration_ms);
  float to(std::uint64_t key, float target, double duration_ms, float from);
  // Starts over from `value` at the next call of `to`.
  void set(std::uint64_t key, float value);

  // Something is still on its way: another frame is needed.
  [[nodiscard]] bool running() const { return running_; }
  // Drops what was not asked for in this frame.
  void end_frame();

 private:
  struct Track {
    float from = 0;
    float target = 0;
    double start_ms = 0;
    double duration_ms = 0;
    std::uint64_t used_frame = 0;
  };

  std::unordered_map<std::uint64_t, Track> tracks_;
  double now_ms_ = 0;
  std::uint64_t frame_ = 0;
  bool reduced_motion_ = false;
  bool running_ = false;
};

}  // namespace holdall::ui
