#pragma once

#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "ui/geometry.h"
#include "ui/icons.h"
#include "ui/other_glyphs.h"
#include "ui/theme.h"

struct ImDrawList;
struct ImFont;
struct ImFontBaked;

namespace holdall::ui {

// The three fonts in Dear ImGui's dynamic atlas, measured and drawn as CSS does: a size is that of
// the em, advances are not rounded, and glyphs stand on device pixels at any pixel ratio (Dear
// ImGui's own text rounds to CSS pixels, which is blurred at 1.5).
class FontSet {
 public:
  // Adds the fonts to the atlas of the current context. The bytes must outlive it, and so must
  // `others`, which draws what the fonts lack and may be null.
  void add(ByteView regular, ByteView semibold, ByteView icons, platform::GlyphSource* others);
  void begin_frame(float pixel_ratio, bool coarse);

  [[nodiscard]] float width(std::string_view text, TextStyle style) const;
  // The length in bytes of the longest start of the text that is at most `width` wide.
  [[nodiscard]] std::size_t fitting(std::string_view text, TextStyle style, float width) const;
  // The length in bytes of the first line of a text that is wrapped to `width`, without the white
  // space after it; `next` is where the next line starts. Words that are too long are broken.
  [[nodiscard]] std::size_t line(std::string_view text, TextStyle style, float width,
                                 std::size_t& next) const;
  // The baseline of a line box that starts at `top`.
  [[nodiscard]] float baseline(float top, TextStyle style) const;
  // Draws from the left end of a baseline. Returns the width.
  float draw(ImDrawList& list, Vec baseline, std::string_view text, TextStyle style,
             Color color) const;
  // An icon of `size` pixels in the middle of `at`.
  void draw_icon(ImDrawList& list, const Rect& at, Icon icon, float size, Color color) const;

  [[nodiscard]] float size(TextStyle style) const { return text_size(style, coarse_); }
  [[nodiscard]] float line_height(TextStyle style) const { return ui::line_height(style, coarse_); }
  [[nodiscard]] float snapped(float value) const;  // to a device pixel

 private:
  // A font and what its header tables say, in ems.
  struct Face {
    ImFont* font = nullptr;
    float ascent = 0;
    float descent = 0;  // positive
  };
  // A face at a size: the baked glyphs and the factor from their units to CSS pixels.
  struct Run {
    ImFontBaked* baked = nullptr;
    float scale = 1;
    float tracking = 0;
    float ascent = 0;
  };

  static Face face(ByteView bytes);
  [[nodiscard]] Run run(const Face& face, float em) const;
  [[nodiscard]] Run run(TextStyle style) const;
  [[nodiscard]] unsigned int decode(std::string_view text, std::size_t& position) const;

  Face regular_;
  Face semibold_;
  Face icons_;
  std::unique_ptr<OtherGlyphs> others_;
  float pixel_ratio_ = 1;
  bool coarse_ = false;
};

}  // namespace holdall::ui
