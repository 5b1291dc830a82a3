#pragma once

#include <cstdint>

namespace holdall::change {

// How often something came into being and went again: a record (its life), an element of a set.
// Each turn adds 1, so the greater of two lengths has seen more turns and wins, and a device that
// undoes what it has seen always wins over it. 0: it never was. (Yu, Rostad, 'A low-cost set CRDT
// based on causal lengths', 2020.)

// No honest length comes near; beyond it a change is malformed, so that counting on never
// overflows.
inline constexpr std::int64_t causal_length_max = std::int64_t{1} << 62;

[[nodiscard]] constexpr bool is_causal_length(std::int64_t length) {
  return length >= 1 && length <= causal_length_max;
}

[[nodiscard]] constexpr bool exists_at(std::int64_t length) { return length % 2 == 1; }

}  // namespace holdall::change
