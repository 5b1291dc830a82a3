# With ccache nothing is compiled twice, in no clone of this repository: scripts/lib/common.sh says
# where it keeps what. Emscripten's compiler finds it by itself.
find_program(HOLDALL_CCACHE ccache)
if(HOLDALL_CCACHE AND NOT EMSCRIPTEN)
  set(CMAKE_C_COMPILER_LAUNCHER "${HOLDALL_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${HOLDALL_CCACHE}")
endif()
