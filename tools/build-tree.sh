# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Configure and compile the tree; sourced by tools/run and tools/test.

# Let ccache answer for the compilers when it is installed.
if [ -z "${CC:-}${CXX:-}" ] && command -v ccache >/dev/null; then
  compiler_cache="ccache "
  # Builds in different folders may share results; only the folder's name in debug data differs.
  export CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD}
else
  compiler_cache=""
fi

# generate: make ./configure if it is missing or older than what it is made of.
generate() {
  local input
  for input in configure.ac Makefile.am m4/rtpengine_*.m4 $(find host plugins tests -name local.mk); do
    if [ ! -e configure ] || [ ! -e Makefile.in ] || [ "$input" -nt configure ]; then
      ./autogen.sh >autogen.log 2>&1 || { cat autogen.log >&2; return 1; }
      rm -f autogen.log
      return 0
    fi
  done
}

# configure_in DIR COMPILER [SWITCH...]: configure the tree in DIR (g++ or clang++) unless it is
# configured like that already.
configure_in() {
  local dir=$1 compiler=$2 cc=gcc
  shift 2
  if [ "$compiler" = clang++ ]; then cc=clang; fi
  local command=("$PWD/configure" -q CC="${CC:-$compiler_cache$cc}" CXX="${CXX:-$compiler_cache$compiler}" "$@")
  mkdir -p "$dir"
  if [ -e "$dir/Makefile" ] && [ "$dir/config.status" -nt configure ] &&
     [ "$(cat "$dir/configured-with" 2>/dev/null)" = "${command[*]}" ]; then
    return 0
  fi
  (cd "$dir" && "${command[@]}" >configure.out 2>&1) || { cat "$dir/configure.out" >&2; return 1; }
  echo "${command[*]}" >"$dir/configured-with"
}
