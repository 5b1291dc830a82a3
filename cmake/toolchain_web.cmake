# Emscripten: the machine's own emcc if it is at least 4.0, else the one that scripts/setup
# unpacked.
include("${CMAKE_CURRENT_LIST_DIR}/cache_dir.cmake")
find_program(HOLDALL_EMCC emcc)
set(cached_emscripten "${HOLDALL_CACHE_DIR}/emscripten/root/usr/share/emscripten")
if(HOLDALL_EMCC)
  execute_process(COMMAND "${HOLDALL_EMCC}" -dumpversion OUTPUT_VARIABLE emcc_version
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
if(HOLDALL_EMCC AND emcc_version VERSION_GREATER_EQUAL 4.0)
  get_filename_component(emcc_real "${HOLDALL_EMCC}" REALPATH)
  get_filename_component(EMSCRIPTEN_ROOT_PATH "${emcc_real}" DIRECTORY)
elseif(EXISTS "${cached_emscripten}")
  set(EMSCRIPTEN_ROOT_PATH "${cached_emscripten}")
else()
  message(FATAL_ERROR "No Emscripten of at least 4.0: run scripts/setup app")
endif()
include("${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake")
