#include "ui/draw_collector.h"

#include <cstring>

#include "base/assert.h"
#include "imgui.h"

namespace holdall::ui {

namespace {

// Never called: its address marks the place of a layer in a list of commands.
void layer_marker(const ImDrawList*, const ImDrawCmd*) {}

static_assert(sizeof(render::Vertex) == sizeof(ImDrawVert));
static_assert(offsetof(render::Vertex, u) == offsetof(ImDrawVert, uv));
static_assert(offsetof(render::Vertex, color) == offsetof(ImDrawVert, col));

void bring_up_to_date(ImTextureData& texture, render::Renderer& renderer) {
  const auto pitch = static_cast<std::uint32_t>(texture.GetPitch());
  if (texture.Status == ImTextureStatus_WantCreate) {
    const render::TextureId id = renderer.create_texture(
        static_cast<std::uint32_t>(texture.Width), static_cast<std::uint32_t>(texture.Height),
        static_cast<const std::uint8_t*>(texture.GetPixels()));
    texture.SetTexID(id);
    texture.SetStatus(ImTextureStatus_OK);
  } else if (texture.Status == ImTextureStatus_WantUpdates) {
    const auto id = static_cast<render::TextureId>(texture.TexID);
    for (const ImTextureRect& rect : texture.Updates) {
      renderer.update_texture(
          id, {rect.x, rect.y, rect.w, rect.h,
               static_cast<const std::uint8_t*>(texture.GetPixelsAt(rect.x, rect.y)), pitch});
    }
    texture.SetStatus(ImTextureStatus_OK);
  } else if (texture.Status == ImTextureStatus_WantDestroy && texture.UnusedFrames > 0) {
    renderer.destroy_texture(static_cast<render::TextureId>(texture.TexID));
    texture.SetTexID(ImTextureID_Invalid);
    texture.SetStatus(ImTextureStatus_Destroyed);
  }
}

}  // namespace

void DrawCollector::begin_frame() {
  for (auto& layer : layers_) layer.clear();
  layer_count_ = 0;
  current_ = -1;
}

int DrawCollector::begin_layer(ImDrawList& list) {
  if (layer_count_ == static_cast<int>(layers_.size())) layers_.emplace_back();
  current_ = layer_count_++;
  list.AddCallback(layer_marker, &current_, sizeof current_);  // copies the number
  return current_;
}

void DrawCollector::add(const render::ShapeInstance& shape) {
  HOLDALL_ASSERT(current_ >= 0);
  layers_[static_cast<std::size_t>(current_)].push_back(shape);
}

void DrawCollector::collect_commands(const ImDrawList& list) {
  for (const ImDrawCmd& command : list.CmdBuffer) {
    const render::Box clip{command.ClipRect.x, command.ClipRect.y, command.ClipRect.z,
                           command.ClipRect.w};
    if (command.UserCallback == layer_marker) {
      int layer = 0;
      std::memcpy(&layer, command.UserCallbackData, sizeof layer);
      const Span span = layer_spans_[static_cast<std::size_t>(layer)];
      if (span.count == 0) continue;
      // Each shape carries its own clip.
      const ImVec2 size = ImGui::GetIO().DisplaySize;
      commands_.push_back(
          {render::DrawKind::shapes, {0, 0, size.x, size.y}, 0, span.first, span.count, 0});
    } else if (command.UserCallback == nullptr && command.ElemCount > 0) {
      commands_.push_back({render::DrawKind::triangles, clip,
                           static_cast<render::TextureId>(command.GetTexID()), command.IdxOffset,
                           command.ElemCount, command.VtxOffset});
    }
  }
}

void DrawCollector::draw(const ImDrawData& data, render::Renderer& renderer, float pixel_ratio,
                         render::Color clear) {
  if (data.Textures != nullptr) {
    for (ImTextureData* texture : *data.Textures) {
      if (texture->Status != ImTextureStatus_OK) bring_up_to_date(*texture, renderer);
    }
  }
  shapes_.clear();
  layer_spans_.clear();
  for (int layer = 0; layer < layer_count_; ++layer) {
    const auto& shapes = layers_[static_cast<std::size_t>(layer)];
    layer_spans_.push_back(
        {static_cast<std::uint32_t>(shapes_.size()), static_cast<std::uint32_t>(shapes.size())});
    shapes_.insert(shapes_.end(), shapes.begin(), shapes.end());
  }
  commands_.clear();
  list_spans_.clear();
  for (const ImDrawList* list : data.CmdLists) {
    const auto first = static_cast<std::uint32_t>(commands_.size());
    collect_commands(*list);
    list_spans_.push_back({first, static_cast<std::uint32_t>(commands_.size()) - first});
  }
  lists_.clear();
  for (int index = 0; index < data.CmdLists.Size; ++index) {
    const ImDrawList& list = *data.CmdLists[index];
    const Span span = list_spans_[static_cast<std::size_t>(index)];
    lists_.push_back(
        {{reinterpret_cast<const render::Vertex*>(list.VtxBuffer.Data),
          static_cast<std::size_t>(list.VtxBuffer.Size)},
         {reinterpret_cast<const std::byte*>(list.IdxBuffer.Data),
          static_cast<std::size_t>(list.IdxBuffer.Size) * sizeof(ImDrawIdx)},
         sizeof(ImDrawIdx),
         std::span<const render::DrawCommand>(commands_).subspan(span.first, span.count)});
  }
  renderer.draw({data.DisplaySize.x, data.DisplaySize.y, pixel_ratio, clear, shapes_, lists_});
}

}  // namespace holdall::ui
