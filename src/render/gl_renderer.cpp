#include "render/gl_renderer.h"

#include <GLES3/gl3.h>

#include <cstddef>
#include <vector>

#include "render/shaders.h"

namespace holdall::render {

namespace {

GLuint compile(GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  if (shader == 0) return 0;  // the context is lost
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  return shader;
}

// 0 if the context is lost or the shaders are refused.
GLuint link(const char* vertex_source, const char* fragment_source) {
  const GLuint vertex = compile(GL_VERTEX_SHADER, vertex_source);
  const GLuint fragment = compile(GL_FRAGMENT_SHADER, fragment_source);
  const GLuint program = glCreateProgram();
  if (vertex == 0 || fragment == 0 || program == 0) return 0;
  glAttachShader(program, vertex);
  glAttachShader(program, fragment);
  glLinkProgram(program);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  GLint linked = GL_FALSE;
  glGetProgramiv(program, GL_LINK_STATUS, &linked);
  if (linked == GL_TRUE) return program;
  glDeleteProgram(program);
  return 0;
}

const void* at_offset(std::size_t offset) { return reinterpret_cast<const void*>(offset); }

GLsizei signed_size(std::size_t size) { return static_cast<GLsizei>(size); }

constexpr GLuint instance_attributes = 7;

}  // namespace

GlRenderer::~GlRenderer() {
  for (const auto& [id, name] : textures_) glDeleteTextures(1, &name);
  glDeleteProgram(triangles_.name);
  glDeleteProgram(shapes_.name);
  const GLuint arrays[] = {triangle_array_, shape_array_};
  glDeleteVertexArrays(2, arrays);
  const GLuint buffers[] = {vertex_buffer_, index_buffer_, instance_buffer_};
  glDeleteBuffers(3, buffers);
}

// The names of a lost context mean nothing any more and must not be deleted in the new one.
void GlRenderer::forget() {
  textures_.clear();
  triangles_ = {};
  shapes_ = {};
  triangle_array_ = shape_array_ = vertex_buffer_ = index_buffer_ = instance_buffer_ = 0;
}

bool GlRenderer::rebuild() {
  forget();
  triangles_.name = link(shaders::triangles_vert, shaders::triangles_frag);
  shapes_.name = link(shaders::shapes_vert, shaders::shapes_frag);
  if (triangles_.name == 0 || shapes_.name == 0) return false;
  triangles_.projection = glGetUniformLocation(triangles_.name, "projection");
  triangles_.second_uniform = glGetUniformLocation(triangles_.name, "atlas");
  shapes_.projection = glGetUniformLocation(shapes_.name, "projection");
  shapes_.second_uniform = glGetUniformLocation(shapes_.name, "pixel_ratio");

  glGenVertexArrays(1, &triangle_array_);
  glGenVertexArrays(1, &shape_array_);
  glGenBuffers(1, &vertex_buffer_);
  glGenBuffers(1, &index_buffer_);
  glGenBuffers(1, &instance_buffer_);

  glBindVertexArray(triangle_array_);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, index_buffer_);
  for (GLuint attribute = 0; attribute < 3; ++attribute) glEnableVertexAttribArray(attribute);
  glBindVertexArray(shape_array_);
  for (GLuint attribute = 0; attribute < instance_attributes; ++attribute) {
    glEnableVertexAttribArray(attribute);
    glVertexAttribDivisor(attribute, 1);
  }
  glBindVertexArray(0);
  return true;
}

TextureId GlRenderer::create_texture(std::uint32_t width, std::uint32_t height,
                                     const std::uint8_t* pixels) {
  GLuint name = 0;
  glGenTextures(1, &name);
  glBindTexture(GL_TEXTURE_2D, name);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, signed_size(width), signed_size(height), 0, GL_RGBA,
               GL_UNSIGNED_BYTE, pixels);
  const TextureId id = next_texture_++;
  textures_[id] = name;
  return id;
}

void GlRenderer::update_texture(TextureId texture, const TextureUpdate& update) {
  glBindTexture(GL_TEXTURE_2D, textures_[texture]);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, signed_size(update.pitch / 4));
  glTexSubImage2D(GL_TEXTURE_2D, 0, static_cast<GLint>(update.x), static_cast<GLint>(update.y),
                  signed_size(update.width), signed_size(update.height), GL_RGBA, GL_UNSIGNED_BYTE,
                  update.pixels);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

void GlRenderer::destroy_texture(TextureId texture) {
  const auto found = textures_.find(texture);
  if (found == textures_.end()) return;
  glDeleteTextures(1, &found->second);
  textures_.erase(found);
}

