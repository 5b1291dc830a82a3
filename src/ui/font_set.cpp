#include "ui/font_set.h"

#include <cmath>

#include "base/assert.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace holdall::ui {

namespace {

std::uint32_t big_endian(ByteView bytes, std::size_t position, std::size_t length) {
  std::uint32_t value = 0;
  for (std::size_t offset = 0; offset < length && position + offset < bytes.size(); ++offset) {
    value = (value << 8) | bytes[position + offset];
  }
  return value;
}

float signed_16(std::uint32_t value) {
  return static_cast<float>(static_cast<std::int16_t>(value));
}

// Large text is set a little tighter, as Inter's designer advises (rsms.me/inter/dynmetrics).
float tracking_of(TextStyle style) {
  switch (style) {
    case TextStyle::heading:
      return -0.011F;
    case TextStyle::title:
      return -0.017F;
    case TextStyle::display:
      return -0.021F;
    case TextStyle::caption:
    case TextStyle::caption_strong:
      return 0.004F;
    default:
      return -0.004F;
  }
}

ImFont* add_font(ByteView bytes) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 2;
  config.OversampleV = 1;
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<std::uint8_t*>(bytes.data()),
                                                    static_cast<int>(bytes.size()), 0.0F, &config);
}

bool is_space(char byte) { return byte == ' ' || byte == '\t'; }

}  // namespace

// The tables 'head' (unitsPerEm) and 'hhea' (ascender, descender) of the OpenType specification.
FontSet::Face FontSet::face(ByteView bytes) {
  Face result{add_font(bytes), 0.96875F, 0.2412F};
  const std::uint32_t count = big_endian(bytes, 4, 2);
  float units = 0;
  float ascender = 0;
  float descender = 0;
  for (std::uint32_t index = 0; index < count; ++index) {
    const std::size_t entry = 12 + std::size_t{16} * index;
    const std::uint32_t tag = big_endian(bytes, entry, 4);
    const std::size_t table = big_endian(bytes, entry + 8, 4);
    if (tag == 0x68656164) units = static_cast<float>(big_endian(bytes, table + 18, 2));
    if (tag == 0x68686561) {
      ascender = signed_16(big_endian(bytes, table + 4, 2));
      descender = signed_16(big_endian(bytes, table + 6, 2));
    }
  }
  if (units > 0 && ascender - descender > 0) {
    result.ascent = ascender / units;
    result.descent = -descender / units;
  }
  return result;
}

void FontSet::add(ByteView regular, ByteView semibold, ByteView icons,
                  platform::GlyphSource* others) {
  others_ = std::make_unique<OtherGlyphs>(others);
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  regular_ = face(regular);
  others_->attach(atlas, regular_.ascent + regular_.descent, false);
  semibold_ = face(semibold);
  others_->attach(atlas, semibold_.ascent + semibold_.descent, true);
  icons_ = face(icons);
  HOLDALL_ASSERT(regular_.font != nullptr && semibold_.font != nullptr && icons_.font != nullptr);
}

void FontSet::begin_frame(float pixel_ratio, bool coarse) {
  pixel_ratio_ = pixel_ratio;
  coarse_ = coarse;
}

float FontSet::snapped(float value) const {
  return std::floor(value * pixel_ratio_ + 0.5F) / pixel_ratio_;
}

// Dear ImGui's size is ascent plus descent and a whole number: the exact size goes into the
// density, so that glyphs are rasterised at just the device pixels that they will cover.
FontSet::Run FontSet::run(const Face& face, float em) const {
  const float exact = em * (face.ascent + face.descent);
  const float whole = std::max(1.0F, std::round(exact));
  const float density = exact * pixel_ratio_ / whole;
  ImFontBaked* baked = face.font->GetFontBaked(whole, density);
  return {baked, exact / whole, 0, std::round(baked->Ascent)};
}

FontSet::Run FontSet::run(TextStyle style) const {
  const float em = size(style);
  Run result = run(is_strong(style) ? semibold_ : regular_, em);
  result.tracking = tracking_of(style) * em;
  return result;
}

// The fonts hold the same characters: one answers for all.
unsigned int FontSet::decode(std::string_view text, std::size_t& position) const {
  return others_->decode(text, position, *regular_.font);
}

float FontSet::width(std::string_view text, TextStyle style) const {
  const Run at = run(style);
  float sum = 0;
  for (std::size_t position = 0; position < text.size();) {
    const auto code = static_cast<ImWchar>(decode(text, position));
    sum += at.baked->GetCharAdvance(code) * at.scale + at.tracking;
  }
  return sum;
}

