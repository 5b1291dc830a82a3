#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall {

// The bytes as a zlib stream (RFC 1950) of level 6. Fails with out_of_memory only.
[[nodiscard]] Result<Bytes> compress(ByteView bytes);

// The same for bytes that consist of parts of different kinds: each part gets codes of its own, and
// matches only where these pay (RFC 1951 leaves that to whoever compresses). `ends` are the offsets
// at which the parts end, ascending; the last part ends where the bytes do. What comes out is one
// zlib stream, equal for equal bytes. Fails with out_of_memory only.
[[nodiscard]] Result<Bytes> compress_parts(ByteView bytes, std::span<const std::size_t> ends);

// What a zlib stream of exactly `size_bytes` bytes holds; never allocates more than these. Fails
// with damaged if it is no whole stream or one of another length.
[[nodiscard]] Result<Bytes> decompress(ByteView compressed, std::size_t size_bytes);

}  // namespace holdall
