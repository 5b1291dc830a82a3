#pragma once

#include <cstddef>

namespace holdall::change {

// The largest number of bytes that were allocated at once since this object was made, beyond what
// was there before. By operator new alone: zlib's own state (48 KiB) does not show.
class AllocationMeter {
 public:
  AllocationMeter();
  [[nodiscard]] std::size_t peak_bytes() const;

 private:
  std::size_t before_;
};

// From now on operator new asks this before each allocation and throws if it says yes; null: it
// asks nobody.
void refuse_allocations(bool (*refuses)());

}  // namespace holdall::change
