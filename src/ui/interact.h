#pragma once

#include <string>
#include <string_view>

#include "ui/ui.h"

namespace holdall::ui {

struct InteractOptions {
  bool disabled = false;
  bool draggable = false;   // 4 px of a pressed mouse or a long press lift it: Ui::drag()
  bool takes_focus = true;  // a press moves the focus here
  std::string_view cursor = "pointer";
};

// What happened to a rectangle in this frame. The base of every widget and of what a screen draws
// by itself.
struct Interaction {
  bool hovered = false;  // by a mouse
  bool held = false;     // pressed by a mouse, or a finger that may become a tap
  bool focused = false;
  bool focus_visible = false;
  bool activated = false;       // click, tap, Enter (Space on native buttons), or a screen reader
  bool by_pointer = false;      // the activation was a click or a tap
  bool lifted = false;          // a drag of this starts
  bool menu_requested = false;  // secondary button; a long press on what is not draggable
  Vec at = {};                  // where the pointer was
};

// The caller emits semantics for the same id.
Interaction interact(Ui& ui, Id id, const Rect& at, const InteractOptions& options = {});

// How far hover and press have faded in, 0..1 each, for a background.
struct Feedback {
  float hover = 0;
  float press = 0;
};
Feedback feedback(Ui& ui, Id id, const Interaction& interaction);

// A target of at least 24 px, or 44 px under a finger, around a smaller drawing.
[[nodiscard]] Rect target_around(const Ui& ui, const Rect& drawn);

}  // namespace holdall::ui
