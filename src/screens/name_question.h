#pragma once

#include <cstdint>

#include "screens/screen_context.h"

namespace holdall::screens {

// Asks once how to call the person, in a toast, when there is a deal that the name would stand
// beside. It never gets in the way: it waits until nothing floats and nobody is typing or
// importing, and goes again for a while if something opens.
class NameQuestion {
 public:
  // Call it every frame, after everything else that shows toasts. True when the person wants to
  // give the name.
  [[nodiscard]] bool draw(const Context& context, bool adding);

 private:
  enum class State : std::uint8_t { waiting, asked, done };

  void ask(const Context& context);

  State state_ = State::waiting;
  double quiet_since_ms_ = -1;  // negative: it is not quiet
  bool answered_ = false;
};

}  // namespace holdall::screens
