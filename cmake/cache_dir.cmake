# HOLDALL_CACHE_DIR: where scripts/setup keeps the toolchain and the third-party sources.
if(DEFINED ENV{HOLDALL_CACHE})
  set(HOLDALL_CACHE_DIR "$ENV{HOLDALL_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(HOLDALL_CACHE_DIR "$ENV{XDG_CACHE_HOME}/holdall")
else()
  set(HOLDALL_CACHE_DIR "$ENV{HOME}/.cache/holdall")
endif()
