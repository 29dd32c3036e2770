# Unit tests: one program for each folder of the host and each plugin, scripts for the tools.
include tests/unit/base/local.mk
include tests/unit/loop/local.mk
include tests/unit/net/local.mk
include tests/unit/media/local.mk
include tests/unit/sdp/local.mk
include tests/unit/call/local.mk
include tests/unit/kernel/local.mk
include tests/unit/plugin/local.mk
include tests/unit/app/local.mk
if PLUGIN_NG
include tests/unit/ng/local.mk
endif
include tests/unit/ice/local.mk
if PLUGIN_DTLS
include tests/unit/dtls/local.mk
endif
include tests/unit/tools/local.mk
