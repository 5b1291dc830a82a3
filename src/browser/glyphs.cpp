#include "browser/glyphs.h"

#include <emscripten.h>

#include <cstdlib>
#include <cstring>
#include <memory>

namespace holdall::browser {

namespace {

// What web/glyphs.js hands over, followed by the pixels.
struct Header {
  std::uint32_t width;
  std::uint32_t height;
  float left;
  float top;
  float advance;
  std::uint32_t coloured;
};

EM_JS(std::uint8_t*, draw_glyph_js, (const char* text, std::size_t size, float em_px, bool strong),
      {
        const host = Module.holdall;
        return host.glyphs.draw(host.bridge.textAt(text, size), em_px, strong);
      });

}  // namespace

platform::GlyphBitmap BrowserGlyphs::draw(const std::string& grapheme, float em_px, bool strong) {
  const std::unique_ptr<std::uint8_t, decltype(&std::free)> given(
      draw_glyph_js(grapheme.data(), grapheme.size(), em_px, strong), &std::free);
  platform::GlyphBitmap bitmap;
  if (given == nullptr) return bitmap;
  Header header{};
  std::memcpy(&header, given.get(), sizeof header);
  bitmap.width = header.width;
  bitmap.height = header.height;
  bitmap.left = header.left;
  bitmap.top = header.top;
  bitmap.advance = header.advance;
  bitmap.coloured = header.coloured != 0;
  const std::uint8_t* pixels = given.get() + sizeof header;
  bitmap.pixels.assign(pixels, pixels + std::size_t{4} * header.width * header.height);
  return bitmap;
}

}  // namespace holdall::browser
