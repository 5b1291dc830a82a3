#pragma once

#include <cstdint>
#include <cstdlib>

namespace holdall::store::test {

// How many seeds a property test tries: `usual`, or what HOLDALL_SEEDS says for a long run.
inline std::uint64_t seed_count(std::uint64_t usual) {
  const char* wanted = std::getenv("HOLDALL_SEEDS");
  return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

}  // namespace holdall::store::test
