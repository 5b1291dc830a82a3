#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/glyphs.h"

struct ImFont;
struct ImFontAtlas;

namespace holdall::ui {

// Characters that the program's fonts lack. Each grapheme (an emoji with all its joiners and
// tones, a letter with its combining marks) gets a code of Unicode's private use area, and a second
// source of every font draws such codes into the atlas when they are first needed, with the
// platform's help; as an empty box without it.
class OtherGlyphs {
 public:
  // `source` may be null; it must outlive the fonts, and so must this.
  explicit OtherGlyphs(platform::GlyphSource* source) : source_(source) {}
  OtherGlyphs(const OtherGlyphs&) = delete;
  OtherGlyphs& operator=(const OtherGlyphs&) = delete;

  // Gives the font added last the second source. `line_ems`: ascent and descent of the font in ems.
  void attach(ImFontAtlas& atlas, float line_ems, bool strong);

  // The code that stands for what begins at `position` of UTF-8, which moves behind it.
  [[nodiscard]] unsigned int decode(std::string_view text, std::size_t& position, ImFont& font);

  // What the second source of a font needs to know; of its own for each font.
  struct Attachment {
    OtherGlyphs* owner = nullptr;
    float line_ems = 1;
    bool strong = false;
  };
  [[nodiscard]] platform::GlyphBitmap draw(unsigned int code, float em_px, bool strong) const;
  [[nodiscard]] bool has(unsigned int code) const;

 private:
  [[nodiscard]] bool font_has(unsigned int code_point, ImFont& font);
  [[nodiscard]] unsigned int code_of(std::string_view grapheme);

  platform::GlyphSource* source_;
  std::vector<std::string> graphemes_;  // by code, from the first of the area
  std::unordered_map<std::string, unsigned int> codes_;
  // Of each code point below 65,536: not asked for yet, the font has it, or lacks it.
  enum class Known : std::uint8_t { no, present, absent };
  std::vector<Known> known_ = std::vector<Known>(0x10000, Known::no);
  std::vector<std::unique_ptr<Attachment>> attachments_;
};

}  // namespace holdall::ui
