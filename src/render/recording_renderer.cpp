#include "render/recording_renderer.h"

#include <cstring>

#include "base/assert.h"

namespace holdall::render {

namespace {

std::uint32_t index_at(const DrawList& list, std::size_t position) {
  if (list.index_bytes == 2) {
    std::uint16_t index = 0;
    std::memcpy(&index, list.indices.data() + position * 2, 2);
    return index;
  }
  std::uint32_t index = 0;
  std::memcpy(&index, list.indices.data() + position * 4, 4);
  return index;
}

}  // namespace

TextureId RecordingRenderer::create_texture(std::uint32_t width, std::uint32_t height,
                                            const std::uint8_t* pixels) {
  HOLDALL_ASSERT(width > 0 && height > 0 && pixels != nullptr);
  const TextureId texture = next_texture_++;
  const std::size_t size = std::size_t{4} * width * height;
  textures_[texture] = {width, height, std::vector<std::uint8_t>(pixels, pixels + size)};
  return texture;
}

void RecordingRenderer::update_texture(TextureId texture, const TextureUpdate& update) {
  const auto found = textures_.find(texture);
  HOLDALL_ASSERT(found != textures_.end());
  RecordedTexture& target = found->second;
  HOLDALL_ASSERT(update.x + update.width <= target.width &&
                 update.y + update.height <= target.height);
  for (std::uint32_t row = 0; row < update.height; ++row) {
    const std::size_t start = std::size_t{4} * ((update.y + row) * target.width + update.x);
    std::memcpy(target.pixels.data() + start, update.pixels + std::size_t{row} * update.pitch,
                std::size_t{4} * update.width);
  }
}

void RecordingRenderer::destroy_texture(TextureId texture) {
  HOLDALL_ASSERT(textures_.erase(texture) == 1);
}

void RecordingRenderer::draw(const Frame& frame) {
  ++frames_;
  draw_calls_ = 0;
  vertices_ = 0;
  shapes_ = frame.shapes.size();
  for (const DrawList& list : frame.lists) {
    check(list, frame);
    draw_calls_ += list.commands.size();
    vertices_ += list.vertices.size();
  }
  if (keep_frames_) keep(frame);
}

bool RecordingRenderer::rebuild() {
  textures_.clear();
  return true;
}

void RecordingRenderer::check(const DrawList& list, const Frame& frame) const {
  HOLDALL_ASSERT(list.index_bytes == 2 || list.index_bytes == 4);
  const std::size_t index_count = list.indices.size() / list.index_bytes;
  for (const DrawCommand& command : list.commands) {
    HOLDALL_ASSERT(command.count > 0);
    if (command.kind == DrawKind::shapes) {
      HOLDALL_ASSERT(std::size_t{command.first} + command.count <= frame.shapes.size());
      continue;
    }
    HOLDALL_ASSERT(command.count % 3 == 0);
    HOLDALL_ASSERT(std::size_t{command.first} + command.count <= index_count);
    HOLDALL_ASSERT(textures_.contains(command.texture));
    for (std::size_t position = 0; position < command.count; ++position) {
      const std::size_t vertex =
          std::size_t{index_at(list, command.first + position)} + command.vertex_offset;
      HOLDALL_ASSERT(vertex < list.vertices.size());
    }
  }
}

void RecordingRenderer::keep(const Frame& frame) {
  frame_ = {};
  frame_.width = frame.width;
  frame_.height = frame.height;
  frame_.pixel_ratio = frame.pixel_ratio;
  frame_.clear = frame.clear;
  frame_.shapes.assign(frame.shapes.begin(), frame.shapes.end());
  for (const DrawList& list : frame.lists) {
    RecordedFrame::List& kept = frame_.lists.emplace_back();
    kept.vertices.assign(list.vertices.begin(), list.vertices.end());
    kept.commands.assign(list.commands.begin(), list.commands.end());
    kept.indices.resize(list.indices.size() / list.index_bytes);
    for (std::size_t position = 0; position < kept.indices.size(); ++position) {
      kept.indices[position] = index_at(list, position);
    }
  }
}

}  // namespace holdall::render
