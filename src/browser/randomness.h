#pragma once

#include <array>
#include <cstddef>

#include "platform/randomness.h"

namespace holdall::browser {

// crypto.getRandomValues, a block at a time: a call for each byte would be slow.
class BrowserRandomness final : public platform::Randomness {
 public:
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::array<std::uint8_t, 256> block_{};
  std::size_t used_ = 256;
};

}  // namespace holdall::browser
