#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace holdall {

// XXH64 with the given seed (the xxHash specification,
// github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md): finds torn and flipped bytes, is no
// protection against forgery.
[[nodiscard]] std::uint64_t checksum(ByteView bytes, std::uint64_t seed = 0);

}  // namespace holdall
