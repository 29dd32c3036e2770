# A plugin that misbehaves in its callbacks; tests/system loads it. Never installed.
check_LTLIBRARIES += %D%/rtpengine-faulty.la
%C%_rtpengine_faulty_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_faulty_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_faulty_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_faulty_la_SOURCES = %D%/plugin.cc
