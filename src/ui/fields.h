#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/interact.h"

namespace holdall::ui {

// The editor that has the focus holds text that it has not handed over yet.
[[nodiscard]] bool typing(const Ui& ui);

// A label above a control: cut the strip off the top of `at` and draw the label there. Returns the
// control's box.
Rect labelled(Ui& ui, const Rect& at, std::string_view label, bool required = false);
[[nodiscard]] float labelled_height(const Ui& ui);  // label, gap and one control

struct TextFieldOptions {
  std::string_view value;
  // Drawn instead of the value while not edited (a date as the language writes it); the name stays
  // the label.
  std::string_view display;
  std::string_view placeholder;
  std::string_view description;  // or the error's sentence when invalid
  platform::EditorKind kind = platform::EditorKind::text;
  Icon icon = Icon::none;
  bool multiline = false;
  bool clears_on_enter = false;  // one entry after the other: see TextFieldResult::entries
  bool disabled = false;
  bool invalid = false;
  bool soft = false;         // a filled box without a frame: a search field in a bar
  bool quiet = false;        // no frame until hovered or focused: editing in place
  bool focused_now = false;  // ask for the focus when it first appears
  bool end_aligned = false;
  TextStyle style = TextStyle::body;
};

// The DOM element IS the editor: its mirrored rectangle is the text's own box (the field less
// padding and icon); its text starts at the rectangle's left and is vertically centred; a text
// area's lines are 1.5 em high from the top. While it has the focus the canvas draws the frame
// only. A field that is scrolled out of its area or lies under something that floats has an empty
// rectangle, or it would take presses that are meant for what is seen there.
struct TextFieldResult {
  bool focused = false;
  bool edited = false;
  bool committed = false;  // Enter, or the editor was left: `text` is to be taken
  bool by_enter = false;   // of a commit: the focus is still there
  bool cancelled = false;
  std::vector<std::string> entries;  // what Enter handed over in this frame, in order
  std::string text;                  // the text as edited or committed
};
TextFieldResult text_field(Ui& ui, Id id, const Rect& at, std::string_view label,
                           const TextFieldOptions& options);

struct SelectOptions {
  std::span<const std::string_view> options;
  int selected = -1;
  std::string_view placeholder;
  Icon icon = Icon::none;
  bool disabled = false;
  bool invalid = false;
  bool quiet = false;
};
// The newly chosen index, or nothing. The native element lies over the field and opens the
// browser's own list.
std::optional<int> select(Ui& ui, Id id, const Rect& at, std::string_view label,
                          const SelectOptions& options);

struct CheckboxOptions {
  bool checked = false;
  bool disabled = false;
  bool label_hidden = false;
  std::string_view description;
};
// True when it was toggled.
bool checkbox(Ui& ui, Id id, const Rect& at, std::string_view label,
              const CheckboxOptions& options);

}  // namespace holdall::ui
