# holdall_tests(): tests/unit/<level>/*.cpp is the doctest program unit_<level>, which links that
# level and the native twins of the platform; ctest runs it, in web builds by node. A
# *_native_test.cpp is for native builds alone, browser/ for web builds. What several of them need
# is in tests/unit/support. The target unit_tests builds them all, and natively the command line,
# which tests/unit/main runs.
function(holdall_tests)
  if(NOT EXISTS "${CMAKE_SOURCE_DIR}/tests/unit/main.cpp")
    return()
  endif()
  add_library(test_main STATIC "${CMAKE_SOURCE_DIR}/tests/unit/main.cpp")
  target_link_libraries(test_main PUBLIC holdall_options third_party_doctest)
  target_compile_definitions(
    test_main PUBLIC HOLDALL_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                     HOLDALL_BUILD_DIR="${CMAKE_BINARY_DIR}")
  add_dependencies(test_main fonts) # that the tests of the screens lay text out with
  if(EMSCRIPTEN)
    target_link_options(
      test_main
      INTERFACE
      -sENVIRONMENT=node
      -sNODERAWFS=1
      -sEXIT_RUNTIME=1
      -sALLOW_MEMORY_GROWTH=1
      -sMAXIMUM_MEMORY=4GB
      -sSTACK_SIZE=1MB
      -sSTACK_OVERFLOW_CHECK=1
      # With assertions Emscripten would first build the debug variants of its system libraries, for
      # minutes.
      -sASSERTIONS=0)
  endif()
  file(GLOB support CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/unit/support/*.cpp")
  add_library(test_support STATIC ${support})
  target_link_libraries(test_support PUBLIC holdall_change)
  add_custom_target(unit_tests)
  if(NOT EMSCRIPTEN)
    add_dependencies(unit_tests holdall)
  endif()
  foreach(level base model i18n platform change store sync exchange insight app render ui screens
                native browser main)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/unit/${level}/*.cpp")
    if(EMSCRIPTEN)
      list(FILTER sources EXCLUDE REGEX "_native_test\\.cpp$")
    endif()
    if(sources AND TARGET holdall_${level})
      add_executable(unit_${level} ${sources})
      get_property(used GLOBAL PROPERTY holdall_used_by_${level})
      target_link_libraries(unit_${level} PRIVATE test_main test_support holdall_${level}
                                                 holdall_native ${used})
      if(EMSCRIPTEN)
        # package.json makes .js a module
        set_target_properties(unit_${level} PROPERTIES SUFFIX ".cjs")
      endif()
      add_dependencies(unit_tests unit_${level})
      add_test(NAME unit_${level} COMMAND unit_${level})
      set_tests_properties(unit_${level} PROPERTIES TIMEOUT 300)
    endif()
  endforeach()
  if(NOT EMSCRIPTEN)
    holdall_simulation()
  endif()
endfunction()

# tests/sim is the program `simulate`; under ctest a few of its schedules, with the sanitizers on.
function(holdall_simulation)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/sim/*.cpp")
  add_executable(simulate ${sources})
  target_link_libraries(simulate PRIVATE holdall_app holdall_native third_party_sodium)
  foreach(function seed_keypair detached verify_detached)
    target_link_options(simulate PRIVATE "LINKER:--wrap=crypto_sign_ed25519_${function}")
  endforeach()
  add_dependencies(unit_tests simulate)
  add_test(NAME simulate COMMAND simulate 100 --seed 1)
  set_tests_properties(simulate PROPERTIES TIMEOUT 300)
endfunction()
