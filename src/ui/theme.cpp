#include "ui/theme.h"

#include <cmath>
#include <vector>

namespace holdall::ui {

namespace {

constexpr Colors light_colors{
    .surface0 = rgb(0xF6F7F9),
    .surface1 = rgb(0xFFFFFF),
    .surface2 = rgb(0xEEF0F4),
    .surface3 = rgb(0xE3E6EC),
    .text = rgb(0x14171F),
    .text_secondary = rgb(0x535B6B),
    .text_disabled = rgb(0x9AA1AF),
    .border = rgb(0xE3E6EB),
    .border_strong = rgb(0x838B9B),
    .accent = rgb(0x4F52E0),
    .accent_hover = rgb(0x4245CC),
    .accent_pressed = rgb(0x373AB2),
    .on_accent = rgb(0xFFFFFF),
    .accent_text = rgb(0x4144CC),
    .accent_soft = rgb(0xECEDFD),
    .focus_ring = rgb(0x4F52E0),
    .danger = rgb(0xB42318),
    .danger_soft = rgb(0xFDECEA),
    .danger_fill = rgb(0xD12D21),
    .danger_fill_hover = rgb(0xB42318),
    .on_danger = rgb(0xFFFFFF),
    .warning = rgb(0x92500A),
    .warning_soft = rgb(0xFCF0D9),
    .success = rgb(0x06693F),
    .success_soft = rgb(0xE3F6EB),
    .inverse = rgb(0x1C2029),
    .on_inverse = rgb(0xF5F6F8),
    .on_inverse_accent = rgb(0xAEB4FF),
    .scrim = rgb(0x10121B, 0x66),
    .shadow = rgb(0x101828, 0x14),
    .shadow_strong = rgb(0x101828, 0x30),
    .scrollbar = rgb(0x838B9B),
    .stages = {{
        {rgb(0x64748B), rgb(0xEDF0F4), rgb(0x465266)},
        {rgb(0x2B74D1), rgb(0xE6F0FC), rgb(0x1D559F)},
        {rgb(0x0B827E), rgb(0xDFF5F3), rgb(0x08625F)},
        {rgb(0x7C4DD8), rgb(0xF1EBFD), rgb(0x6136B4)},
        {rgb(0xA96B12), rgb(0xFBF1DE), rgb(0x7C4D0A)},
        {rgb(0xC53B7B), rgb(0xFCE9F2), rgb(0x992A5D)},
        {rgb(0x208049), rgb(0xE3F6EB), rgb(0x06693F)},
        {rgb(0xCF3B31), rgb(0xFDECEA), rgb(0xB42318)},
    }},
};

constexpr Colors dark_colors{
    .surface0 = rgb(0x0E0F13),
    .surface1 = rgb(0x17191F),
    .surface2 = rgb(0x20232B),
    .surface3 = rgb(0x2B2F39),
    .text = rgb(0xECEEF2),
    .text_secondary = rgb(0xA2A9B8),
    .text_disabled = rgb(0x5F6675),
    .border = rgb(0x282C35),
    .border_strong = rgb(0x727A8A),
    .accent = rgb(0x5D63E6),
    .accent_hover = rgb(0x5056D8),
    .accent_pressed = rgb(0x454AC2),
    .on_accent = rgb(0xFFFFFF),
    .accent_text = rgb(0xA9AFFF),
    .accent_soft = rgb(0x23264B),
    .focus_ring = rgb(0x8D94FF),
    .danger = rgb(0xFF9A91),
    .danger_soft = rgb(0x3B1B1B),
    .danger_fill = rgb(0xCC372D),
    .danger_fill_hover = rgb(0xB52D24),
    .on_danger = rgb(0xFFFFFF),
    .warning = rgb(0xF3B851),
    .warning_soft = rgb(0x392A12),
    .success = rgb(0x67D39C),
    .success_soft = rgb(0x13301F),
    .inverse = rgb(0x343945),
    .on_inverse = rgb(0xF4F5F8),
    .on_inverse_accent = rgb(0xBFC4FF),
    .scrim = rgb(0x000000, 0x99),
    .shadow = rgb(0x000000, 0x40),
    .shadow_strong = rgb(0x000000, 0x8C),
    .scrollbar = rgb(0x727A8A),
    .stages = {{
        {rgb(0x8592A8), rgb(0x22272F), rgb(0xB4BDCC)},
        {rgb(0x4E93E8), rgb(0x16263C), rgb(0x8FBDF7)},
        {rgb(0x2BA8A2), rgb(0x0F2B2A), rgb(0x6AD3CE)},
        {rgb(0x9A76EC), rgb(0x291F40), rgb(0xC3ACF8)},
        {rgb(0xCB8F33), rgb(0x33260F), rgb(0xEDBE6F)},
        {rgb(0xE0659D), rgb(0x371A28), rgb(0xF3A0C5)},
        {rgb(0x3FA56C), rgb(0x13301F), rgb(0x67D39C)},
        {rgb(0xE2625A), rgb(0x3B1B1B), rgb(0xFF9A91)},
    }},
};

double channel_luminance(std::uint8_t value) {
  const double share = value / 255.0;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(Color color) {
  return 0.2126 * channel_luminance(color.red()) + 0.7152 * channel_luminance(color.green()) +
         0.0722 * channel_luminance(color.blue());
}

constexpr double text_contrast = 4.5;  // WCAG 2.2, 1.4.3
constexpr double mark_contrast = 3.0;  // 1.4.11
// 1.4.3 asks nothing of what is disabled: it must look so, and still be there.
constexpr double disabled_contrast = 2.0;

void add_text_pairs(std::vector<ContrastPair>& pairs, const Colors& c) {
  const struct {
    std::string_view name;
    Color color;
  } inks[] = {{"text", c.text},
              {"text_secondary", c.text_secondary},
              {"accent_text", c.accent_text},
              {"danger", c.danger},
              {"warning", c.warning},
              {"success", c.success}};
  for (const auto& ink : inks) {
    for (const Color ground : {c.surface0, c.surface1, c.surface2}) {
      pairs.push_back({ink.name, ink.color, ground, text_contrast});
    }
  }
  for (const Color ground : {c.surface0, c.surface1, c.surface2}) {
    pairs.push_back({"text_disabled", c.text_disabled, ground, disabled_contrast});
  }
  pairs.push_back({"what can be pressed beside what cannot", c.text_secondary, c.text_disabled,
                   disabled_contrast});
  pairs.push_back({"text on surface3", c.text, c.surface3, text_contrast});
  pairs.push_back({"text_secondary on surface3", c.text_secondary, c.surface3, text_contrast});
  pairs.push_back({"on_accent on accent", c.on_accent, c.accent, text_contrast});
  pairs.push_back({"on_accent on accent_hover", c.on_accent, c.accent_hover, text_contrast});
  pairs.push_back({"on_accent on accent_pressed", c.on_accent, c.accent_pressed, text_contrast});
  pairs.push_back({"accent_text on accent_soft", c.accent_text, c.accent_soft, text_contrast});
  pairs.push_back({"text on accent_soft", c.text, c.accent_soft, text_contrast});
  pairs.push_back(
      {"text_secondary on accent_soft", c.text_secondary, c.accent_soft, text_contrast});
  pairs.push_back({"danger on danger_soft", c.danger, c.danger_soft, text_contrast});
  pairs.push_back({"text on danger_soft", c.text, c.danger_soft, text_contrast});
  pairs.push_back(
      {"text_secondary on danger_soft", c.text_secondary, c.danger_soft, text_contrast});
  pairs.push_back({"on_danger on danger_fill", c.on_danger, c.danger_fill, text_contrast});
  pairs.push_back(
      {"on_danger on danger_fill_hover", c.on_danger, c.danger_fill_hover, text_contrast});
  pairs.push_back({"warning on warning_soft", c.warning, c.warning_soft, text_contrast});
  pairs.push_back({"text on warning_soft", c.text, c.warning_soft, text_contrast});
  pairs.push_back({"success on success_soft", c.success, c.success_soft, text_contrast});
  pairs.push_back({"on_inverse on inverse", c.on_inverse, c.inverse, text_contrast});
  pairs.push_back({"on_inverse_accent on inverse", c.on_inverse_accent, c.inverse, text_contrast});
  for (const StageColor& stage : c.stages) {
    pairs.push_back({"stage text on its soft", stage.text, stage.soft, text_contrast});
    pairs.push_back({"stage text on surface1", stage.text, c.surface1, text_contrast});
  }
}

void add_mark_pairs(std::vector<ContrastPair>& pairs, const Colors& c) {
  for (const Color ground : {c.surface0, c.surface1, c.surface2}) {
    pairs.push_back({"border_strong", c.border_strong, ground, mark_contrast});
    pairs.push_back({"accent", c.accent, ground, mark_contrast});
    pairs.push_back({"focus_ring", c.focus_ring, ground, mark_contrast});
    pairs.push_back({"danger_fill", c.danger_fill, ground, mark_contrast});
  }
  pairs.push_back({"focus_ring on accent_soft", c.focus_ring, c.accent_soft, mark_contrast});
  for (const StageColor& stage : c.stages) {
    for (const Color ground : {c.surface0, c.surface1, c.surface2}) {
      pairs.push_back({"stage mark", stage.mark, ground, mark_contrast});
    }
  }
}

std::vector<ContrastPair> pairs_of(const Colors& colors) {
  std::vector<ContrastPair> pairs;
  add_text_pairs(pairs, colors);
  add_mark_pairs(pairs, colors);
  return pairs;
}

struct TypeSize {
  float fine;
  float coarse;
  float leading;  // the line's height over the size
};

constexpr TypeSize type_size(TextStyle style) {
  switch (style) {
    case TextStyle::initials:
      return {9.5F, 10.0F, 1.3F};
    case TextStyle::caption:
    case TextStyle::caption_strong:
      return {11.5F, 12.5F, 1.4F};
    case TextStyle::small:
    case TextStyle::small_strong:
      return {12.5F, 14.0F, 1.44F};
    case TextStyle::body:
    case TextStyle::body_strong:
      return {14.0F, 16.0F, 1.5F};
    case TextStyle::heading:
      return {16.0F, 17.0F, 1.4F};
    case TextStyle::title:
      return {20.0F, 20.0F, 1.3F};
    case TextStyle::display:
      return {28.0F, 26.0F, 1.2F};
  }
  return {14.0F, 16.0F, 1.5F};
}

}  // namespace

const Colors& colors_of(ThemeKind kind) {
  return kind == ThemeKind::dark ? dark_colors : light_colors;
}

double contrast_ratio(Color one, Color other) {
  const double first = luminance(one);
  const double second = luminance(other);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

std::span<const ContrastPair> contrast_pairs(ThemeKind kind) {
  static const std::vector<ContrastPair> light = pairs_of(light_colors);
  static const std::vector<ContrastPair> dark = pairs_of(dark_colors);
  return kind == ThemeKind::dark ? dark : light;
}

float text_size(TextStyle style, bool coarse) {
  const TypeSize size = type_size(style);
  return coarse ? size.coarse : size.fine;
}

float line_height(TextStyle style, bool coarse) {
  const TypeSize size = type_size(style);
  return std::round(text_size(style, coarse) * size.leading);
}

bool is_strong(TextStyle style) {
  switch (style) {
    case TextStyle::caption:
    case TextStyle::small:
    case TextStyle::body:
      return false;
    default:
      return true;
  }
}

}  // namespace holdall::ui
