# Files made from assets and shaders, below <build>/generated and <build>/assets. Each is noted in
# the global property holdall_generated_<level>, so that the level's library, and all that link it,
# wait for it.
set(generated_dir "${CMAKE_BINARY_DIR}/generated")

file(GLOB catalogues CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/assets/catalogues/*.po")
if(EXISTS "${CMAKE_SOURCE_DIR}/assets/catalogues/en.po")
  find_program(HOLDALL_NODE NAMES node nodejs REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  set(outputs "${generated_dir}/i18n/text_keys.h" "${generated_dir}/i18n/catalogue_data.cpp")
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${generated_dir}/i18n"
    COMMAND "${HOLDALL_NODE}" "${CMAKE_SOURCE_DIR}/scripts/catalogues.mjs" --in
            "${CMAKE_SOURCE_DIR}/assets/catalogues" --out "${generated_dir}/i18n"
    DEPENDS ${catalogues} "${CMAKE_SOURCE_DIR}/scripts/catalogues.mjs"
    COMMENT "Generating the message catalogues"
    VERBATIM)
  set_property(GLOBAL PROPERTY holdall_generated_i18n ${outputs})
endif()

file(GLOB shaders CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/shaders/*.vert"
     "${CMAKE_SOURCE_DIR}/shaders/*.frag")
set(shaders_header "${generated_dir}/render/shaders.h")
add_custom_command(
  OUTPUT "${shaders_header}"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${shaders_header}" "-DSHADERS=${shaders}" -P
          "${CMAKE_SOURCE_DIR}/cmake/embed_shaders.cmake"
  DEPENDS ${shaders} "${CMAKE_SOURCE_DIR}/cmake/embed_shaders.cmake"
  COMMENT "Embedding the shaders"
  VERBATIM)
set_property(GLOBAL PROPERTY holdall_generated_render "${shaders_header}")

find_program(HOLDALL_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(HOLDALL_PYTHON NAMES python3 REQUIRED NO_CMAKE_FIND_ROOT_PATH)
set(fonts_dir "${CMAKE_BINARY_DIR}/assets")
set(fonts "${fonts_dir}/inter-regular.otf" "${fonts_dir}/inter-semibold.otf"
          "${fonts_dir}/icons.ttf")
set(icons_header "${CMAKE_SOURCE_DIR}/src/ui/icons.h")
add_custom_command(
  OUTPUT ${fonts}
  COMMAND "${HOLDALL_PYTHON}" "${CMAKE_SOURCE_DIR}/scripts/assets" --fonts "${fonts_dir}" --icons
          "${icons_header}"
  DEPENDS "${CMAKE_SOURCE_DIR}/scripts/assets" "${icons_header}"
  COMMENT "Reducing the fonts"
  VERBATIM)
add_custom_target(fonts ALL DEPENDS ${fonts})
