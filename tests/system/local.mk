# Tests of the whole daemon, in network namespaces; see README.md. They link nothing of the host:
# what they know of it is what a user can see.
EXTRA_DIST += %D%/README.md
if TESTS_ENABLED
# What they load into the daemon.
include tests/plugins/trial/local.mk

SYSTEM_TEST_CPPFLAGS = -I$(srcdir)/%D% -DRTPENGINE_BUILD_DIR='"$(abs_top_builddir)"' \
	-DRTPENGINE_SOURCE_DIR='"$(abs_top_srcdir)"' $(GTEST_CFLAGS)

check_LTLIBRARIES += %D%/harness/libharness.la
%C%_harness_libharness_la_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_harness_libharness_la_SOURCES = \
	%D%/harness/address.cc \
	%D%/harness/address.h \
	%D%/harness/bencode.cc \
	%D%/harness/bencode.h \
	%D%/harness/call.cc \
	%D%/harness/call.h \
	%D%/harness/capture.cc \
	%D%/harness/capture.h \
	%D%/harness/daemon.cc \
	%D%/harness/daemon.h \
	%D%/harness/figures.cc \
	%D%/harness/figures.h \
	%D%/harness/fixture.cc \
	%D%/harness/fixture.h \
	%D%/harness/kamailio.cc \
	%D%/harness/kamailio.h \
	%D%/harness/line_client.cc \
	%D%/harness/line_client.h \
	%D%/harness/network.cc \
	%D%/harness/network.h \
	%D%/harness/ng_client.cc \
	%D%/harness/ng_client.h \
	%D%/harness/phone.cc \
	%D%/harness/phone.h \
	%D%/harness/process.cc \
	%D%/harness/process.h \
	%D%/harness/received.h \
	%D%/harness/rtp.cc \
	%D%/harness/rtp.h \
	%D%/harness/secure_phone.cc \
	%D%/harness/secure_phone.h \
	%D%/harness/service_manager.cc \
	%D%/harness/service_manager.h \
	%D%/harness/sipp.cc \
	%D%/harness/sipp.h \
	%D%/harness/sipp_scenarios.cc \
	%D%/harness/sipp_scenarios.h \
	%D%/harness/srtp_session.cc \
	%D%/harness/srtp_session.h \
	%D%/harness/udp_socket.cc \
	%D%/harness/udp_socket.h \
	%D%/harness/wait.h
# What packet_engine_test loads into the daemon. A module that is not installed needs an -rpath.
check_LTLIBRARIES += %D%/harness/count-allocations.la
%C%_harness_count_allocations_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
%C%_harness_count_allocations_la_SOURCES = %D%/harness/count_allocations.cc
check_LTLIBRARIES += %D%/attack/libattack.la
%C%_attack_libattack_la_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_attack_libattack_la_SOURCES = \
	%D%/attack/attacked_call.cc \
	%D%/attack/attacked_call.h \
	%D%/attack/attacker.cc \
	%D%/attack/attacker.h \
	%D%/attack/cell.cc \
	%D%/attack/cell.h \
	%D%/attack/matrix.cc \
	%D%/attack/matrix.h
SYSTEM_TEST_LIBS = %D%/harness/libharness.la $(SRTP_LIBS) $(GTEST_LIBS)

# A tool, not a test: tests/system/README.md. Built by `make tests/system/attack_table`.
EXTRA_PROGRAMS += %D%/attack_table
%C%_attack_table_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_attack_table_LDADD = %D%/attack/libattack.la $(SYSTEM_TEST_LIBS)
%C%_attack_table_SOURCES = %D%/attack_table.cc

check_PROGRAMS += \
	%D%/attack_test \
	%D%/bodies_test \
	%D%/churn_test \
	%D%/control_allow_test \
	%D%/ctl_test \
	%D%/daemon_test \
	%D%/drain_test \
	%D%/garbage_test \
	%D%/ice_test \
	%D%/kamailio_test \
	%D%/media_plugins_test \
	%D%/packet_engine_test \
	%D%/plugins_test \
	%D%/quality_test \
	%D%/relay_test \
	%D%/signalling_plugins_test \
	%D%/srtp_test \
	%D%/stress_test \
	%D%/take_over_test \
	%D%/timeout_test \
	%D%/trial_host_test
%C%_attack_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_attack_test_LDADD = %D%/attack/libattack.la $(SYSTEM_TEST_LIBS)
%C%_attack_test_SOURCES = %D%/attack_test.cc
# They check the same as unit tests do.
%C%_bodies_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS) -I$(srcdir)
%C%_bodies_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_bodies_test_SOURCES = %D%/bodies_test.cc tests/data/relayed_body.h
%C%_churn_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_churn_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_churn_test_SOURCES = %D%/churn_test.cc
%C%_control_allow_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_control_allow_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_control_allow_test_SOURCES = %D%/control_allow_test.cc
%C%_ctl_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_ctl_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_ctl_test_SOURCES = %D%/ctl_test.cc
%C%_daemon_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_daemon_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_daemon_test_SOURCES = %D%/daemon_test.cc
%C%_drain_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_drain_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_drain_test_SOURCES = %D%/drain_test.cc
%C%_garbage_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_garbage_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_garbage_test_SOURCES = %D%/garbage_test.cc
# Its phones have the agent of the plugin, a library that knows nothing of the daemon.
%C%_ice_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS) -I$(srcdir) -I$(srcdir)/host/include
%C%_ice_test_LDADD = plugins/ice/libice.la $(SYSTEM_TEST_LIBS)
%C%_ice_test_SOURCES = %D%/ice_test.cc %D%/harness/ice_phone.cc %D%/harness/ice_phone.h
%C%_kamailio_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_kamailio_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_kamailio_test_SOURCES = %D%/kamailio_test.cc
%C%_media_plugins_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_media_plugins_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_media_plugins_test_SOURCES = %D%/media_plugins_test.cc
%C%_packet_engine_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_packet_engine_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_packet_engine_test_SOURCES = %D%/packet_engine_test.cc
%C%_plugins_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_plugins_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_plugins_test_SOURCES = %D%/plugins_test.cc
%C%_quality_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_quality_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_quality_test_SOURCES = %D%/quality_test.cc
%C%_relay_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_relay_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_relay_test_SOURCES = %D%/relay_test.cc
%C%_signalling_plugins_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_signalling_plugins_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_signalling_plugins_test_SOURCES = %D%/signalling_plugins_test.cc
%C%_srtp_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_srtp_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_srtp_test_SOURCES = %D%/srtp_test.cc
%C%_stress_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_stress_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_stress_test_SOURCES = %D%/stress_test.cc
%C%_take_over_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_take_over_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_take_over_test_SOURCES = %D%/take_over_test.cc
%C%_timeout_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_timeout_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_timeout_test_SOURCES = %D%/timeout_test.cc
%C%_trial_host_test_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
%C%_trial_host_test_LDADD = $(SYSTEM_TEST_LIBS)
%C%_trial_host_test_SOURCES = %D%/trial_host_test.cc
endif
