#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "platform/glyphs.h"

namespace holdall::native {

// The twin of the browser's fonts: every grapheme is a filled box of 0.7 em, and all are noted.
class BoxGlyphs final : public platform::GlyphSource {
 public:
  platform::GlyphBitmap draw(const std::string& grapheme, float em_px, bool strong) override {
    static_cast<void>(strong);
    drawn.push_back(grapheme);
    const auto side = static_cast<std::uint32_t>(std::max(1.0F, std::round(em_px * 0.7F)));
    platform::GlyphBitmap bitmap{side, side, 0, em_px * 0.7F, em_px * 0.8F, true, {}};
    bitmap.pixels.assign(std::size_t{4} * side * side, 0xFF);
    return bitmap;
  }

  std::vector<std::string> drawn;
};

}  // namespace holdall::native
