#include "store/byte_range.h"

#include <algorithm>

namespace holdall::store {

void normalise(std::vector<ByteRange>& ranges, std::uint64_t limit, std::uint64_t joined_gap) {
  std::ranges::sort(ranges, {}, &ByteRange::begin);
  std::size_t kept = 0;
  for (ByteRange range : ranges) {
    range.end = std::min(range.end, limit);
    if (range.begin >= range.end) continue;
    if (kept > 0 && range.begin <= ranges[kept - 1].end + joined_gap) {
      ranges[kept - 1].end = std::max(ranges[kept - 1].end, range.end);
    } else {
      ranges[kept++] = range;
    }
  }
  ranges.resize(kept, ByteRange{0, 0});
}

std::uint64_t total_bytes(std::span<const ByteRange> ranges) {
  std::uint64_t total = 0;
  for (const ByteRange& range : ranges) total += range.end - range.begin;
  return total;
}

}  // namespace holdall::store
