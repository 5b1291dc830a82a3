#pragma once

#include "screens/screen_context.h"

namespace holdall::screens {

// Turns what the app has to tell into toasts.
class Notices {
 public:
  void draw(const Context& context);

 private:
  bool update_told_ = false;
  bool away_ = false;                // what was done here is another tab's now
  std::uint64_t told_revision_ = 0;  // of the workspace, when the last edit was told
};

}  // namespace holdall::screens
