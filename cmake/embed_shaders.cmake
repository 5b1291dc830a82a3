# cmake -DOUTPUT=<header> -DSHADERS=<list of files> -P embed_shaders.cmake
# Each <name>.<vert|frag> becomes the C string holdall::render::shaders::<name>_<vert|frag>, without
# comments.
set(text "#pragma once\n\nnamespace holdall::render::shaders {\n\n")
foreach(shader IN LISTS SHADERS)
  file(READ "${shader}" source)
  string(REGEX REPLACE "[ \t]*//[^\n]*" "" source "${source}")
  string(REGEX REPLACE "\n[ \t\n]*\n" "\n" source "${source}")
  string(STRIP "${source}" source)
  get_filename_component(name "${shader}" NAME)
  string(REPLACE "." "_" name "${name}")
  string(APPEND text "inline constexpr char ${name}[] = R\"glsl(${source}\n)glsl\";\n\n")
endforeach()
string(APPEND text "}  // namespace holdall::render::shaders\n")
file(WRITE "${OUTPUT}" "${text}")
