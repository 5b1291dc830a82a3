#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "render/color.h"

namespace holdall::render {

// Positions and sizes are CSS pixels of the window, origin at the top left.

struct Box {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;

  friend bool operator==(const Box&, const Box&) = default;
};

// The bytes of Dear ImGui's ImDrawVert.
struct Vertex {
  float x = 0;
  float y = 0;
  float u = 0;
  float v = 0;
  Color color;
};
static_assert(sizeof(Vertex) == 20);

// A rounded box with a fill, a border inside its edge and a soft shadow, drawn by signed distance.
// Everything outside `clip` is left out, so that shapes of different clips share one draw call.
struct ShapeInstance {
  Box box;
  Box clip;
  float radius[4] = {};  // top left, top right, bottom right, bottom left
  float border_width = 0;
  float shadow_blur = 0;  // like CSS: the width of the soft edge; 0 with an offset is a hard shadow
  float shadow_x = 0;
  float shadow_y = 0;
  Color fill;
  Color border;
  Color shadow;  // transparent: none
};
static_assert(sizeof(ShapeInstance) == 76);

using TextureId = std::uint32_t;  // 0: none

// Triangles from the draw list's indices, or shapes from its instances.
enum class DrawKind : std::uint8_t { triangles, shapes };

struct DrawCommand {
  DrawKind kind = DrawKind::triangles;
  Box clip;
  TextureId texture = 0;    // of triangles
  std::uint32_t first = 0;  // index, or instance
  std::uint32_t count = 0;  // indices (a multiple of 3), or instances
  std::uint32_t vertex_offset = 0;
};

// Valid during Renderer::draw only; owned by the caller. Indices are of 2 or 4 bytes each.
struct DrawList {
  std::span<const Vertex> vertices;
  std::span<const std::byte> indices;
  std::size_t index_bytes = 4;
  std::span<const DrawCommand> commands;
};

struct Frame {
  float width = 0;
  float height = 0;
  float pixel_ratio = 1;
  Color clear;
  std::span<const ShapeInstance> shapes;  // of all lists
  std::span<const DrawList> lists;        // drawn in this order
};

}  // namespace holdall::render
