# What every script here needs; source it first: . "$(dirname "$(realpath "$0")")/lib/common.sh"
# It moves to the root of the clone, so that a script works from any directory.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(dirname "$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")")
invoked_from=$PWD
cd "$root"
HOLDALL_CACHE=$(realpath -m "${HOLDALL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/holdall}")
export HOLDALL_CACHE

say() {
  if [[ -t 2 ]]; then printf '\033[1m%s\033[0m\n' "$*"; else printf '%s\n' "$*"; fi >&2
}
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Prints the comment block under a script's #! line when --help is among the arguments.
help_for() {
  local argument
  for argument in "$@"; do
    [[ $argument == --help || $argument == -h ]] || continue
    sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$root/scripts/$(basename "$0")"
    exit 0
  done
}

# Whoever has settings of their own for ccache keeps them.
if have ccache && [[ -z ${CCACHE_DIR:-} ]]; then
  export CCACHE_DIR=$HOLDALL_CACHE/ccache CCACHE_MAXSIZE=3G
  export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=true
  export EM_COMPILER_WRAPPER=ccache
fi

jobs_count() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }

emcc_is_new_enough() {
  local version
  have emcc && version=$(emcc -dumpversion 2>/dev/null) && [[ ${version%%.*} -ge 4 ]]
}

# Runs a command and shows what it printed only if it fails.
quietly() {
  local output
  output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; return 1; }
}
