#pragma once

#include <optional>

#include "platform/randomness.h"

namespace holdall::app {

// When a device looks at its place for files, and when it rests. All times are
// Clock::monotonic_ms.
class ExchangeRhythm {
 public:
  // After the last of several edits, and at the latest after the first of them.
  static constexpr double edit_pause_ms = 3000;
  static constexpr double edit_delay_max_ms = 15'000;
  // While the window is seen and somebody is there.
  static constexpr double poll_ms = 60'000;
  static constexpr double attention_ms = 300'000;
  // After failures: a random part of this, doubled with each (full jitter).
  static constexpr double first_retry_ms = 4000;
  static constexpr double retry_max_ms = 300'000;
  // Whatever a place asks for.
  static constexpr double asked_retry_max_ms = 3'600'000;

  // It must outlive the rhythm.
  explicit ExchangeRhythm(platform::Randomness& randomness) : randomness_(randomness) {}

  // At the start, when the network is back, by hand.
  void want(double now_ms);
  // When the window is shown or has the focus: no sooner than the place has asked for.
  void look(double now_ms);
  // What was due cannot be done yet.
  void put_off(double until_ms) { wanted_ms_ = until_ms; }
  void edited(double now_ms);
  // A press or a key.
  void attend(double now_ms) { attended_ms_ = now_ms; }
  void set_visible(bool visible) { visible_ = visible; }

  void began();
  void succeeded(double now_ms);
  // `retry_after_ms` is what the place asks for.
  void failed(double now_ms, std::optional<double> retry_after_ms);

  // Whether there was an edit after the beginning of the last exchange that succeeded.
  [[nodiscard]] bool unsent() const { return unsent_; }

  // When the next exchange is due; nothing: not before something happens.
  [[nodiscard]] std::optional<double> due_ms() const;

 private:
  platform::Randomness& randomness_;
  std::optional<double> wanted_ms_;
  std::optional<double> first_edit_ms_;
  double last_edit_ms_ = 0;
  std::optional<double> last_success_ms_;
  std::optional<double> retry_ms_;
  bool asked_to_wait_ = false;
  int failures_ = 0;
  double attended_ms_ = 0;
  bool visible_ = true;
  bool unsent_ = false;
};

}  // namespace holdall::app
