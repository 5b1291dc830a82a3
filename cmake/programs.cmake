# How a wasm program takes memory.
set(holdall_web_memory
    -sALLOW_MEMORY_GROWTH=1
    -sMAXIMUM_MEMORY=4GB
    -sMEMORY_GROWTH_LINEAR_STEP=4MB # by default a fifth of what is there: as much too much
    -sSTACK_SIZE=1MB
    -sMALLOC=emmalloc)

# Of the program of a bench: it is built with the tests, so that it keeps up with the app.
function(holdall_keep_from_release target)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()

# holdall_programs(): a web*.cpp in src/main/ belongs to the browser, a native*.cpp to native
# builds. Each of them is a program, unless a header of the same name stands beside it: such files,
# and all others, are the library holdall_main that the programs share. web.cpp is the app in the
# browser, and native.cpp the command line: `holdall`, both of them. web_<name>.cpp is the program
# holdall_<name> for the page of a bench.
function(holdall_programs)
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/main/*.cpp")
  if(EMSCRIPTEN)
    set(here web)
    list(FILTER files EXCLUDE REGEX "/native[^/]*$")
    set(below holdall_screens)
  else()
    set(here native)
    list(FILTER files EXCLUDE REGEX "/web[^/]*$")
    set(below holdall_app holdall_native) # without ImGui: nothing of it is drawn
  endif()
  set(shared ${files})
  set(programs "")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "\\.cpp$" ".h" header "${file}")
    if(file MATCHES "/${here}[^/]*$" AND NOT EXISTS "${header}")
      list(REMOVE_ITEM shared "${file}")
      list(APPEND programs "${file}")
    endif()
  endforeach()
  add_library(holdall_main STATIC ${shared})
  target_link_libraries(holdall_main PUBLIC ${below})

  foreach(file IN LISTS programs)
    get_filename_component(name "${file}" NAME_WE)
    string(REGEX REPLACE "^${here}" "holdall" target "${name}")
    if(EMSCRIPTEN)
      holdall_web_program(${target} "${file}")
    else()
      add_executable(${target} "${file}")
      target_link_libraries(${target} PRIVATE holdall_main)
    endif()
  endforeach()
endfunction()

# tests/bench/sync/*.cpp is the program of `scripts/bench sync`, natively and for node: no page.
function(holdall_sync_bench)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/bench/sync/*.cpp")
  add_executable(holdall_bench_sync ${sources} "${CMAKE_SOURCE_DIR}/src/main/bench_rows.cpp"
                                    "${CMAKE_SOURCE_DIR}/tests/unit/support/peer_edits.cpp")
  target_link_libraries(holdall_bench_sync PRIVATE holdall_app holdall_native)
  holdall_keep_from_release(holdall_bench_sync)
  if(EMSCRIPTEN)
    set_target_properties(holdall_bench_sync PROPERTIES SUFFIX ".cjs")
    target_link_options(
      holdall_bench_sync
      PRIVATE
      -sENVIRONMENT=node
      -sNODERAWFS=1
      -sEXIT_RUNTIME=1
      ${holdall_web_memory}
      -sASSERTIONS=0)
  endif()
endfunction()

function(holdall_web_program target file)
  add_executable(${target} "${file}")
  set_target_properties(${target} PROPERTIES SUFFIX ".mjs")
  if(NOT target STREQUAL "holdall")
    holdall_keep_from_release(${target})
  endif()
  # What only JavaScript calls would be left out of a plain archive, hence the whole of browser/.
  target_link_libraries(
    ${target} PRIVATE holdall_main -Wl,--whole-archive holdall_browser -Wl,--no-whole-archive
                      third_party_imgui)
  target_link_options(
    ${target}
    PRIVATE
    -sMODULARIZE=1
    -sEXPORT_ES6=1
    -sEXPORT_NAME=create_holdall
    -sENVIRONMENT=web,worker
    -sFILESYSTEM=0
    ${holdall_web_memory}
    -sMIN_WEBGL_VERSION=2
    -sMAX_WEBGL_VERSION=2
    -sGL_ENABLE_GET_PROC_ADDRESS=0
    -sDYNAMIC_EXECUTION=0
    -sINVOKE_RUN=0
    -sINCOMING_MODULE_JS_API=instantiateWasm,locateFile,print,printErr,canvas,onAbort
    -sEXPORTED_RUNTIME_METHODS=HEAPU8,UTF8ToString,stringToUTF8,lengthBytesUTF8
    $<$<CONFIG:Debug>:-sASSERTIONS=1>
    $<$<CONFIG:Debug>:-sSTACK_OVERFLOW_CHECK=1>
    $<$<CONFIG:Release>:-sASSERTIONS=0>)
endfunction()
