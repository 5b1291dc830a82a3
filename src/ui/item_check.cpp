#include "ui/item_check.h"

#include "imgui.h"
#include "imgui_internal.h"

namespace holdall::ui {

namespace {

ItemCheck* current_check = nullptr;

}  // namespace

void collect_items(ItemCheck* check) { current_check = check; }

namespace {

void note_item(const ImGuiContext& context, ImGuiID id, const ImRect& box) {
  if (current_check == nullptr || id == 0) return;
  const ImGuiWindow* window = context.CurrentWindow;
  // A window announces itself with its own id; only what stands in windows is an item.
  if (window == nullptr || id == window->ID || !box.Overlaps(window->ClipRect)) return;
  current_check->items.push_back(id);
}

}  // namespace

}  // namespace holdall::ui

// The four hooks, with the names that Dear ImGui gives them (imgui_internal.h).

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& box,
                                 const ImGuiLastItemData* /*item*/) {
  holdall::ui::note_item(*context, id, box);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext* /*context*/, ImGuiID /*id*/, const char* /*label*/,
                                  ImGuiItemStatusFlags /*flags*/) {}

void ImGuiTestEngineHook_Log(ImGuiContext* /*context*/, const char* /*format*/, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext* /*context*/, ImGuiID /*id*/) {
  return nullptr;
}
