#version 300 es
// One instance is one rounded box; four vertices span it with its shadow and a pixel for the soft
// edge.
uniform vec4 projection;    // scale x, scale y, offset x, offset y to clip space
uniform float pixel_ratio;  // device pixels per CSS pixel

layout(location = 0) in vec4 box;     // left, top, right, bottom
layout(location = 1) in vec4 clip;
layout(location = 2) in vec4 radius;  // top left, top right, bottom right, bottom left
layout(location = 3) in vec4 extras;  // border width, shadow blur, shadow x, shadow y
layout(location = 4) in vec4 fill;
layout(location = 5) in vec4 border;
layout(location = 6) in vec4 shadow;

out vec2 place;  // CSS pixels from the middle of the box
flat out vec2 half_size;
flat out vec4 corner;
flat out vec4 fragment_extras;
flat out vec4 fragment_fill;
flat out vec4 fragment_border;
flat out vec4 fragment_shadow;

void main() {
  vec2 middle = 0.5 * (box.xy + box.zw);
  half_size = 0.5 * (box.zw - box.xy);
  vec2 low = box.xy - 1.0 / pixel_ratio;
  vec2 high = box.zw + 1.0 / pixel_ratio;
  if (shadow.a > 0.0) {
    low = min(low, box.xy + extras.zw - extras.y);
    high = max(high, box.zw + extras.zw + extras.y);
  }
  low = clamp(low, clip.xy, max(clip.zw, clip.xy));
  high = clamp(high, clip.xy, max(clip.zw, clip.xy));
  vec2 position = mix(low, high, vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)));

  place = position - middle;
  corner = min(radius, vec4(min(half_size.x, half_size.y)));
  fragment_extras = extras;
  fragment_fill = fill;
  fragment_border = border;
  fragment_shadow = shadow;
  gl_Position = vec4(position * projection.xy + projection.zw, 0.0, 1.0);
}
