#pragma once

// Dear ImGui as Holdall compiles it: no old names, no windows for its own developers, no shell, files or
// built-in font, and indices of 32 bits, because a board in one draw list passes 65,536 vertices.
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_FONT
#define ImDrawIdx unsigned int
