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

}  // namespace holdall::change
