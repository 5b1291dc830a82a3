#include "render/recording_renderer.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace holdall::render;

TEST_CASE("colours are bytes in memory order") {
  constexpr Color color = rgb(0x123456, 0x80);
  CHECK(color.red() == 0x12);
  CHECK(color.green() == 0x34);
  CHECK(color.blue() == 0x56);
  CHECK(color.alpha() == 0x80);
  CHECK(color.faded(0.5F).alpha() == 0x40);
  CHECK(mixed(rgb(0x000000), rgb(0xFFFFFF), 0.5F) == rgb(0x808080));
  CHECK(mixed(rgb(0x112233), rgb(0x445566), 0) == rgb(0x112233));
  CHECK(mixed(rgb(0x112233), rgb(0x445566), 1) == rgb(0x445566));
}

TEST_CASE("an update changes just its part of a texture") {
  RecordingRenderer renderer;
  const std::vector<std::uint8_t> black(std::size_t{4} * 4 * 4, 0);
  const TextureId texture = renderer.create_texture(4, 4, black.data());
  const std::vector<std::uint8_t> white(std::size_t{4} * 8,
                                        255);  // rows of 4 pixels, 2 of them used
  renderer.update_texture(
      texture, {.x = 1, .y = 2, .width = 2, .height = 2, .pixels = white.data(), .pitch = 16});
  const RecordedTexture& kept = renderer.textures().at(texture);
  int lit = 0;
  for (std::size_t pixel = 0; pixel < 16; ++pixel) lit += kept.pixels[pixel * 4] == 255 ? 1 : 0;
  CHECK(lit == 4);
  CHECK(kept.pixels[4 * (2 * 4 + 1)] == 255);
  CHECK(kept.pixels[4 * (1 * 4 + 1)] == 0);
}

TEST_CASE("a frame is kept with 16-bit and with 32-bit indices") {
  RecordingRenderer renderer;
  const std::vector<std::uint8_t> pixel(4, 255);
  const TextureId texture = renderer.create_texture(1, 1, pixel.data());
  const std::array<Vertex, 3> vertices{};
  const std::array<std::uint16_t, 3> small{0, 1, 2};
  const std::array<std::uint32_t, 3> large{2, 1, 0};
  const DrawCommand triangle{.clip = {0, 0, 10, 10}, .texture = texture, .count = 3};
  const DrawCommand run{.kind = DrawKind::shapes, .clip = {0, 0, 10, 10}, .count = 1};
  const std::array<DrawCommand, 2> commands{triangle, run};
  const std::array<ShapeInstance, 1> shapes{};
  const std::array<DrawList, 2> lists{
      DrawList{vertices, std::as_bytes(std::span(small)), 2, commands},
      DrawList{vertices, std::as_bytes(std::span(large)), 4, std::span(commands).first(1)}};
  renderer.draw({.width = 10,
                 .height = 10,
                 .pixel_ratio = 2,
                 .clear = rgb(0xFFFFFF),
                 .shapes = shapes,
                 .lists = lists});
  CHECK(renderer.frames() == 1);
  CHECK(renderer.draw_calls() == 3);
  CHECK(renderer.vertices() == 6);
  CHECK(renderer.shapes() == 1);
  CHECK(renderer.frame().lists[0].indices == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(renderer.frame().lists[1].indices == std::vector<std::uint32_t>{2, 1, 0});
}

TEST_CASE("a lost surface forgets its textures") {
  RecordingRenderer renderer;
  const std::vector<std::uint8_t> pixel(4, 255);
  static_cast<void>(renderer.create_texture(1, 1, pixel.data()));
  CHECK(renderer.rebuild());
  CHECK(renderer.textures().empty());
}
