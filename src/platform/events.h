#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace holdall::platform {

enum class PointerKind : std::uint8_t { mouse, touch, pen };
enum class PointerPhase : std::uint8_t { down, move, up, cancel, leave };

// Positions are CSS pixels of the window. `buttons` as in the DOM: bit 0 primary, bit 1 secondary,
// bit 2 middle.
struct PointerEvent {
  PointerPhase phase = PointerPhase::move;
  PointerKind kind = PointerKind::mouse;
  std::int32_t pointer = 0;
  float x = 0;
  float y = 0;
  std::uint32_t buttons = 0;
  double time_ms = 0;  // Clock::monotonic_ms
};

// Pixels to scroll by, positive to the right and down.
struct WheelEvent {
  float x = 0;
  float y = 0;
  float delta_x = 0;
  float delta_y = 0;
};

enum class Key : std::uint8_t {
  other,
  enter,
  space,
  escape,
  tab,
  backspace,
  del,
  home,
  end,
  page_up,
  page_down,
  left,
  right,
  up,
  down,
  menu,  // the menu key, or Shift+F10
};

// A key that went down while a mirrored element (or nothing, 0) had the focus; never one that an
// editor consumed, nor Enter or Space on a button, checkbox, tab or menu item, where they arrive as
// SemanticsAction::activate.
struct KeyEvent {
  Key key = Key::other;
  std::string text;  // the character the key would type, lower case as on the key ("z" for Ctrl+Z),
                     // or empty
  bool control = false;  // Ctrl, or Command on Apple systems
  bool shift = false;
  bool alt = false;
  bool repeat = false;
  std::uint32_t focus = 0;
};

enum class SemanticsAction : std::uint8_t {
  activate,   // a click from the keyboard or from a screen reader
  focused,    // the element has the focus now
  blurred,    // no mirrored element has the focus now
  edited,     // an editor's text changed: `text`
  committed,  // an editor was left or Enter was pressed in it: `text`
  cancelled,  // Escape in an editor; its text is what it was
  chosen,     // a combobox: `text` is the index of the option
};

struct SemanticsEvent {
  SemanticsAction action = SemanticsAction::activate;
  std::uint32_t id = 0;
  std::string text;
};

// A person is dragging a file over the window (or no longer).
struct FileHoverEvent {
  bool over = false;
};

// The URL's fragment changed by the browser (back, forward, a typed address).
struct NavigationEvent {
  std::string fragment;
};

// The window's visibility: a hidden tab draws nothing.
struct VisibilityEvent {
  bool visible = true;
};

// The network came back: a good moment to try again what failed, as when the window is shown.
struct ResumeEvent {};

using Event = std::variant<PointerEvent, WheelEvent, KeyEvent, SemanticsEvent, FileHoverEvent,
                           NavigationEvent, VisibilityEvent, ResumeEvent>;

// Filled by the platform at any time, taken at the start of a frame.
class EventQueue {
 public:
  void push(Event event) { events_.push_back(std::move(event)); }
  // What one frame takes: everything, unless the text of an editor was committed. Then its field
  // must be drawn once more, to take it, so what might close the field (a press, a key, an
  // activation, the way back) waits for the next frame with all behind it, except what else
  // editors and the focus say.
  [[nodiscard]] std::vector<Event> take();
  [[nodiscard]] bool empty() const { return events_.empty(); }

 private:
  std::vector<Event> events_;
};

}  // namespace holdall::platform
