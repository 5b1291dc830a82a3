#pragma once

#include <cstdint>
#include <span>

#include "render/draw.h"

namespace holdall::render {

// A part of a texture and its new pixels: RGBA8, `pitch` bytes from row to row.
struct TextureUpdate {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  const std::uint8_t* pixels = nullptr;
  std::uint32_t pitch = 0;
};

// Draws what ui/ collected. Knows neither Dear ImGui nor where the surface comes from. A call with
// an id that is not of a live texture is a bug and asserts in the recording twin.
class Renderer {
 public:
  virtual ~Renderer() = default;

  // Never 0. The pixels are copied.
  virtual TextureId create_texture(std::uint32_t width, std::uint32_t height,
                                   const std::uint8_t* pixels) = 0;
  virtual void update_texture(TextureId texture, const TextureUpdate& update) = 0;
  virtual void destroy_texture(TextureId texture) = 0;

  // Draws one whole frame.
  virtual void draw(const Frame& frame) = 0;

  // After the surface lost everything and came back: programs and buffers are made anew, all
  // textures are gone. The caller creates its textures again. False if the surface refuses; a later
  // call may succeed.
  virtual bool rebuild() = 0;
};

}  // namespace holdall::render
