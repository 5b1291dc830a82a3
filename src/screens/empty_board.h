#pragma once

#include "screens/screen_context.h"

namespace holdall::screens {

enum class EmptyChoice : std::uint8_t { none, import_file, sample, add_deal, restore };

// A workspace without deals: what Holdall is, and the ways to begin.
EmptyChoice draw_empty_board(const Context& context, const ui::Rect& at);

}  // namespace holdall::screens
