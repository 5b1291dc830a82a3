#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "platform/events.h"
#include "platform/glyphs.h"
#include "platform/semantics.h"
#include "platform/window.h"
#include "render/renderer.h"
#include "ui/geometry.h"
#include "ui/painter.h"
#include "ui/theme.h"

namespace holdall::ui {

// An ImGuiID: a hash of the names on the id stack; also the id of the mirrored element.
using Id = std::uint32_t;

struct UiState;  // ui/state.h, for the widgets only

// The font files; they must outlive the Ui.
struct FontBytes {
  ByteView regular;
  ByteView semibold;
  ByteView icons;
  platform::GlyphSource* others = nullptr;  // draws what they lack; without it that is a box
};

// What the frame scheduler does next. Nothing is asked for when nothing moves.
struct FrameResult {
  bool again = false;       // another frame as soon as possible
  double again_in_ms = -1;  // or one after this delay; negative: none
  std::string_view cursor;  // CSS name of the mouse pointer
};

// A drag in progress, by mouse or by finger after a long press. Alive from lifting until the frame
// in which it is dropped or cancelled.
struct Drag {
  Id source = 0;
  platform::PointerKind pointer = platform::PointerKind::mouse;
  Vec start;
  Vec at;
  Vec grip;  // where in the source's rectangle it was taken
  bool dropped = false;
  bool cancelled = false;  // Escape, a second finger, or the pointer was lost
};

// Owns the Dear ImGui context and everything between two frames: focus, gestures, animations, the
// semantic tree, popups, toasts. One per window. Screens call widgets between begin_frame and
// end_frame.
class Ui {
 public:
  Ui(render::Renderer& renderer, platform::SemanticsMirror& mirror, const FontBytes& fonts);
  ~Ui();
  Ui(const Ui&) = delete;
  Ui& operator=(const Ui&) = delete;

  // `now_ms` is Clock::monotonic_ms, the clock of the pointer events. Events of navigation and
  // visibility are the caller's business and are passed over.
  void begin_frame(const platform::WindowState& window, std::span<const platform::Event> events,
                   double now_ms);
  // Draws toasts, renders, and brings the mirror up to date.
  FrameResult end_frame();

  // After Renderer::rebuild: uploads the textures again.
  void rebuild_textures();

  // --- the window ---
  [[nodiscard]] const platform::WindowState& window() const;
  [[nodiscard]] Rect bounds() const;  // the window less its safe areas
  [[nodiscard]] bool coarse() const;  // a finger is the main pointer: targets of 44 px, larger text
  [[nodiscard]] bool compact() const;  // narrower than 720 px: one column, panels fill the screen
  [[nodiscard]] bool dark() const;
  [[nodiscard]] double now_ms() const;
  void set_theme(ThemeKind kind);  // over the system's preference
  void follow_system_theme();
  [[nodiscard]] const Colors& colors() const;
  // The height of buttons and fields: 32, or 44 under a finger.
  [[nodiscard]] float control_height() const;
  [[nodiscard]] float row_height() const;

  // --- drawing and measuring ---
  [[nodiscard]] Painter& paint();
  [[nodiscard]] float text_width(std::string_view text, TextStyle style) const;
  [[nodiscard]] float line_height(TextStyle style) const;
  // The height of the text wrapped to a width.
  [[nodiscard]] float wrapped_height(std::string_view text, TextStyle style, float width) const;

  // --- ids ---
  [[nodiscard]] Id id(std::string_view name) const;  // within the current IdScope
  [[nodiscard]] Id id(std::int64_t number) const;

  // --- semantics ---
  // One visible widget. `parent` 0 stands for the innermost SemanticsScope.
  void semantics(platform::SemanticsNode node);
  // Said once through the live region.
  void announce(const std::string& sentence);

  // --- focus, the DOM's only one ---
  [[nodiscard]] Id focused() const;
  // Focus that a keyboard or a screen reader brought: the ring is drawn.
  [[nodiscard]] bool focus_visible(Id id) const;
  [[nodiscard]] bool focus_within(Id ancestor) const;
  // It came to this id in this frame.
  [[nodiscard]] bool focus_arrived(Id id) const;
  // Takes effect when the id is in the tree, this frame or one of the next few.
  void request_focus(Id id);

  // --- keys ---
  // A key that went down while this id had the focus. Each key answers one question only, and only
  // once.
  [[nodiscard]] bool key_pressed(Id id, platform::Key key);
  [[nodiscard]] bool key_pressed_within(Id ancestor, platform::Key key);
  // Whatever has the focus. `control` and `shift` as pressed. Behind an open modal dialog: never.
  [[nodiscard]] bool shortcut(platform::Key key, bool control = false, bool shift = false);
  [[nodiscard]] bool shortcut(std::string_view text, bool control = false, bool shift = false);
  // Keys of this frame that nobody has taken yet, with modifiers; taken by `take_key(index)`.
  [[nodiscard]] std::span<const platform::KeyEvent> keys() const;
  void take_key(std::size_t index);

  // --- events of the mirror ---
  [[nodiscard]] bool activated(Id id) const;
  // The text of the last event of this kind for this id in this frame; null: none.
  [[nodiscard]] const std::string* event_text(Id id, platform::SemanticsAction action) const;

  // --- pointer ---
  [[nodiscard]] const Drag* drag() const;  // null: nothing is dragged
  void cancel_drag();
  // Where the mouse is, or the finger that drags; far outside if nowhere.
  [[nodiscard]] Vec pointer() const;
  [[nodiscard]] bool file_over_window() const;

  // --- motion ---
  // Eases to `target` by a key of its own under `id`; see Animator::to.
  float animate(Id id, std::string_view what, float target,
                double duration_ms = motion::standard_ms);
  // Asks for a frame at this delay, e.g. while something moves by itself; 0: the next one.
  void wake_in(double delay_ms);

  // --- checks ---
  // Interactive items of Dear ImGui in the last frame that had no semantics. Must be 0; tests
  // assert it.
  [[nodiscard]] int items_without_semantics() const;
  // The tree of the last frame.
  [[nodiscard]] std::span<const platform::SemanticsNode> tree() const;

  [[nodiscard]] UiState& state() { return *state_; }
  [[nodiscard]] const UiState& state() const { return *state_; }

 private:
  std::unique_ptr<UiState> state_;
};

// Names below it are told apart from the same names elsewhere.
class IdScope {
 public:
  IdScope(Ui& ui, std::string_view name);
  IdScope(Ui& ui, std::int64_t number);
  ~IdScope();
  IdScope(const IdScope&) = delete;
  IdScope& operator=(const IdScope&) = delete;
};

// Emits a node and is the parent of all that follow until it ends.
class SemanticsScope {
 public:
  SemanticsScope(Ui& ui, platform::SemanticsNode node);
  ~SemanticsScope();
  SemanticsScope(const SemanticsScope&) = delete;
  SemanticsScope& operator=(const SemanticsScope&) = delete;

 private:
  Ui& ui_;
};

}  // namespace holdall::ui
