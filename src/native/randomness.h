#pragma once

#include <cstdint>
#include <span>

#include "platform/randomness.h"

namespace holdall::native {

// The same bytes for the same seed: SplitMix64 (Steele, Lea, Flood 2014), lowest byte first.
class SeededRandomness : public platform::Randomness {
 public:
  explicit SeededRandomness(std::uint64_t seed) : state_(seed) {}

  void fill(std::span<std::uint8_t> bytes) override;

  [[nodiscard]] std::uint64_t next_u64();
  // A number from 0 to `limit` - 1; `limit` is not 0. The tiny bias of the remainder does not
  // matter in tests.
  [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return next_u64() % limit; }

 private:
  std::uint64_t state_;
};

// The operating system's randomness.
class SystemRandomness : public platform::Randomness {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace holdall::native
