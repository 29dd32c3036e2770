# Unit tests of host/base.
check_PROGRAMS += %D%/base_tests
%C%_base_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_base_tests_SOURCES = \
	%D%/arena_test.cc \
	%D%/base64_test.cc \
	%D%/big_endian_test.cc \
	%D%/clock_test.cc \
	%D%/fields_test.cc \
	%D%/json_test.cc \
	%D%/log_line_test.cc \
	%D%/log_test.cc \
	%D%/move_state.h \
	%D%/random_test.cc \
	%D%/result_test.cc \
	%D%/syslog_socket_test.cc \
	%D%/text_test.cc \
	%D%/tree_bytes_test.cc \
	%D%/tree_writer_test.cc \
	%D%/utf8_test.cc \
	%D%/value_tree_test.cc \
	%D%/value_view_test.cc
