#pragma once

// Dear ImGui as Holdall compiles it: no old names, no windows for its own developers, no files and no
// terminal, and indices of 32 bits, because a board in one draw list passes 65,536 vertices.
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_TTY_FUNCTIONS
#define ImDrawIdx unsigned int
