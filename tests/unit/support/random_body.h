#pragma once

#include <cstdint>

#include "change/batch_body.h"

namespace holdall::change {

// A body of up to `changes_max` changes with everything that a body can hold, unknown kinds,
// fields, types and payloads among it; the same for the same seed.
[[nodiscard]] BatchBody random_body(std::uint32_t seed, std::uint32_t changes_max);

}  // namespace holdall::change
