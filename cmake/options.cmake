# Compile and link options: for everything (third-party code included) and for our own code alone.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 17)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
option(HOLDALL_SANITIZE "Build with ASan and UBSan" OFF)
option(HOLDALL_TESTS "Build the tests" ON)
option(HOLDALL_FUZZ "Build the targets of libFuzzer" OFF)

add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(EMSCRIPTEN)
  # The legacy encoding: it is what Safari of 2022 and node 20 understand.
  set(exceptions -fwasm-exceptions -sWASM_LEGACY_EXCEPTIONS=1 -sSUPPORT_LONGJMP=0)
  add_compile_options(${exceptions})
  add_link_options(${exceptions})
  set(CMAKE_C_FLAGS_DEBUG "-O1 -g2")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g2")
  set(CMAKE_C_FLAGS_RELEASE "-Oz -DNDEBUG")
  set(CMAKE_CXX_FLAGS_RELEASE "-Oz -DNDEBUG")
else()
  set(CMAKE_C_FLAGS_DEBUG "-O1 -g -fno-omit-frame-pointer")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g -fno-omit-frame-pointer")
  set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -gline-tables-only -fno-omit-frame-pointer")
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -gline-tables-only -fno-omit-frame-pointer")
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR HOLDALL_FUZZ)
  add_compile_definitions(_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_EXTENSIVE)
endif()
if(HOLDALL_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()

add_library(holdall_options INTERFACE)
target_compile_options(
  holdall_options
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wnon-virtual-dtor
            -Wimplicit-fallthrough
            -Wno-missing-designated-field-initializers # to leave fields out is what they are for
            -Werror)
if(HOLDALL_FUZZ)
  # Of third-party code libFuzzer follows nothing: what it would find there it finds more slowly.
  target_compile_options(holdall_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_include_directories(holdall_options INTERFACE "${CMAKE_SOURCE_DIR}/src"
                                                     "${CMAKE_BINARY_DIR}/generated")
