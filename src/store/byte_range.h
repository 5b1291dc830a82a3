#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace holdall::store {

// A half-open range of bytes in the image.
struct ByteRange {
  std::uint64_t begin;
  std::uint64_t end;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// Sorts the ranges, cuts them off at `limit`, drops empty ones and joins those with a gap of at
// most `joined_gap` bytes. Allocates nothing.
void normalise(std::vector<ByteRange>& ranges, std::uint64_t limit, std::uint64_t joined_gap);

// The number of bytes in normalised ranges.
[[nodiscard]] std::uint64_t total_bytes(std::span<const ByteRange> ranges);

}  // namespace holdall::store
