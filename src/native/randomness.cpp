#include "native/randomness.h"

#include <unistd.h>

#include <algorithm>

#include "base/assert.h"

namespace holdall::native {

std::uint64_t SeededRandomness::next_u64() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

void SeededRandomness::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    std::uint64_t value = next_u64();
    const std::size_t length = std::min(bytes.size(), sizeof(value));
    for (std::uint8_t& byte : bytes.first(length)) {
      byte = static_cast<std::uint8_t>(value);
      value >>= 8;
    }
    bytes = bytes.subspan(length);
  }
}

void SystemRandomness::fill(std::span<std::uint8_t> bytes) {
  constexpr std::size_t getentropy_max = 256;
  while (!bytes.empty()) {
    const std::size_t length = std::min(bytes.size(), getentropy_max);
    HOLDALL_ASSERT(getentropy(bytes.data(), length) == 0);
    bytes = bytes.subspan(length);
  }
}

}  // namespace holdall::native
