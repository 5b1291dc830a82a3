#pragma once

#include <vector>

#include "render/renderer.h"

struct ImDrawData;
struct ImDrawList;

namespace holdall::ui {

// Gathers the shapes of a frame by layers and turns what Dear ImGui drew into a render::Frame. A
// layer is a marker in Dear ImGui's draw list: all its shapes are drawn there, in one call, under
// the triangles that follow.
class DrawCollector {
 public:
  void begin_frame();
  // Starts a layer at the current end of the list; returns its number for `resume`.
  int begin_layer(ImDrawList& list);
  // Goes on with an earlier layer: a window that was interrupted by another one.
  void resume(int layer) { current_ = layer; }
  [[nodiscard]] int current() const { return current_; }
  void add(const render::ShapeInstance& shape);

  // Draws everything; textures are brought up to date first.
  void draw(const ImDrawData& data, render::Renderer& renderer, float pixel_ratio,
            render::Color clear);

 private:
  void collect_commands(const ImDrawList& list);

  struct Span {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  std::vector<std::vector<render::ShapeInstance>> layers_;
  int layer_count_ = 0;
  int current_ = -1;
  std::vector<Span> layer_spans_;
  std::vector<render::ShapeInstance> shapes_;
  std::vector<render::DrawCommand> commands_;
  std::vector<Span> list_spans_;
  std::vector<render::DrawList> lists_;
};

}  // namespace holdall::ui
