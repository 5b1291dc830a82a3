#pragma once

#include <cstdint>
#include <span>

namespace holdall::platform {

// Random bytes that nobody can guess (in tests: from a seed).
class Randomness {
 public:
  virtual ~Randomness() = default;

  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  [[nodiscard]] std::uint32_t next_u32() {
    std::uint8_t bytes[4];
    fill(bytes);
    return static_cast<std::uint32_t>(bytes[0]) | (static_cast<std::uint32_t>(bytes[1]) << 8) |
           (static_cast<std::uint32_t>(bytes[2]) << 16) |
           (static_cast<std::uint32_t>(bytes[3]) << 24);
  }
};

}  // namespace holdall::platform
