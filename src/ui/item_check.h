#pragma once

#include <cstdint>
#include <vector>

namespace holdall::ui {

// The ids of the interactive items that Dear ImGui saw in this frame at a visible place. Filled by
// the hooks that Dear ImGui calls when it is built with IMGUI_ENABLE_TEST_ENGINE; the test engine
// itself is not used.
struct ItemCheck {
  std::vector<std::uint32_t> items;
};

// Where the hooks of the current context write to; null: nowhere.
void collect_items(ItemCheck* check);

}  // namespace holdall::ui
