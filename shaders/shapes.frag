#version 300 es
precision highp float;

uniform float pixel_ratio;

in vec2 place;
flat in vec2 half_size;
flat in vec4 corner;
flat in vec4 fragment_extras;
flat in vec4 fragment_fill;
flat in vec4 fragment_border;
flat in vec4 fragment_shadow;

out vec4 result;

// Signed distance to a rounded box around the origin, negative inside (the formula of Inigo Quilez,
// iquilezles.org/articles/distfunctions2d). `widen` rounds all corners more.
float distance_to_box(vec2 at, float widen) {
  vec2 side = at.x < 0.0 ? corner.xw : corner.yz;
  float radius = min((at.y < 0.0 ? side.x : side.y) + widen, min(half_size.x, half_size.y));
  vec2 beyond = abs(at) - half_size + radius;
  return min(max(beyond.x, beyond.y), 0.0) + length(max(beyond, 0.0)) - radius;
}

void main() {
  float edge = distance_to_box(place, 0.0);
  float outer = clamp(0.5 - edge * pixel_ratio, 0.0, 1.0);
  vec4 body = fragment_fill;
  if (fragment_extras.x > 0.0) {
    float inner = clamp(0.5 - (edge + fragment_extras.x) * pixel_ratio, 0.0, 1.0);
    // The border lies over the fill.
    float alpha = fragment_border.a * (1.0 - inner);
    float sum = alpha + body.a * (1.0 - alpha);
    vec3 both = fragment_border.rgb * alpha + body.rgb * body.a * (1.0 - alpha);
    body.rgb = both / max(sum, 0.0001);
    body.a = sum;
  }
  body.a *= outer;
  if (fragment_shadow.a > 0.0 && body.a < 1.0) {
    float blur = max(fragment_extras.y, 0.5 / pixel_ratio);
    float away = distance_to_box(place - fragment_extras.zw, 0.5 * blur) / blur;
    // A cubic step over twice the blur stands for the integral of a Gaussian.
    float depth = clamp(0.5 - 0.5 * away, 0.0, 1.0);
    float alpha = fragment_shadow.a * depth * depth * (3.0 - 2.0 * depth);
    float sum = body.a + alpha * (1.0 - body.a);
    vec3 mixed = body.rgb * body.a + fragment_shadow.rgb * alpha * (1.0 - body.a);
    body.rgb = mixed / max(sum, 0.0001);
    body.a = sum;
  }
  result = body;
}