void GlRenderer::draw(const Frame& frame) {
  if (triangles_.name == 0 || frame.width <= 0 || frame.height <= 0) return;
  const float ratio = frame.pixel_ratio;
  glViewport(0, 0, static_cast<GLsizei>(frame.width * ratio + 0.5F),
             static_cast<GLsizei>(frame.height * ratio + 0.5F));
  glDisable(GL_SCISSOR_TEST);
  glClearColor(static_cast<float>(frame.clear.red()) / 255.0F,
               static_cast<float>(frame.clear.green()) / 255.0F,
               static_cast<float>(frame.clear.blue()) / 255.0F, 1.0F);
  glClear(GL_COLOR_BUFFER_BIT);
  glEnable(GL_SCISSOR_TEST);
  glEnable(GL_BLEND);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glDisable(GL_CULL_FACE);
  glDisable(GL_DEPTH_TEST);
  glActiveTexture(GL_TEXTURE0);

  const float projection[4] = {2.0F / frame.width, -2.0F / frame.height, -1.0F, 1.0F};
  glUseProgram(triangles_.name);
  glUniform4fv(triangles_.projection, 1, projection);
  glUniform1i(triangles_.second_uniform, 0);
  glUseProgram(shapes_.name);
  glUniform4fv(shapes_.projection, 1, projection);
  glUniform1f(shapes_.second_uniform, ratio);
  glBindBuffer(GL_ARRAY_BUFFER, instance_buffer_);
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(frame.shapes.size_bytes()),
               frame.shapes.data(), GL_STREAM_DRAW);

  for (const DrawList& list : frame.lists) draw_list(list, frame);
  glBindVertexArray(0);
  glDisable(GL_SCISSOR_TEST);
}

void GlRenderer::draw_list(const DrawList& list, const Frame& frame) {
  glBindVertexArray(triangle_array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertex_buffer_);
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(list.vertices.size_bytes()),
               list.vertices.data(), GL_STREAM_DRAW);
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(list.indices.size_bytes()),
               list.indices.data(), GL_STREAM_DRAW);
  const GLenum index_type = list.index_bytes == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT;
  const float ratio = frame.pixel_ratio;
  const auto surface_height = static_cast<GLint>(frame.height * ratio + 0.5F);

  for (const DrawCommand& command : list.commands) {
    const auto left = static_cast<GLint>(command.clip.left * ratio + 0.5F);
    const auto top = static_cast<GLint>(command.clip.top * ratio + 0.5F);
    const auto right = static_cast<GLint>(command.clip.right * ratio + 0.5F);
    const auto bottom = static_cast<GLint>(command.clip.bottom * ratio + 0.5F);
    if (right <= left || bottom <= top) continue;
    glScissor(left, surface_height - bottom, right - left, bottom - top);
    if (command.kind == DrawKind::shapes) {
      glUseProgram(shapes_.name);
      glBindVertexArray(shape_array_);
      glBindBuffer(GL_ARRAY_BUFFER, instance_buffer_);
      point_instances(command.first);
      glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, signed_size(command.count));
      continue;
    }
    glUseProgram(triangles_.name);
    glBindVertexArray(triangle_array_);
    glBindBuffer(GL_ARRAY_BUFFER, vertex_buffer_);
    point_vertices(command.vertex_offset);
    glBindTexture(GL_TEXTURE_2D, textures_[command.texture]);
    glDrawElements(GL_TRIANGLES, signed_size(command.count), index_type,
                   at_offset(command.first * list.index_bytes));
  }
}

// WebGL2 has no base vertex and no base instance: the attributes point at the first one.
void GlRenderer::point_vertices(std::uint32_t offset) const {
  const std::size_t base = offset * sizeof(Vertex);
  const GLsizei stride = sizeof(Vertex);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, stride, at_offset(base));
  glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, stride, at_offset(base + offsetof(Vertex, u)));
  glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride,
                        at_offset(base + offsetof(Vertex, color)));
}

void GlRenderer::point_instances(std::uint32_t first) const {
  const std::size_t base = first * sizeof(ShapeInstance);
  const GLsizei stride = sizeof(ShapeInstance);
  constexpr std::size_t floats[] = {offsetof(ShapeInstance, box), offsetof(ShapeInstance, clip),
                                    offsetof(ShapeInstance, radius),
                                    offsetof(ShapeInstance, border_width)};
  constexpr std::size_t colors[] = {offsetof(ShapeInstance, fill), offsetof(ShapeInstance, border),
                                    offsetof(ShapeInstance, shadow)};
  GLuint attribute = 0;
  for (const std::size_t offset : floats) {
    glVertexAttribPointer(attribute++, 4, GL_FLOAT, GL_FALSE, stride, at_offset(base + offset));
  }
  for (const std::size_t offset : colors) {
    glVertexAttribPointer(attribute++, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride,
                          at_offset(base + offset));
  }
}

}  // namespace holdall::render
