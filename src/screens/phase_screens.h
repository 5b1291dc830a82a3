#pragma once

#include "screens/screen_context.h"

namespace holdall::screens {

// What the window shows while there is no workspace to work in.
void draw_starting(const Context& context);
void draw_elsewhere(const Context& context);
void draw_failed(const Context& context);
void draw_overtaken(const Context& context);
// `afresh_asked` keeps that the question about an empty workspace is open.
void draw_damaged(const Context& context, bool& afresh_asked);

}  // namespace holdall::screens
