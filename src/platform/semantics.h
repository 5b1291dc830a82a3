#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace holdall::platform {

enum class Role : std::uint8_t {
  none,
  button,
  checkbox,
  combobox,  // a native <select> of `options`
  dialog,    // `modal` makes everything outside inert
  group,
  heading,  // `level` 1..6
  image,
  link,
  list,
  list_item,
  menu,
  menu_item,
  progress,  // `value` is a whole per cent
  region,
  status,
  tab,
  tab_list,
  table,
  row,
  cell,
  column_header,
  text,
  text_field,  // a real <input>, edited in the DOM
  text_area,   // a real <textarea>
};

struct Rectangle {
  float left = 0;
  float top = 0;
  float width = 0;
  float height = 0;

  friend bool operator==(const Rectangle&, const Rectangle&) = default;
};

// What kind of text an editor takes; chooses inputmode, autocomplete and enterkeyhint.
enum class EditorKind : std::uint8_t { text, name, decimal, date, search, password, url };

// One element of the mirror, in CSS pixels of the window. `id` is stable from frame to frame;
// `parent` is the id of an element that comes earlier in the same tree, 0 for the root.
struct SemanticsNode {
  std::uint32_t id = 0;
  std::uint32_t parent = 0;
  Role role = Role::none;
  std::string name;         // the accessible name
  std::string value;        // current value of a field, a progress or a combobox
  std::string description;  // aria-description
  std::vector<std::string> options;
  Rectangle rectangle;
  std::uint32_t set_size = 0;         // of virtualised lists; 0: not given
  std::uint32_t position_in_set = 0;  // from 1
  std::uint8_t level = 0;
  EditorKind editor = EditorKind::text;
  float font_size = 0;  // of an editor
  bool focusable = false;
  bool tab_stop = false;  // roving tabindex: of a group only one element is
  bool disabled = false;
  bool selected = false;
  bool pressed = false;  // a toggle that is on, a card that is lifted
  // Is a toggle at all; of a menu item: one of several that exclude one another.
  bool has_pressed = false;
  bool expanded = false;
  bool has_expanded = false;
  bool has_popup = false;
  bool modal = false;
  bool invalid = false;
  // Of a button: Enter and Space arrive as keys, not as an activation, so that they can mean
  // different things.
  bool keeps_keys = false;
  // An editor for one entry after the other: Enter hands its text over and empties it at once, so
  // that what is typed on belongs to the next entry; leaving it commits nothing.
  bool clears_on_enter = false;

  friend bool operator==(const SemanticsNode&, const SemanticsNode&) = default;
};

// The platform's half of the mirror.
class SemanticsMirror {
 public:
  virtual ~SemanticsMirror() = default;

  // Makes the mirror equal to the tree: what changed or came, in tree order, what went, and the
  // order of all ids.
  virtual void update(std::span<const SemanticsNode> changed,
                      std::span<const std::uint32_t> removed,
                      std::span<const std::uint32_t> order) = 0;
  // Moves the DOM focus, which is the only focus. Takes effect after the next update. An editor's
  // text is selected.
  virtual void focus(std::uint32_t id) = 0;
  // Says a sentence through the one polite live region.
  virtual void announce(const std::string& sentence) = 0;
};

}  // namespace holdall::platform
