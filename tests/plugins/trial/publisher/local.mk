# Trial plugin: a service publisher.
EXTRA_DIST += tests/plugins/trial/counter_service.h
check_LTLIBRARIES += %D%/rtpengine-publisher.la
%C%_rtpengine_publisher_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_publisher_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_publisher_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_publisher_la_SOURCES = %D%/plugin.cc
