# holdall_programs(): each .cpp in src/main/ is a program, unless a header of the same name stands
# beside it: such files are the library holdall_main that the programs share. web.cpp is the app in
# the browser, `holdall`; web_<name>.cpp is the program holdall_<name> for the page of a bench;
# any other <name>.cpp is the native program holdall_<name>.
function(holdall_programs)
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/main/*.cpp")
  set(shared "")
  set(programs "")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "\\.cpp$" ".h" header "${file}")
    if(EXISTS "${header}")
      list(APPEND shared "${file}")
    else()
      list(APPEND programs "${file}")
    endif()
  endforeach()
  if(shared)
    add_library(holdall_main STATIC ${shared})
    target_link_libraries(holdall_main PUBLIC holdall_screens)
  else()
    add_library(holdall_main INTERFACE)
    target_link_libraries(holdall_main INTERFACE holdall_screens)
  endif()
  holdall_uses(main third_party_imgui)

  foreach(file IN LISTS programs)
    get_filename_component(name "${file}" NAME_WE)
    if(name MATCHES "^web(_|$)")
      if(EMSCRIPTEN)
        string(REGEX REPLACE "^web" "holdall" target "${name}")
        holdall_web_program(${target} "${file}")
      endif()
    elseif(NOT EMSCRIPTEN)
      add_executable(holdall_${name} "${file}")
      target_link_libraries(holdall_${name} PRIVATE holdall_main holdall_native third_party_imgui)
    endif()
  endforeach()
endfunction()

function(holdall_web_program target file)
  add_executable(${target} "${file}")
  set_target_properties(${target} PROPERTIES SUFFIX ".mjs")
  # Not for a release; with the tests, so that the program of a bench keeps up with the app.
  if(NOT target STREQUAL "holdall" AND CMAKE_BUILD_TYPE STREQUAL "Release")
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
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
    -sALLOW_MEMORY_GROWTH=1
    -sMAXIMUM_MEMORY=4GB
    -sMEMORY_GROWTH_LINEAR_STEP=4MB # by default a fifth of what is there: as much too much
    -sSTACK_SIZE=1MB
    -sMALLOC=emmalloc
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
