# Unit tests of host/call.
check_PROGRAMS += %D%/call_tests
%C%_call_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_call_tests_SOURCES = \
	%D%/arguments.h \
	%D%/request_test.cc \
	%D%/rtcp_mux_test.cc
