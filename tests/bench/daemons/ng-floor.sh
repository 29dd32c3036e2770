# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034
# Not a daemon: answers ng requests without doing anything (ng_floor.cc). For the signal scenarios.
NAME=ng-floor
START="${BENCH_BUILD:-$BENCH_DIR/build}/ng_floor @NGADDR@ @NGPORT@"
