#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace holdall::platform {

// A drawn character, in device pixels; the pen stands at the left of the baseline.
struct GlyphBitmap {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  float left = 0;         // from the pen to the bitmap's left edge, to the right
  float top = 0;          // from the baseline up to the bitmap's top edge
  float advance = 0;      // of the pen
  bool coloured = false;  // else white, to be tinted
  Bytes pixels;           // RGBA, not premultiplied, rows from the top
};

// Draws what the program's own fonts lack (emoji, scripts that few need) with the fonts of the
// system.
class GlyphSource {
 public:
  virtual ~GlyphSource() = default;

  // One grapheme at `em_px` device pixels to the em. An empty bitmap if there is nothing to see.
  [[nodiscard]] virtual GlyphBitmap draw(const std::string& grapheme, float em_px, bool strong) = 0;
};

}  // namespace holdall::platform
