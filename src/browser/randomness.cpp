#include "browser/randomness.h"

#include <unistd.h>

#include <algorithm>

#include "base/assert.h"

namespace holdall::browser {

void BrowserRandomness::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    if (used_ == block_.size()) {
      HOLDALL_ASSERT(getentropy(block_.data(), block_.size()) == 0);
      used_ = 0;
    }
    const std::size_t count = std::min(bytes.size(), block_.size() - used_);
    const auto from = block_.begin() + static_cast<std::ptrdiff_t>(used_);
    std::copy_n(from, count, bytes.begin());
    std::fill_n(from, count, std::uint8_t{0});  // what was handed out is not kept
    used_ += count;
    bytes = bytes.subspan(count);
  }
}

}  // namespace holdall::browser
