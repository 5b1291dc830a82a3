#pragma once

#include "screens/screen_context.h"

namespace holdall::screens {

// The list of all shortcuts. True if it is to be closed.
bool draw_shortcuts_dialog(const Context& context, bool open);

}  // namespace holdall::screens
