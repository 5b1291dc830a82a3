#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall {

// The bytes as a zlib stream (RFC 1950) of level 6. Fails with out_of_memory only.
[[nodiscard]] Result<Bytes> compress(ByteView bytes);

// What a zlib stream of exactly `size_bytes` bytes holds; never allocates more than these. Fails
// with damaged if it is no whole stream or one of another length.
[[nodiscard]] Result<Bytes> decompress(ByteView compressed, std::size_t size_bytes);

}  // namespace holdall
