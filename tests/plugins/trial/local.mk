# Trial plugins: the acceptance test of the SDK. tests/system loads them; never installed.
EXTRA_DIST += %D%/README.md

check_LTLIBRARIES += %D%/rtpengine-cdr.la
%C%_rtpengine_cdr_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_cdr_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_cdr_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_cdr_la_SOURCES = %D%/cdr.cc

check_LTLIBRARIES += %D%/rtpengine-mark.la
%C%_rtpengine_mark_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_mark_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_mark_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_mark_la_SOURCES = %D%/mark.cc

check_LTLIBRARIES += %D%/rtpengine-notebook.la
%C%_rtpengine_notebook_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_notebook_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_notebook_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_notebook_la_SOURCES = %D%/notebook.cc

check_LTLIBRARIES += %D%/rtpengine-tcp-control.la
%C%_rtpengine_tcp_control_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_tcp_control_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_tcp_control_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_tcp_control_la_SOURCES = %D%/tcp_control.cc
