#!/bin/sh
# Make ./configure from a fresh clone. Needs autoconf, automake and libtool (tools/deps installs them).
set -e
cd "$(dirname "$0")"
for tool in autoreconf automake libtoolize pkg-config; do
  command -v "$tool" >/dev/null 2>&1 || {
    echo "autogen.sh: $tool is missing; ./tools/deps installs what a build needs" >&2
    exit 1
  }
done
mkdir -p build-aux
exec autoreconf --install --force --warnings=all,no-portability
