#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/ui.h"

namespace holdall::ui {

// Everything that floats. An overlay whose `open` turned false plays its way out by itself while it
// is still called; draw the content whenever it converts to true.

struct PanelOptions {
  float width = 440;
  float top = 0;                 // below a bar that stays in sight; not where it fills the screen
  std::string_view close_label;  // name of the close button
  bool title_hidden = false;     // the caller draws it into header()
};

// A panel that slides in from the right and fills the screen on a phone; not modal (on a phone it
// is). When it opens the focus goes to it or to what the content asks for; when it closes, back.
class SidePanel {
 public:
  SidePanel(Ui& ui, Id id, bool open, std::string_view title, const PanelOptions& options);
  ~SidePanel();
  SidePanel(const SidePanel&) = delete;
  SidePanel& operator=(const SidePanel&) = delete;

  explicit operator bool() const { return visible_; }
  [[nodiscard]] bool close_requested() const { return close_requested_; }  // close button, Escape
  [[nodiscard]] const Rect& header() const {
    return header_;
  }  // free part left of the close button
  [[nodiscard]] const Rect& body() const { return body_; }

 private:
  Ui& ui_;
  bool visible_ = false;
  bool close_requested_ = false;
  Rect header_;
  Rect body_;
};

// Lies over the whole window, panels and dialogs too, while something is told that is over soon.
// Takes neither pointer nor keys.
class Cover {
 public:
  Cover(Ui& ui, Id id, bool open);
  ~Cover();
  Cover(const Cover&) = delete;
  Cover& operator=(const Cover&) = delete;

  explicit operator bool() const { return visible_; }
  [[nodiscard]] const Rect& body() const { return body_; }

 private:
  Ui& ui_;
  bool visible_ = false;
  Rect body_;
};

struct DialogOptions {
  float width = 440;
  float body_height = 0;                      // of the content between title and buttons
  std::string_view close_label;               // name of the close button; empty: none
  std::span<const std::string_view> buttons;  // labels of the footer: where they are too wide for
                                              // one row it is as high as all below one another
};

// The width that is left for the content of a dialog of this width.
[[nodiscard]] float dialog_inner_width(const Ui& ui, float width);

// In the middle, over a scrim, everything behind it inert. Escape and a click on the scrim ask to
// close.
class Dialog {
 public:
  Dialog(Ui& ui, Id id, bool open, std::string_view title, const DialogOptions& options);
  ~Dialog();
  Dialog(const Dialog&) = delete;
  Dialog& operator=(const Dialog&) = delete;

  explicit operator bool() const { return visible_; }
  [[nodiscard]] bool close_requested() const { return close_requested_; }
  [[nodiscard]] const Rect& body() const { return body_; }
  [[nodiscard]] const Rect& footer() const { return footer_; }  // cut buttons from its right
  // The box of the next button, the main one first: from the right, or from the top where they
  // stand below one another.
  [[nodiscard]] Rect next_button(std::string_view label);
  // Whether they stand below one another.
  [[nodiscard]] bool stacked() const { return stacked_; }

 private:
  Ui& ui_;
  bool visible_ = false;
  bool close_requested_ = false;
  bool stacked_ = false;
  Rect body_;
  Rect footer_;
};

// A dialog of one question with two buttons. 1: confirmed, 0: still open, -1: closed.
struct ConfirmOptions {
  std::string_view title;
  std::string_view message;
  std::string_view confirm;
  std::string_view cancel;
  bool danger = false;
};
int confirm(Ui& ui, Id id, bool open, const ConfirmOptions& options);

struct MenuItem {
  std::string_view label;
  Icon icon = Icon::none;
  std::string_view shortcut;
  Color mark = {};  // a coloured dot instead of an icon
  bool disabled = false;
  bool checked = false;  // of a menu whose items exclude one another: the one that holds
  bool danger = false;
  bool separator_before = false;
};

// A menu hangs from the rectangle it was opened at. The focus goes into it and back to what had it.
void open_menu(Ui& ui, Id menu, const Rect& anchor);
[[nodiscard]] bool menu_open(const Ui& ui, Id menu);
// Draws it while it is open; the index that was chosen in this frame. Call it every frame.
std::optional<int> menu(Ui& ui, Id menu, std::string_view name, std::span<const MenuItem> items,
                        float width_min = 200);

// A floating box with any content, anchored like a menu. Closes by Escape and by a press outside.
class Popover {
 public:
  Popover(Ui& ui, Id id, std::string_view name, float width, float height);
  ~Popover();
  Popover(const Popover&) = delete;
  Popover& operator=(const Popover&) = delete;

  explicit operator bool() const { return visible_; }
  [[nodiscard]] const Rect& body() const { return body_; }

 private:
  Ui& ui_;
  bool visible_ = false;
  Rect body_;
};
void open_popover(Ui& ui, Id popover, const Rect& anchor);
void close_popover(Ui& ui, Id popover);

enum class ToastKind : std::uint8_t { plain, success, failure };

struct ToastAction {
  std::string label;
  std::function<void()> run;  // from end_frame
};

struct Toast {
  std::string text;
  ToastKind kind = ToastKind::plain;
  std::vector<ToastAction> actions;  // e.g. Undo
  std::string dismiss_label;         // name of its close button
  double duration_ms = 0;            // 0: 6 s, 10 s with actions; negative: until dismissed
  std::string group;                 // a newer toast of the same group replaces the older
};

// Shows it at the bottom and announces its text. Its time stands still while it is hovered or has
// the focus, and while something is dragged, when it gives way to what can be dropped on.
void show_toast(Ui& ui, Toast toast);
void dismiss_toasts(Ui& ui, std::string_view group);
void dismiss_toasts(Ui& ui);  // all
[[nodiscard]] int toast_count(const Ui& ui);
[[nodiscard]] bool toast_shown(const Ui& ui, std::string_view group);
// In this frame toasts rise from the bottom of this part of the window.
void keep_toasts_in(Ui& ui, const Rect& area);
// What is left of `at` above the toasts where they would lie on it.
[[nodiscard]] Rect clear_of_toasts(const Ui& ui, Rect at);

// A menu, popover, panel or dialog is open or on its way out.
[[nodiscard]] bool overlay_open(const Ui& ui);

// For a widget that was drawn just now: shows a bubble after the mouse rested on it for half a
// second.
void tooltip(Ui& ui, Id id, const Rect& at, bool hovered, std::string_view text,
             std::string_view shortcut = {});

}  // namespace holdall::ui
