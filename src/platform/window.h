#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace holdall::platform {

// How the page looks at this moment. Read once per frame.
struct WindowState {
  float width = 0;  // CSS pixels
  float height = 0;
  float pixel_ratio = 1;  // device pixels per CSS pixel
  float inset_top = 0;    // safe areas, CSS pixels
  float inset_bottom = 0;
  float inset_left = 0;
  float inset_right = 0;
  bool dark = false;
  bool reduced_motion = false;
  bool coarse_pointer = false;  // a finger is the main pointer
  bool visible = true;
};

// What wants to be called later; each has one timer.
enum class Timer : std::uint8_t {
  saving,
  tabs,
  reading,
  sharing,
};

class Window {
 public:
  virtual ~Window() = default;

  [[nodiscard]] virtual WindowState state() const = 0;
  // Asks for one frame. Cheap; many calls before the frame make one frame.
  virtual void wake() = 0;
  // Asks for one frame after a delay; a later call replaces an earlier one; negative: none.
  virtual void wake_after(double delay_ms) = 0;
  virtual void set_title(const std::string& title) = 0;
  virtual void set_language(const std::string& tag) = 0;
  // The languages that the person prefers, best first, as BCP 47 tags joined by commas.
  [[nodiscard]] virtual std::string preferred_languages() const = 0;
  // The URL's fragment without '#', and a new one as an entry of the history.
  [[nodiscard]] virtual std::string fragment() const = 0;
  virtual void set_fragment(const std::string& fragment) = 0;
  // The same without a trace of the one before.
  virtual void replace_fragment(const std::string& fragment) = 0;
  // The page's URL without query and fragment.
  [[nodiscard]] virtual std::string address() const = 0;
  // A parameter of the URL's query; nothing if absent.
  [[nodiscard]] virtual bool has_query(const std::string& name) const = 0;
  virtual void reload() = 0;
  // Puts a text on the clipboard (only as the direct consequence of a click or key); whether it is
  // there is told later.
  virtual void copy(const std::string& text, std::function<void(bool copied)> done) = 0;
  // The mouse pointer: CSS names such as "default", "pointer", "grab", "grabbing", "text".
  virtual void set_cursor(const std::string& name) = 0;
  // Small settings of this device that may be lost without harm (name of the open space, language).
  [[nodiscard]] virtual std::string setting(const std::string& name) const = 0;
  virtual void set_setting(const std::string& name, const std::string& value) = 0;
  // Sets another space as the one to open, and loads the page anew with it.
  virtual void open_space(const std::string& name) = 0;
  // Loads the page anew with the sample in memory (?demo).
  virtual void open_demo() = 0;
  // Runs `task` once after a delay, in a hidden tab too; a later call of the same timer replaces an
  // earlier one; negative: none.
  virtual void set_timer(Timer timer, double delay_ms, std::function<void()> task) = 0;
  // Whether the browser asks the person before the page is left.
  virtual void warn_before_leaving(bool warns) = 0;
  // Called when a new version of the program is ready to take over, and what lets it in; if none
  // waits (any more) the page loads anew. Save everything first.
  virtual void on_update_ready(std::function<void()> /*ready*/) {}
  virtual void activate_update() {}
  // Called when a new version has been let in, here or in another tab: what runs here is the old
  // one until the page is loaded anew.
  virtual void on_replaced(std::function<void()> /*replaced*/) {}
  // Runs `task` from the event loop as soon as pending input and a frame have had their turn. For
  // slices of work.
  virtual void defer(std::function<void()> task) = 0;
};

}  // namespace holdall::platform
