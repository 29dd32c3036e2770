# The folder host/sdp: one convenience library.
noinst_LTLIBRARIES += %D%/libsdp.la
%C%_libsdp_la_SOURCES = \
	%D%/attributes.cc \
	%D%/attributes.h \
	%D%/crypto.cc \
	%D%/crypto.h \
	%D%/edit.cc \
	%D%/fields.cc \
	%D%/fields.h \
	%D%/parser.cc \
	%D%/print.cc \
	%D%/session.cc \
	%D%/session.h \
	%D%/static_payload_types.cc \
	%D%/text.h \
	%D%/text_store.cc \
	%D%/text_store.h \
	%D%/transport.cc
EXTRA_DIST += %D%/README.md
