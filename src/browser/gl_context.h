#pragma once

#include <functional>

#include "base/result.h"

namespace holdall::browser {

// The WebGL2 context of the page's canvas, current from then on. There is one per page.
class GlContext {
 public:
  GlContext();
  ~GlContext();
  GlContext(const GlContext&) = delete;
  GlContext& operator=(const GlContext&) = delete;

  // not_found: the browser has no WebGL2, or has it switched off.
  [[nodiscard]] Status create();
  // Gives the canvas as many pixels as it covers on the device; before drawing a frame, for a new
  // size clears it.
  void fit_canvas();
  // False between the loss of the context and its return; drawing then has no effect.
  [[nodiscard]] bool alive() const { return alive_; }
  // Called when the context has come back empty: rebuild everything that it held, then draw.
  void on_restored(std::function<void()> restored) { restored_ = std::move(restored); }

  // What the page calls.
  void changed(bool restored);

 private:
  unsigned long handle_ = 0;  // Emscripten's; 0: none
  bool alive_ = false;
  std::function<void()> restored_;
};

}  // namespace holdall::browser
