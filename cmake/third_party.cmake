# Third-party code, without our warnings. scripts/setup puts the sources into the cache.
include("${CMAKE_CURRENT_LIST_DIR}/cache_dir.cmake")

# third_party_folder(VARIABLE NAME-VERSION)
function(third_party_folder variable name)
  if(NOT IS_DIRECTORY "${HOLDALL_CACHE_DIR}/${name}")
    message(FATAL_ERROR "${HOLDALL_CACHE_DIR}/${name} is missing: run scripts/setup")
  endif()
  set(${variable} "${HOLDALL_CACHE_DIR}/${name}" PARENT_SCOPE)
endfunction()

third_party_folder(sqlite sqlite-3.54.1)
add_library(third_party_sqlite STATIC "${sqlite}/sqlite3.c")
target_include_directories(third_party_sqlite SYSTEM PUBLIC "${sqlite}")
target_compile_definitions(
  third_party_sqlite
  PUBLIC SQLITE_OS_OTHER=1
         SQLITE_THREADSAFE=0
         SQLITE_TEMP_STORE=3
         SQLITE_DQS=0
         SQLITE_DEFAULT_MEMSTATUS=0
         SQLITE_LIKE_DOESNT_MATCH_BLOBS
         SQLITE_MAX_EXPR_DEPTH=0
         SQLITE_USE_ALLOCA
         SQLITE_OMIT_DEPRECATED
         SQLITE_OMIT_LOAD_EXTENSION
         SQLITE_OMIT_PROGRESS_CALLBACK
         SQLITE_OMIT_SHARED_CACHE
         $<$<CONFIG:Debug>:SQLITE_ENABLE_API_ARMOR>)
# SQLite calls through differently typed function pointers; that is its own business.
target_compile_options(third_party_sqlite PRIVATE -w -fno-sanitize=function)

third_party_folder(imgui imgui-1.92.2b)
add_library(third_party_imgui STATIC "${imgui}/imgui.cpp" "${imgui}/imgui_draw.cpp"
                                     "${imgui}/imgui_tables.cpp" "${imgui}/imgui_widgets.cpp")
target_include_directories(third_party_imgui SYSTEM PUBLIC "${imgui}")
target_include_directories(third_party_imgui PRIVATE "${CMAKE_SOURCE_DIR}/src")
target_compile_definitions(third_party_imgui PUBLIC IMGUI_USER_CONFIG="ui/imgui_config.h")
target_compile_options(third_party_imgui PRIVATE -w)

third_party_folder(xxhash xxhash-0.8.3)
add_library(third_party_xxhash INTERFACE)
target_include_directories(third_party_xxhash SYSTEM INTERFACE "${xxhash}")

third_party_folder(zlib zlib-1.3.2)
add_library(third_party_zlib STATIC)
foreach(part adler32 compress crc32 deflate inffast inflate inftrees trees uncompr zutil)
  target_sources(third_party_zlib PRIVATE "${zlib}/${part}.c")
endforeach()
target_include_directories(third_party_zlib SYSTEM PUBLIC "${zlib}")
target_compile_options(third_party_zlib PRIVATE -w)

third_party_folder(cereal cereal-1.3.2)
add_library(third_party_cereal INTERFACE)
target_include_directories(third_party_cereal SYSTEM INTERFACE "${cereal}")

third_party_folder(doctest doctest-2.5.3)
add_library(third_party_doctest INTERFACE)
target_include_directories(third_party_doctest SYSTEM INTERFACE "${doctest}")
