#include "app/exchange_rhythm.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace holdall::app {

void ExchangeRhythm::want(double now_ms) {
  attended_ms_ = now_ms;
  wanted_ms_ = now_ms;
  retry_ms_.reset();
}

void ExchangeRhythm::look(double now_ms) {
  attended_ms_ = now_ms;
  if (!retry_ms_ || !asked_to_wait_) want(now_ms);
}

void ExchangeRhythm::edited(double now_ms) {
  attended_ms_ = last_edit_ms_ = now_ms;
  if (!first_edit_ms_) first_edit_ms_ = now_ms;
  unsent_ = true;
}

void ExchangeRhythm::began() {
  wanted_ms_.reset();
  first_edit_ms_.reset();
  retry_ms_.reset();
}

void ExchangeRhythm::succeeded(double now_ms) {
  failures_ = 0;
  unsent_ = first_edit_ms_.has_value();
  last_success_ms_ = now_ms;
}

void ExchangeRhythm::failed(double now_ms, std::optional<double> retry_after_ms) {
  constexpr int doublings_max = 10;
  asked_to_wait_ = retry_after_ms.has_value();
  const double most_ms =
      std::min(retry_max_ms, first_retry_ms * std::exp2(std::min(failures_++, doublings_max)));
  const double share = static_cast<double>(randomness_.next_u32()) / 4294967296.0;
  retry_ms_ =
      now_ms + std::max(std::min(retry_after_ms.value_or(0), asked_retry_max_ms), share * most_ms);
}

std::optional<double> ExchangeRhythm::due_ms() const {
  if (wanted_ms_) return wanted_ms_;
  // A place that does not answer is not asked more often because somebody works.
  if (retry_ms_) return visible_ || unsent_ ? retry_ms_ : std::nullopt;
  if (first_edit_ms_) {
    return std::min(last_edit_ms_ + edit_pause_ms, *first_edit_ms_ + edit_delay_max_ms);
  }
  if (!visible_ || !last_success_ms_) return std::nullopt;
  const double poll = *last_success_ms_ + poll_ms;
  return poll <= attended_ms_ + attention_ms ? std::optional(poll) : std::nullopt;
}

}  // namespace holdall::app
