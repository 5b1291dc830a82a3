#pragma once

#include <map>

#include "render/renderer.h"

namespace holdall::render {

// WebGL2 (OpenGL ES 3.0) on the context that is current on this thread. Built for the web only.
class GlRenderer final : public Renderer {
 public:
  GlRenderer() = default;
  ~GlRenderer() override;
  GlRenderer(const GlRenderer&) = delete;
  GlRenderer& operator=(const GlRenderer&) = delete;

  // `rebuild()` must have succeeded once before anything else is called.
  bool rebuild() override;

  TextureId create_texture(std::uint32_t width, std::uint32_t height,
                           const std::uint8_t* pixels) override;
  void update_texture(TextureId texture, const TextureUpdate& update) override;
  void destroy_texture(TextureId texture) override;
  void draw(const Frame& frame) override;

 private:
  struct Program {
    unsigned int name = 0;
    int projection = -1;
    int second_uniform = -1;  // the texture of triangles, the pixel ratio of shapes
  };

  void forget();
  void draw_list(const DrawList& list, const Frame& frame);
  void point_instances(std::uint32_t first) const;
  void point_vertices(std::uint32_t offset) const;

  Program triangles_;
  Program shapes_;
  unsigned int triangle_array_ = 0;
  unsigned int shape_array_ = 0;
  unsigned int vertex_buffer_ = 0;
  unsigned int index_buffer_ = 0;
  unsigned int instance_buffer_ = 0;
  std::map<TextureId, unsigned int> textures_;
  TextureId next_texture_ = 1;
};

}  // namespace holdall::render
