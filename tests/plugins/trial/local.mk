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

check_LTLIBRARIES += %D%/rtpengine-payload-tap.la
%C%_rtpengine_payload_tap_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_payload_tap_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_payload_tap_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_payload_tap_la_SOURCES = %D%/payload_tap.cc

check_LTLIBRARIES += %D%/rtpengine-repacketize.la
%C%_rtpengine_repacketize_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_repacketize_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_repacketize_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_repacketize_la_SOURCES = %D%/repacketize.cc

check_LTLIBRARIES += %D%/rtpengine-stun-probe.la
%C%_rtpengine_stun_probe_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_stun_probe_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_stun_probe_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_stun_probe_la_SOURCES = %D%/stun_probe.cc

check_LTLIBRARIES += %D%/rtpengine-tone.la
%C%_rtpengine_tone_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_tone_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_tone_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_tone_la_SOURCES = %D%/tone.cc

check_LTLIBRARIES += %D%/tally/one/rtpengine-tally.la
%C%_tally_one_rtpengine_tally_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -DEDITION=1
%C%_tally_one_rtpengine_tally_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_tally_one_rtpengine_tally_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_tally_one_rtpengine_tally_la_SOURCES = %D%/tally/plugin.cc

check_LTLIBRARIES += %D%/tally/two/rtpengine-tally.la
%C%_tally_two_rtpengine_tally_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -DEDITION=2
%C%_tally_two_rtpengine_tally_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_tally_two_rtpengine_tally_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_tally_two_rtpengine_tally_la_SOURCES = %D%/tally/plugin.cc
