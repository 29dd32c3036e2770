# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034
# Debian's rtpengine, userspace only (no kernel table).  RTPENGINE_BIN overrides the binary.
NAME=rtpengine-debian
START="${RTPENGINE_BIN:-rtpengine} --config-file=none --table=-1 --interface=@IFACE@ --listen-ng=@NGADDR@:@NGPORT@ \
--port-min=@PORTMIN@ --port-max=@PORTMAX@ --num-threads=@THREADS@ --log-level=@LOGLEVEL@ --foreground --log-stderr"
