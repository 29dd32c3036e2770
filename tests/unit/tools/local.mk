# Unit tests of what the tools share.
TOOL_TESTS = %D%/rtpengine_ng_test.py
TESTS += $(TOOL_TESTS)
EXTRA_DIST += $(TOOL_TESTS)
