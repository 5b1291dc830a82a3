#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/byte_range.h"
#include "store/image.h"
#include "store/old_pages.h"

namespace holdall::store {

// A range of a log record: the record holds its bytes, or they stood elsewhere in the same page
// before.
struct LogRange {
  std::uint64_t begin;
  std::uint64_t end;
  std::int32_t moved_from = 0;  // so many bytes behind `begin`, before it if negative; 0: not moved

  friend bool operator==(const LogRange&, const LogRange&) = default;
};

// The ranges as a record lists them. Of pages that are known as they were, what has only moved
// (SQLite shifts an array of pointers for every cell that comes or goes, and all cells when it
// tidies up) and without what is as it was.
[[nodiscard]] std::vector<LogRange> log_ranges(const Image& image,
                                               std::span<const ByteRange> ranges,
                                               const OldPages& old_pages);

}  // namespace holdall::store
