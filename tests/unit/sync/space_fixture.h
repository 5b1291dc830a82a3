#pragma once

#include <doctest/doctest.h>

#include <string_view>
#include <utility>

#include "../support/allocations.h"
#include "base/bytes.h"
#include "native/randomness.h"
#include "sync/space.h"

namespace holdall::sync {

inline constexpr PassphraseCost cheap{.memory_kib = 8, .passes = 1};
inline constexpr std::string_view test_passphrase = "Ґанок і кішка";

inline Space found_space(native::SeededRandomness& randomness, std::uint32_t number = 1) {
  Result<Space> space =
      Space::found(test_passphrase, cheap, {.number = number, .label = "laptop"}, randomness);
  REQUIRE(space.has_value());
  return *std::move(space);
}

inline Space join_space(const Space& founder, native::SeededRandomness& randomness,
                        std::uint32_t number, const Secret* invitation = nullptr) {
  Result<Space> space = Space::join(founder.object(), founder.id(), test_passphrase,
                                    {.number = number, .label = "phone"}, invitation, randomness);
  REQUIRE(space.has_value());
  return *std::move(space);
}

// `open` must refuse `object` with any byte changed, cut at any byte, and longer, as damaged or not
// authentic, and take few bytes for it.
template <class Open>
void check_every_change_is_refused(const Bytes& object, Open open) {
  const auto check_refused = [&open](const Bytes& changed) {
    const change::AllocationMeter meter;
    const auto opened = open(changed);
    const std::size_t peak_bytes = meter.peak_bytes();
    REQUIRE_FALSE(opened.has_value());
    const ErrorCode code = opened.error().code;
    CHECK((code == ErrorCode::not_authentic || code == ErrorCode::damaged));
    CHECK(peak_bytes <= 8 * changed.size() + (1 << 20));
  };
  REQUIRE(open(object).has_value());
  for (std::size_t index = 0; index < object.size(); ++index) {
    CAPTURE(index);
    for (const int bits : {0x01, 0x80, 0xFF}) {
      Bytes changed = object;
      changed[index] ^= static_cast<std::uint8_t>(bits);
      check_refused(changed);
    }
    check_refused(Bytes(object.begin(), object.begin() + static_cast<std::ptrdiff_t>(index)));
  }
  Bytes longer = object;
  longer.push_back(0);
  check_refused(longer);
}

}  // namespace holdall::sync
