# Three editions of one plugin, for tests of reloading. Never installed.
check_LTLIBRARIES += %D%/one/rtpengine-edition.la
%C%_one_rtpengine_edition_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -DEDITION=1
%C%_one_rtpengine_edition_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_one_rtpengine_edition_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_one_rtpengine_edition_la_SOURCES = %D%/plugin.cc
check_LTLIBRARIES += %D%/two/rtpengine-edition.la
%C%_two_rtpengine_edition_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -DEDITION=2
%C%_two_rtpengine_edition_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_two_rtpengine_edition_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_two_rtpengine_edition_la_SOURCES = %D%/plugin.cc
check_LTLIBRARIES += %D%/three/rtpengine-edition.la
%C%_three_rtpengine_edition_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -DEDITION=3
%C%_three_rtpengine_edition_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_three_rtpengine_edition_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_three_rtpengine_edition_la_SOURCES = %D%/plugin.cc
