#pragma once

#include <string>
#include <string_view>

#include "ui/interact.h"

namespace holdall::ui {

// Things that are looked at. Those with an Id have semantics of their own; the others are parts of
// a widget.

// `per_cent` 0..100, or negative: how long it takes is unknown.
void progress_bar(Ui& ui, Id id, const Rect& at, std::string_view name, int per_cent);
// A bar of a share 0..1 without semantics.
void share_bar(Ui& ui, const Rect& at, float share, Color color);
// Turns while it is drawn.
void spinner(Ui& ui, Id id, Vec center, float size, std::string_view name);

// The first letters of the first and the last word, in a circle whose colour follows from the name.
void avatar(Ui& ui, Vec center, float diameter, std::string_view person);
[[nodiscard]] std::string initials(std::string_view person);

enum class Tone : std::uint8_t { neutral, accent, success, warning, danger };
struct BadgeOptions {
  Tone tone = Tone::neutral;
  Icon icon = Icon::none;
  int stage = -1;  // one of the stage colours instead of the tone
};
// A pill whose left edge is at `at.left`, vertically centred; returns its width.
float badge(Ui& ui, const Rect& at, std::string_view text, const BadgeOptions& options = {});
[[nodiscard]] float badge_width(const Ui& ui, std::string_view text,
                                const BadgeOptions& options = {});

// What to do when there is nothing yet. Returns the index of the button that was activated, or -1.
struct EmptyStateOptions {
  Icon icon = Icon::inbox;
  std::string_view title;
  std::string_view message;
  std::string_view primary;  // empty: no button
  std::string_view secondary;
};
int empty_state(Ui& ui, Id id, const Rect& at, const EmptyStateOptions& options);

// The surface of a card: fill, hairline, soft shadow; `lift` 0..1 raises it while it is dragged.
struct CardLook {
  float hover = 0;
  float lift = 0;
  bool selected = false;
  bool focus_visible = false;
  Color tint = {};  // laid over the surface (rotting), transparent: none
};
void card_surface(Ui& ui, const Rect& at, const CardLook& look);

}  // namespace holdall::ui
