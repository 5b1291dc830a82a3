#include "change/merged_into.h"

#include <algorithm>
#include <cstdint>

namespace holdall::change {
namespace {

using MergedInto = std::function<RecordId(RecordId)>;

RecordId smallest_of_cycle(RecordId start, const MergedInto& merged_into) {
  RecordId smallest = start;
  for (RecordId next = merged_into(start); next != start; next = merged_into(next)) {
    smallest = std::min(smallest, next);
  }
  return smallest;
}

}  // namespace

// Brent, 'An improved Monte Carlo factorization algorithm', 1980: a mark that moves on after 1, 2,
// 4, … steps lies within the cycle sooner or later, and is then met again.
RecordId resolve(RecordId id, const MergedInto& merged_into) {
  RecordId mark = id;
  std::uint64_t steps = 0;
  std::uint64_t stride = 1;
  RecordId reached = id;
  while (const RecordId next = merged_into(reached)) {
    reached = next;
    if (reached == mark) return smallest_of_cycle(reached, merged_into);
    if (++steps < stride) continue;
    mark = reached;
    steps = 0;
    stride *= 2;
  }
  return reached;
}

}  // namespace holdall::change
