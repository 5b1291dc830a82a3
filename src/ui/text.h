#pragma once

#include "ui/ui.h"

namespace holdall::ui {

// Text with semantics, so that a screen reader finds it; the full text even where the drawing is
// cut. (Painter::text draws without semantics, for text that is part of a widget's name.)
void label(Ui& ui, Id id, const Rect& at, std::string_view text, TextStyle style = TextStyle::body,
           Align align = Align::start);
void label(Ui& ui, Id id, const Rect& at, std::string_view text, TextStyle style, Color color,
           Align align = Align::start);
// Wrapped; returns the height used.
float paragraph(Ui& ui, Id id, const Rect& at, std::string_view text, TextStyle style, Color color);
// A heading of the page's outline; wraps where one line is too narrow and `at` has room for more.
void heading(Ui& ui, Id id, const Rect& at, std::string_view text, int level,
             TextStyle style = TextStyle::heading);

}  // namespace holdall::ui
