# The host's foundations: no other folder of the host is included from here.
noinst_LTLIBRARIES += %D%/libbase.la

%C%_libbase_la_SOURCES = \
	%D%/arena.cc \
	%D%/arena.h \
	%D%/base64.cc \
	%D%/base64.h \
	%D%/big_endian.h \
	%D%/clock.cc \
	%D%/clock.h \
	%D%/fields.cc \
	%D%/fields.h \
	%D%/json.cc \
	%D%/json.h \
	%D%/log.cc \
	%D%/log.h \
	%D%/log_line.cc \
	%D%/log_line.h \
	%D%/plugin_copy.h \
	%D%/prefetch.h \
	%D%/random.cc \
	%D%/random.h \
	%D%/result.h \
	%D%/slice.h \
	%D%/syslog_socket.cc \
	%D%/syslog_socket.h \
	%D%/text.cc \
	%D%/text.h \
	%D%/tree_bytes.cc \
	%D%/tree_bytes.h \
	%D%/tree_writer.cc \
	%D%/tree_writer.h \
	%D%/utf8.cc \
	%D%/utf8.h \
	%D%/value_tree.cc \
	%D%/value_tree.h

EXTRA_DIST += %D%/README.md
