#pragma once

#include "platform/glyphs.h"

namespace holdall::browser {

// A 2D canvas of the page (web/glyphs.js).
class BrowserGlyphs final : public platform::GlyphSource {
 public:
  platform::GlyphBitmap draw(const std::string& grapheme, float em_px, bool strong) override;
};

}  // namespace holdall::browser
