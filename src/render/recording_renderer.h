#pragma once

#include <map>
#include <vector>

#include "render/renderer.h"

namespace holdall::render {

struct RecordedTexture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> pixels;  // RGBA8
};

// What the last frame held, copied.
struct RecordedFrame {
  float width = 0;
  float height = 0;
  float pixel_ratio = 1;
  Color clear;
  std::vector<ShapeInstance> shapes;
  struct List {
    std::vector<Vertex> vertices;
    std::vector<std::uint32_t> indices;
    std::vector<DrawCommand> commands;
  };
  std::vector<List> lists;
};

// The native twin: checks every frame (index, instance and texture ranges; a violation asserts),
// counts, and keeps the last frame for a test or for the software rasteriser.
class RecordingRenderer final : public Renderer {
 public:
  TextureId create_texture(std::uint32_t width, std::uint32_t height,
                           const std::uint8_t* pixels) override;
  void update_texture(TextureId texture, const TextureUpdate& update) override;
  void destroy_texture(TextureId texture) override;
  void draw(const Frame& frame) override;
  bool rebuild() override;

  // Copying frames costs more than drawing them natively: benches switch it off.
  void keep_frames(bool keep) { keep_frames_ = keep; }
  [[nodiscard]] const RecordedFrame& frame() const { return frame_; }
  [[nodiscard]] const std::map<TextureId, RecordedTexture>& textures() const { return textures_; }
  [[nodiscard]] int frames() const { return frames_; }
  [[nodiscard]] std::size_t draw_calls() const { return draw_calls_; }  // of the last frame
  [[nodiscard]] std::size_t vertices() const { return vertices_; }
  [[nodiscard]] std::size_t shapes() const { return shapes_; }

 private:
  void check(const DrawList& list, const Frame& frame) const;
  void keep(const Frame& frame);

  std::map<TextureId, RecordedTexture> textures_;
  RecordedFrame frame_;
  TextureId next_texture_ = 1;
  bool keep_frames_ = true;
  int frames_ = 0;
  std::size_t draw_calls_ = 0;
  std::size_t vertices_ = 0;
  std::size_t shapes_ = 0;
};

}  // namespace holdall::render
