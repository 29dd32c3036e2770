# A plugin that uses all of the host; tests/unit/plugin loads it. Never installed.
check_LTLIBRARIES += %D%/rtpengine-good.la
%C%_rtpengine_good_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_good_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_good_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_good_la_SOURCES = %D%/plugin.cc %D%/probe.h
