#include "base/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace holdall {

std::uint64_t checksum(ByteView bytes, std::uint64_t seed) {
  return XXH64(bytes.data(), bytes.size(), seed);
}

}  // namespace holdall
