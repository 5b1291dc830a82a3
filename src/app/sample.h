#pragma once

#include "app/workspace.h"

namespace holdall::app {

// Writes the sample pipeline of exchange/demo.h into the default pipeline, each deal with the
// history of its stages, as one undoable step.
[[nodiscard]] Status add_sample(Workspace& workspace, platform::Platform& platform,
                                i18n::Language language);

}  // namespace holdall::app
