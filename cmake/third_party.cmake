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

# Only what Holdall calls: XChaCha20-Poly1305, Ed25519, X25519 boxes, Argon2id, BLAKE2b,
# HMAC-SHA256, each in its portable form, so that no sodium_init has to choose one. Randomness is
# passed in.
third_party_folder(sodium libsodium-1.0.22)
set(sodium "${sodium}/src/libsodium")
add_library(third_party_sodium STATIC "${CMAKE_CURRENT_LIST_DIR}/sodium_without_randomness.c")
foreach(part
        aead/xchacha20poly1305/aead_xchacha20poly1305
        auth/hmacsha256/auth_hmacsha256
        box/curve25519xchacha20poly1305/box_curve25519xchacha20poly1305
        box/curve25519xchacha20poly1305/box_seal_curve25519xchacha20poly1305
        core/ed25519/ref10/ed25519_ref10
        core/hchacha20/core_hchacha20
        generichash/blake2b/generichash_blake2
        generichash/blake2b/ref/blake2b-compress-ref
        generichash/blake2b/ref/blake2b-ref
        generichash/blake2b/ref/generichash_blake2b
        generichash/crypto_generichash
        hash/sha256/cp/hash_sha256_cp
        hash/sha512/cp/hash_sha512_cp
        onetimeauth/poly1305/donna/poly1305_donna
        onetimeauth/poly1305/onetimeauth_poly1305
        pwhash/argon2/argon2
        pwhash/argon2/argon2-core
        pwhash/argon2/argon2-encoding
        pwhash/argon2/argon2-fill-block-ref
        pwhash/argon2/blake2b-long
        pwhash/argon2/pwhash_argon2id
        scalarmult/curve25519/ref10/x25519_ref10
        scalarmult/curve25519/scalarmult_curve25519
        secretbox/xchacha20poly1305/secretbox_xchacha20poly1305
        sign/ed25519/ref10/keypair
        sign/ed25519/ref10/open
        sign/ed25519/ref10/sign
        sign/ed25519/sign_ed25519
        stream/chacha20/ref/chacha20_ref
        stream/chacha20/stream_chacha20
        verify/verify)
  target_sources(third_party_sodium PRIVATE "${sodium}/crypto_${part}.c")
endforeach()
target_sources(third_party_sodium PRIVATE "${sodium}/sodium/codecs.c" "${sodium}/sodium/utils.c")
# Argon2 fills its output with random bytes before it writes it.
set_source_files_properties("${sodium}/crypto_pwhash/argon2/argon2.c"
                            PROPERTIES COMPILE_DEFINITIONS randombytes_buf=sodium_fill_with_zeros)
target_include_directories(third_party_sodium SYSTEM PUBLIC "${sodium}/include")
target_include_directories(third_party_sodium PRIVATE "${sodium}/include/sodium")
target_compile_definitions(
  third_party_sodium
  PUBLIC SODIUM_STATIC=1
  PRIVATE CONFIGURED=1 NATIVE_LITTLE_ENDIAN=1)
# In the browser -O2 halves the time of Argon2id and costs 4 KB.
target_compile_options(third_party_sodium PRIVATE -w $<$<CONFIG:Release>:-O2>)
if(HOLDALL_FUZZ)
  # Arithmetic on numbers of one size, most of the time of the targets that sign.
  set_source_files_properties("${sodium}/crypto_core/ed25519/ref10/ed25519_ref10.c"
                              PROPERTIES COMPILE_OPTIONS -fno-sanitize=all)
endif()

third_party_folder(cereal cereal-1.3.2)
add_library(third_party_cereal INTERFACE)
target_include_directories(third_party_cereal SYSTEM INTERFACE "${cereal}")

third_party_folder(doctest doctest-2.5.3)
add_library(third_party_doctest INTERFACE)
target_include_directories(third_party_doctest SYSTEM INTERFACE "${doctest}")
