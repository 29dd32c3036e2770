# Unit tests of host/loop.
check_PROGRAMS += %D%/loop_tests
%C%_loop_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_loop_tests_SOURCES = \
	%D%/blocking_pool_test.cc \
	%D%/captured_log.h \
	%D%/event_loop_test.cc \
	%D%/gate.h \
	%D%/guarded_test.cc \
	%D%/mailbox_test.cc \
	%D%/main_loop_test.cc \
	%D%/plugin_scope_test.cc \
	%D%/standstill_test.cc \
	%D%/thread_test.cc \
	%D%/watch_test.cc \
	%D%/watchdog_test.cc \
	%D%/worker_test.cc
