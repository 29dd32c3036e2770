# Trial plugin: the user of a service, in a form that may be unloaded and in one that may not.
check_LTLIBRARIES += %D%/rtpengine-user.la
%C%_rtpengine_user_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_user_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_user_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_user_la_SOURCES = %D%/plugin.cc
check_LTLIBRARIES += %D%/rtpengine-lasting-user.la
%C%_rtpengine_lasting_user_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -DSTAYS
%C%_rtpengine_lasting_user_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_lasting_user_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_lasting_user_la_SOURCES = %D%/plugin.cc
