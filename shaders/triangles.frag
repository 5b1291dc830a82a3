#version 300 es
precision mediump float;

uniform sampler2D atlas;

in vec2 fragment_texture_position;
in vec4 fragment_color;

out vec4 result;

void main() {
  vec4 texel = texture(atlas, fragment_texture_position);
  // Blending happens in sRGB, where light text on dark looks bolder than dark on light; coverage is
  // bent by the brightness of the colour so that both have the weight of the outlines.
  float brightness = dot(fragment_color.rgb, vec3(0.299, 0.587, 0.114));
  float coverage = pow(texel.a, mix(0.78, 1.0, brightness));
  result = vec4(fragment_color.rgb * texel.rgb, fragment_color.a * coverage);
}
