#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace holdall {

// The number of a device, the upper 31 bits of every id that it makes. 0 stands for built-in
// records and the effects of rules; a real device draws 30 random bits that are not all zero; the
// top bit of the 31 marks ids derived by hash from a cause.
using DeviceNumber = std::uint32_t;

inline constexpr DeviceNumber built_in_device = 0;
inline constexpr DeviceNumber device_number_max = (1U << 30) - 1;

// A record's id: 63 bits, device number above a 32-bit counter, never negative; the SQLite rowid.
// Value 0 is no record.
struct RecordId {
  std::int64_t value = 0;

  [[nodiscard]] static constexpr RecordId of(DeviceNumber device, std::uint32_t counter) {
    return {static_cast<std::int64_t>((std::uint64_t{device} << 32) | counter)};
  }
  [[nodiscard]] constexpr DeviceNumber device() const {
    return static_cast<DeviceNumber>(static_cast<std::uint64_t>(value) >> 32);
  }
  [[nodiscard]] constexpr std::uint32_t counter() const {
    return static_cast<std::uint32_t>(value);
  }
  [[nodiscard]] constexpr bool is_built_in() const {
    return value != 0 && device() == built_in_device;
  }
  explicit constexpr operator bool() const { return value != 0; }

  friend constexpr auto operator<=>(RecordId, RecordId) = default;
};

// Ids leave C++ as decimal text: JavaScript's numbers end at 2^53.
[[nodiscard]] std::string to_text(RecordId id);
// Nothing for anything but a canonical positive decimal below 2^63.
[[nodiscard]] std::optional<RecordId> record_id_from_text(std::string_view text);

}  // namespace holdall

template <>
struct std::hash<holdall::RecordId> {
  std::size_t operator()(holdall::RecordId id) const noexcept {
    // The counters of one device are dense; a multiplication spreads them.
    return static_cast<std::size_t>((static_cast<std::uint64_t>(id.value) * 0x9E3779B97F4A7C15U) >>
                                    16);
  }
};
