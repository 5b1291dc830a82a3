#include "change/allocation_budget.h"

namespace holdall::change {
namespace {

constexpr std::size_t budget_per_input_byte = 8;
constexpr std::size_t budget_base_bytes = std::size_t{1} << 20;

}  // namespace

AllocationBudget AllocationBudget::for_input(std::size_t input_bytes) {
  return AllocationBudget(input_bytes * budget_per_input_byte + budget_base_bytes);
}

bool AllocationBudget::take(std::uint64_t bytes) {
  if (bytes > left_) return false;
  left_ -= static_cast<std::size_t>(bytes);
  return true;
}

}  // namespace holdall::change
