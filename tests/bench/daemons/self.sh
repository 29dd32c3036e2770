# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034
# The daemon under development.  DAEMON_BIN is the built binary (default: ./build of this tree);
# DAEMON_ARGS are further options (a configuration file, plugins, ..; the default sets the log level only).
NAME="${DAEMON_NAME:-self}"
START="${DAEMON_BIN:-$BENCH_DIR/../../build/rtpengine} --config-file=none --table=${TABLE:--1} --interface=@IFACE@ --listen-ng=@NGADDR@:@NGPORT@ --port-min=@PORTMIN@ \
--port-max=@PORTMAX@ --num-threads=@THREADS@ --foreground --log-stderr ${DAEMON_ARGS---log-level=@LOGLEVEL@}"
