#pragma once

#include <cstddef>
#include <vector>

#include "base/bytes.h"

// What a fuzz target is made of (docs/fuzzing.md).
namespace holdall::fuzz {

// Both are the target's own. `run` is given any bytes and returns, or it ends the program.
void run(ByteView input);
// What the search begins with, from the real encoders; the same bytes each time.
[[nodiscard]] std::vector<Bytes> seeds();

// Ends the program with a finding if it does not hold.
void require(bool holds, const char* what);

// While one is there, what is allocated, zlib's state among it, stays below 8 bytes for each byte
// of the input and 1 MiB; what was allocated before does not count.
class AllocationLimit {
 public:
  explicit AllocationLimit(std::size_t input_bytes);
  AllocationLimit(const AllocationLimit&) = delete;
  AllocationLimit& operator=(const AllocationLimit&) = delete;
  ~AllocationLimit();

 private:
  std::size_t limit_bytes_;
};

}  // namespace holdall::fuzz
