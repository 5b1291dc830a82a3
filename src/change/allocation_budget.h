#pragma once

#include <cstddef>
#include <cstdint>

namespace holdall::change {

// What a reader may still allocate for bytes that it does not trust.
class AllocationBudget {
 public:
  explicit AllocationBudget(std::size_t bytes) : left_(bytes) {}
  // 8 bytes for each byte of the input, and 1 MiB.
  [[nodiscard]] static AllocationBudget for_input(std::size_t input_bytes);

  // False if there is not as much left.
  [[nodiscard]] bool take(std::uint64_t bytes);
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  std::size_t left_;
};

// Whether what is read may go on behind what is known.
enum class TrailingBytes : std::uint8_t {
  refused,
  ignored,  // what a newer version may have added
};

}  // namespace holdall::change
