# Event loops and threads: workers, the main loop, the blocking pool.
noinst_LTLIBRARIES += %D%/libloop.la

%C%_libloop_la_SOURCES = \
	%D%/blocking_pool.cc \
	%D%/blocking_pool.h \
	%D%/event_loop.cc \
	%D%/event_loop.h \
	%D%/guarded.cc \
	%D%/guarded.h \
	%D%/mailbox.cc \
	%D%/mailbox.h \
	%D%/main_loop.cc \
	%D%/main_loop.h \
	%D%/plugin_scope.cc \
	%D%/plugin_scope.h \
	%D%/standstill.cc \
	%D%/standstill.h \
	%D%/thread.cc \
	%D%/thread.h \
	%D%/watch.cc \
	%D%/watch.h \
	%D%/watchdog.cc \
	%D%/watchdog.h \
	%D%/worker.cc \
	%D%/worker.h

EXTRA_DIST += %D%/README.md
