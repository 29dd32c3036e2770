# Unit tests of plugins/ice.

check_PROGRAMS += %D%/ice_tests
%C%_ice_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_ice_tests_LDADD = plugins/ice/libice.la $(GTEST_LIBS)
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
	%D%/integrity_test.cc \
	%D%/network.h \
	%D%/priority_test.cc \
	%D%/stun_message_test.cc \
	%D%/stun_writer_test.cc \
	%D%/transactions_test.cc \
	%D%/vectors.h \
	%D%/words_test.cc
