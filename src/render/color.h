#pragma once

#include <cstdint>

namespace holdall::render {

// A colour as the vertex formats hold it: bytes R, G, B, A in memory order, not premultiplied,
// sRGB. The same layout as Dear ImGui's ImU32.
struct Color {
  std::uint32_t packed = 0;

  [[nodiscard]] constexpr std::uint8_t red() const { return static_cast<std::uint8_t>(packed); }
  [[nodiscard]] constexpr std::uint8_t green() const {
    return static_cast<std::uint8_t>(packed >> 8);
  }
  [[nodiscard]] constexpr std::uint8_t blue() const {
    return static_cast<std::uint8_t>(packed >> 16);
  }
  [[nodiscard]] constexpr std::uint8_t alpha() const {
    return static_cast<std::uint8_t>(packed >> 24);
  }
  // The same colour at a share of its opacity, 0..1.
  [[nodiscard]] constexpr Color faded(float share) const {
    const auto weight = static_cast<std::uint32_t>(share * 256.0F);
    return {(packed & 0x00FFFFFFU) | (((alpha() * weight + 128U) / 256U) << 24)};
  }

  friend constexpr bool operator==(Color, Color) = default;
};

// From 0xRRGGBB as in CSS.
[[nodiscard]] constexpr Color rgb(std::uint32_t css, std::uint32_t alpha = 0xFF) {
  return {((css >> 16) & 0xFFU) | (css & 0xFF00U) | ((css & 0xFFU) << 16) | (alpha << 24)};
}

// Between two colours, share 0..1, each channel by itself.
[[nodiscard]] constexpr Color mixed(Color from, Color to, float share) {
  const auto weight = static_cast<std::uint32_t>(share * 256.0F);
  const auto channel = [weight](std::uint32_t one, std::uint32_t other) {
    return (one * (256U - weight) + other * weight + 128U) / 256U;
  };
  return {channel(from.red(), to.red()) | (channel(from.green(), to.green()) << 8) |
          (channel(from.blue(), to.blue()) << 16) | (channel(from.alpha(), to.alpha()) << 24)};
}

}  // namespace holdall::render
