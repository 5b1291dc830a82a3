#pragma once

// Everything that a screen draws with.
#include "ui/button.h"
#include "ui/display.h"
#include "ui/fields.h"
#include "ui/interact.h"
#include "ui/overlays.h"
#include "ui/scroll_area.h"
#include "ui/text.h"
#include "ui/ui.h"
