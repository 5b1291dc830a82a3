#include "ui/other_glyphs.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace holdall::ui {

namespace {

// Unicode's private use area; its first code is the empty box.
constexpr unsigned int area_first = 0xE000;
constexpr unsigned int area_last = 0xF8FF;
constexpr char32_t joiner = 0x200D;

bool within(char32_t code_point, char32_t first, char32_t last) {
  return code_point >= first && code_point <= last;
}

// What belongs to the character before it: combining marks, variation selectors, the joiner, tones
// of skin and the tags of flags (unicode.org, reports tr29 and tr51, as far as deals need it).
bool extends(char32_t code_point) {
  return within(code_point, 0x300, 0x36F) || within(code_point, 0x483, 0x489) ||
         within(code_point, 0x1AB0, 0x1AFF) || within(code_point, 0x20D0, 0x20FF) ||
         within(code_point, 0xFE00, 0xFE0F) || code_point == joiner ||
         within(code_point, 0x1F3FB, 0x1F3FF) || within(code_point, 0xE0020, 0xE007F);
}

bool is_regional(char32_t code_point) { return within(code_point, 0x1F1E6, 0x1F1FF); }

char32_t peek(std::string_view text, std::size_t position) {
  return position < text.size() ? next_code_point(text, position) : U'\0';
}

// Moves behind what belongs to the character that was read.
void skip_extension(std::string_view text, std::size_t& position, char32_t first) {
  if (is_regional(first) && is_regional(peek(text, position))) {
    static_cast<void>(next_code_point(text, position));
  }
  while (extends(peek(text, position))) {
    const bool joins = next_code_point(text, position) == joiner;
    if (joins && position < text.size()) static_cast<void>(next_code_point(text, position));
  }
}

// The outline of a box in place of what nobody can draw.
platform::GlyphBitmap empty_box(float em_px) {
  const auto side = static_cast<std::uint32_t>(std::max(3.0F, std::round(em_px * 0.62F)));
  const auto line = std::max<std::uint32_t>(1, side / 9);
  platform::GlyphBitmap box;
  box.width = side;
  box.height = side;
  box.left = std::round(em_px * 0.08F);
  box.top = static_cast<float>(side);
  box.advance = static_cast<float>(side) + 2 * box.left;
  box.pixels.assign(std::size_t{4} * side * side, 0xFF);
  for (std::uint32_t y = line; y + line < side; ++y) {
    for (std::uint32_t x = line; x + line < side; ++x) {
      box.pixels[(std::size_t{y} * side + x) * 4 + 3] = 0;
    }
  }
  return box;
}

bool contains_glyph(ImFontAtlas*, ImFontConfig* config, ImWchar code) {
  const auto* attachment = static_cast<OtherGlyphs::Attachment*>(config->FontLoaderData);
  return attachment != nullptr && attachment->owner->has(code);
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig* config, ImFontBaked* baked, void*, ImWchar code,
                ImFontGlyph* glyph, float* advance) {
  const auto& attachment = *static_cast<OtherGlyphs::Attachment*>(config->FontLoaderData);
  if (!attachment.owner->has(code)) return false;
  const float density = baked->RasterizerDensity;
  const float em_px = baked->Size * density / attachment.line_ems;
  const platform::GlyphBitmap bitmap = attachment.owner->draw(code, em_px, attachment.strong);
  if (advance != nullptr) {
    *advance = bitmap.advance / density;
    return true;
  }
  glyph->Codepoint = code;
  glyph->AdvanceX = bitmap.advance / density;
  if (bitmap.pixels.empty()) return true;
  const auto width = static_cast<int>(bitmap.width);
  const auto height = static_cast<int>(bitmap.height);
  const ImFontAtlasRectId pack = ImFontAtlasPackAddRect(atlas, width, height);
  if (pack == ImFontAtlasRectId_Invalid) return true;  // no room: its place stays blank
  glyph->X0 = bitmap.left / density;
  glyph->Y0 = std::round(baked->Ascent) - bitmap.top / density;
  glyph->X1 = glyph->X0 + static_cast<float>(bitmap.width) / density;
  glyph->Y1 = glyph->Y0 + static_cast<float>(bitmap.height) / density;
  glyph->Visible = 1;
  glyph->Colored = bitmap.coloured ? 1 : 0;
  glyph->PackId = pack;
  ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, config, glyph,
                                     ImFontAtlasPackGetRect(atlas, pack), bitmap.pixels.data(),
                                     ImTextureFormat_RGBA32, width * 4);
  return true;
}

const ImFontLoader& loader() {
  static const ImFontLoader shared = [] {
    ImFontLoader made;
    made.Name = "other glyphs";
    made.FontSrcContainsGlyph = contains_glyph;
    made.FontBakedLoadGlyph = load_glyph;
    return made;
  }();
  return shared;
}

}  // namespace

void OtherGlyphs::attach(ImFontAtlas& atlas, float line_ems, bool strong) {
  ImFontConfig config;
  config.MergeMode = true;
  config.FontLoader = &loader();
  config.FontDataOwnedByAtlas = true;  // there is none to copy
  ImFont* font = atlas.AddFont(&config);
  attachments_.push_back(std::make_unique<Attachment>(Attachment{this, line_ems, strong}));
  font->Sources.back()->FontLoaderData = attachments_.back().get();
}

bool OtherGlyphs::has(unsigned int code) const {
  return code == area_first || (code > area_first && code - area_first <= graphemes_.size());
}

platform::GlyphBitmap OtherGlyphs::draw(unsigned int code, float em_px, bool strong) const {
  if (code == area_first || source_ == nullptr) return empty_box(em_px);
  return source_->draw(graphemes_[code - area_first - 1], em_px, strong);
}

bool OtherGlyphs::font_has(unsigned int code_point, ImFont& font) {
  if (code_point >= known_.size() || within(code_point, area_first, area_last)) return false;
  Known& known = known_[code_point];
  if (known == Known::no) {
    const bool present = font.IsGlyphInFont(static_cast<ImWchar>(code_point));
    known = present ? Known::present : Known::absent;
  }
  return known == Known::present;
}

unsigned int OtherGlyphs::code_of(std::string_view grapheme) {
  const auto found = codes_.find(std::string(grapheme));
  if (found != codes_.end()) return found->second;
  if (graphemes_.size() == area_last - area_first) return area_first;
  graphemes_.emplace_back(grapheme);
  const auto code = static_cast<unsigned int>(area_first + graphemes_.size());
  codes_.emplace(grapheme, code);
  return code;
}

unsigned int OtherGlyphs::decode(std::string_view text, std::size_t& position, ImFont& font) {
  const std::size_t start = position;
  const auto first = static_cast<unsigned char>(text[position]);
  const bool ascii_follows =
      position + 1 >= text.size() || static_cast<unsigned char>(text[position + 1]) < 0x80;
  if (first < 0x80 && ascii_follows) {
    ++position;
    return first < ' ' ? ' ' : first;
  }
  const char32_t code_point = next_code_point(text, position);
  const std::size_t alone = position;
  skip_extension(text, position, code_point);
  if (position == alone) {
    if (code_point < ' ') return ' ';
    if (code_point < 0x80 || font_has(code_point, font)) return code_point;
  }
  return code_of(text.substr(start, position - start));
}

}  // namespace holdall::ui
