#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace holdall::model {

// Fractional order keys: byte strings compared as bytes (a prefix comes first), never empty, never
// ending in 0x00, so that there is always a key between two different ones. Random low bytes keep
// two devices that insert at the same place at the same time from making equal keys.

// A key strictly between `before` and `after`; an empty view means the open end. `before` must be
// less than `after` where both are given. `jitter` is 32 random bits.
[[nodiscard]] Bytes key_between(ByteView before, ByteView after, std::uint32_t jitter);

// `count` ascending keys behind `before` (empty: from the start), for many records at once. They
// are spaced so that thousands of later insertions between two neighbours stay short.
[[nodiscard]] std::vector<Bytes> keys_behind(ByteView before, std::size_t count,
                                             std::uint32_t jitter);

}  // namespace holdall::model
