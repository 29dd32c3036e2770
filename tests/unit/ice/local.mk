# Unit tests of plugins/ice: its library, and the plugin with the calls of the host.

check_PROGRAMS += %D%/ice_tests
%C%_ice_tests_CPPFLAGS = $(TEST_CPPFLAGS) \
	-DRTPENGINE_ICE_MODULE='"$(abs_top_builddir)/plugins/ice/.libs/rtpengine-ice.so"'
%C%_ice_tests_LDADD = plugins/ice/libice.la $(LDADD) -ldl
# The module that plugin_test.cc opens.
EXTRA_%C%_ice_tests_DEPENDENCIES = plugins/ice/rtpengine-ice.la
%C%_ice_tests_SOURCES = \
	%D%/agent_requests_test.cc \
	%D%/agent_responses_test.cc \
	%D%/agent_test.cc \
	%D%/binding_test.cc \
	%D%/candidate_test.cc \
	%D%/check_list_test.cc \
	%D%/consent_test.cc \
	%D%/credentials_test.cc \
	%D%/description_test.cc \
	%D%/endpoint_test.cc \
	%D%/ice_plugin_test.cc \
	%D%/integrity_test.cc \
	%D%/media_ice_test.cc \
	%D%/negotiator_test.cc \
	%D%/network.h \
	%D%/party_ice_test.cc \
	%D%/plugin_bench.h \
	%D%/plugin_test.cc \
	%D%/priority_test.cc \
	%D%/stun_message_test.cc \
	%D%/stun_writer_test.cc \
	%D%/transactions_test.cc \
	%D%/vectors.h \
	%D%/words_test.cc
