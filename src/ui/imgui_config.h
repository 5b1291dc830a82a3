#pragma once

// Dear ImGui as Holdall compiles it: no old names, no windows for its own developers, no files, no
// terminal and no built-in font, and indices of 32 bits, because a board in one draw list passes
// 65,536 vertices. Of its test engine only the hooks are used (ui/item_check.h): they tell which
// items are on the screen.
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_TTY_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_FONT
#define IMGUI_ENABLE_TEST_ENGINE
#define ImDrawIdx unsigned int