std::size_t FontSet::fitting(std::string_view text, TextStyle style, float width) const {
  const Run at = run(style);
  float sum = 0;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const auto code = static_cast<ImWchar>(decode(text, position));
    sum += at.baked->GetCharAdvance(code) * at.scale + at.tracking;
    if (sum > width) return start;
  }
  return text.size();
}

std::size_t FontSet::line(std::string_view text, TextStyle style, float width,
                          std::size_t& next) const {
  const std::size_t hard = std::min(text.find('\n'), text.size());
  const std::string_view head = text.substr(0, hard);
  std::size_t end = fitting(head, style, width + 0.01F);
  if (end == head.size()) {
    next = std::min(hard + 1, text.size());
    return end;
  }
  std::size_t broken = end;
  while (broken > 0 && !is_space(head[broken])) --broken;
  if (broken == 0) {  // one word fills the line
    if (end == 0) static_cast<void>(decode(head, end));
    next = end;
    return end;
  }
  next = broken;
  while (next < text.size() && is_space(text[next])) ++next;
  while (broken > 0 && is_space(head[broken - 1])) --broken;
  return broken;
}

float FontSet::baseline(float top, TextStyle style) const {
  const Face& face = is_strong(style) ? semibold_ : regular_;
  const float em = size(style);
  const float leading = line_height(style) - em * (face.ascent + face.descent);
  return snapped(top + leading / 2 + em * face.ascent);
}

float FontSet::draw(ImDrawList& list, Vec baseline, std::string_view text, TextStyle style,
                    Color color) const {
  // Measuring loads the glyphs first: a load may replace the atlas, which must not happen between
  // two quads.
  const Run at = run(style);
  int visible = 0;
  float sum = 0;
  for (std::size_t position = 0; position < text.size();) {
    const ImFontGlyph* glyph = at.baked->FindGlyph(static_cast<ImWchar>(decode(text, position)));
    sum += glyph->AdvanceX * at.scale + at.tracking;
    visible += glyph->Visible != 0 ? 1 : 0;
  }
  const ImVec4 clip = list._CmdHeader.ClipRect;
  const float line = size(style);
  if (visible == 0 || color.alpha() == 0 || baseline.x > clip.z || baseline.x + sum < clip.x ||
      baseline.y - 2 * line > clip.w || baseline.y + line < clip.y) {
    return sum;
  }
  list.PrimReserve(visible * 6, visible * 4);
  // What has colours of its own only fades.
  const std::uint32_t untinted = color.packed | 0x00FFFFFFU;
  const float grain = pixel_ratio_ * 2;
  float pen = baseline.x;
  for (std::size_t position = 0; position < text.size();) {
    const ImFontGlyph* glyph = at.baked->FindGlyph(static_cast<ImWchar>(decode(text, position)));
    if (glyph->Visible != 0) {
      // Half a device pixel is the grain of glyphs that were rasterised with two samples per pixel.
      const float x = std::floor(pen * grain + 0.5F) / grain;
      const float y = baseline.y - at.ascent * at.scale;
      list.PrimRectUV({x + glyph->X0 * at.scale, y + glyph->Y0 * at.scale},
                      {x + glyph->X1 * at.scale, y + glyph->Y1 * at.scale}, {glyph->U0, glyph->V0},
                      {glyph->U1, glyph->V1}, glyph->Colored != 0 ? untinted : color.packed);
    }
    pen += glyph->AdvanceX * at.scale + at.tracking;
  }
  return sum;
}

void FontSet::draw_icon(ImDrawList& list, const Rect& at, Icon icon, float size,
                        Color color) const {
  if (icon == Icon::none || color.alpha() == 0) return;
  const Run font = run(icons_, size);
  const ImFontGlyph* glyph = font.baked->FindGlyph(static_cast<ImWchar>(icon));
  if (glyph->Visible == 0) return;
  // Lucide draws each icon in the middle of its em square, whose vertical extent is ascent to
  // descent.
  const float advance = glyph->AdvanceX * font.scale;
  const float x = snapped(at.left + (at.width - advance) / 2);
  const float height = size * (icons_.ascent + icons_.descent);
  const float top = at.top + (at.height - height) / 2;
  const float y = snapped(top + size * icons_.ascent) - font.ascent * font.scale;
  list.PrimReserve(6, 4);
  list.PrimRectUV({x + glyph->X0 * font.scale, y + glyph->Y0 * font.scale},
                  {x + glyph->X1 * font.scale, y + glyph->Y1 * font.scale}, {glyph->U0, glyph->V0},
                  {glyph->U1, glyph->V1}, color.packed);
}

}  // namespace holdall::ui
