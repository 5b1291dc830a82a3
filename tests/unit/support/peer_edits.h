#pragma once

#include <cstdint>

#include "change/batch_body.h"

namespace holdall::change {

// The workload of the sync bench, as its peers get it: five devices each make single-cell edits of
// 10,000 deals of 12 fields, at the same time, with gaps of 20 s in the mean and clocks that are
// wrong by up to days.
inline constexpr std::uint32_t peer_devices = 5;

// What one device (0 to 4) makes in one go. Text is text; amounts and probabilities are integers.
[[nodiscard]] BatchBody peer_edits(std::uint32_t device, std::uint32_t count);

}  // namespace holdall::change
