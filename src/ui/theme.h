#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "render/color.h"

namespace holdall::ui {

using render::Color;
using render::mixed;
using render::rgb;

inline constexpr std::size_t stage_color_count = 8;

// A stage's colour in three strengths: `mark` for bars and dots, `soft` behind `text`.
struct StageColor {
  Color mark;
  Color soft;
  Color text;
};

// What a colour is for, never what it looks like.
struct Colors {
  Color surface0;  // the ground of the window and of board columns
  Color surface1;  // cards, panels, menus, fields
  Color surface2;  // hovered rows, wells, tracks
  Color surface3;  // pressed
  Color text;
  Color text_secondary;
  Color text_disabled;
  Color border;         // hairlines that only please the eye
  Color border_strong;  // edges of controls: 3:1
  Color accent;         // filled controls, the marks of what is chosen
  Color accent_hover;
  Color accent_pressed;
  Color on_accent;
  Color accent_text;  // links and ghost buttons on any surface
  Color accent_soft;  // behind accent_text: selected rows
  Color focus_ring;
  Color danger;  // text and icons
  Color danger_soft;
  Color danger_fill;  // behind on_danger
  Color danger_fill_hover;
  Color on_danger;
  Color warning;
  Color warning_soft;
  Color success;
  Color success_soft;
  Color inverse;  // tooltips and toasts
  Color on_inverse;
  Color on_inverse_accent;  // the action in a toast
  Color scrim;
  Color shadow;         // cards
  Color shadow_strong;  // what floats
  Color scrollbar;
  std::array<StageColor, stage_color_count> stages;
};

enum class ThemeKind : std::uint8_t { light, dark };

[[nodiscard]] const Colors& colors_of(ThemeKind kind);

// A foreground that is drawn on a background, and the contrast (WCAG 2.2, 1.4.3 and 1.4.11) that it
// must have.
struct ContrastPair {
  std::string_view name;  // "text on surface1"
  Color foreground;
  Color background;
  double at_least = 4.5;
};

// Every pair that the widgets draw. A test computes each one in every theme.
[[nodiscard]] std::span<const ContrastPair> contrast_pairs(ThemeKind kind);

// (L1 + 0.05) / (L2 + 0.05) of the relative luminances, WCAG 2.2; alpha is ignored.
[[nodiscard]] double contrast_ratio(Color one, Color other);

// The grid of 4 px.
namespace space {
inline constexpr float x1 = 4;
inline constexpr float x2 = 8;
inline constexpr float x3 = 12;
inline constexpr float x4 = 16;
inline constexpr float x5 = 20;
inline constexpr float x6 = 24;
inline constexpr float x8 = 32;
inline constexpr float x10 = 40;
inline constexpr float x12 = 48;
}  // namespace space

namespace radius {
inline constexpr float small = 4;    // checkboxes, tags
inline constexpr float control = 7;  // buttons, fields
inline constexpr float card = 8;
inline constexpr float floating = 12;  // dialogs, menus, panels
}  // namespace radius

namespace motion {
inline constexpr double quick_ms = 120;     // hover, pressed
inline constexpr double standard_ms = 160;  // menus, toasts
inline constexpr double slow_ms = 200;      // panels, cards that settle
}  // namespace motion

// Sizes and weights of text; on a coarse pointer each is larger.
enum class TextStyle : std::uint8_t {
  initials,  // 9.5 SemiBold, in small avatars
  caption,   // 11.5
  caption_strong,
  small,  // 12.5
  small_strong,
  body,  // 14; 16 on touch
  body_strong,
  heading,  // 16 SemiBold
  title,    // 20 SemiBold
  display,  // 28 SemiBold
};

// CSS pixels of the em, and of a line with its leading.
[[nodiscard]] float text_size(TextStyle style, bool coarse);
[[nodiscard]] float line_height(TextStyle style, bool coarse);
[[nodiscard]] bool is_strong(TextStyle style);

}  // namespace holdall::ui
