#version 300 es
// Dear ImGui's triangles: texts, icons, lines. Positions are CSS pixels.
uniform vec4 projection;  // scale x, scale y, offset x, offset y to clip space

layout(location = 0) in vec2 position;
layout(location = 1) in vec2 texture_position;
layout(location = 2) in vec4 color;

out vec2 fragment_texture_position;
out vec4 fragment_color;

void main() {
  fragment_texture_position = texture_position;
  fragment_color = color;
  gl_Position = vec4(position * projection.xy + projection.zw, 0.0, 1.0);
}
