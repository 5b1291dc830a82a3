#pragma once

#include <cstdint>

#include "base/record_id.h"

namespace holdall::model {

enum class OutcomeState : std::uint8_t { open = 0, won = 1, lost = 2 };

// How a deal ended, one cell: state, reason and moment must not tear apart.
struct Outcome {
  OutcomeState state = OutcomeState::open;
  RecordId reason;             // none for most
  std::int64_t closed_ms = 0;  // wall time; 0 while open or when not known

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace holdall::model
