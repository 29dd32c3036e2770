# Unit tests of host/sdp. They read the bodies in tests/data/sdp.
check_PROGRAMS += %D%/sdp_tests
%C%_sdp_tests_SOURCES = \
	%D%/attributes_test.cc \
	%D%/crypto_test.cc \
	%D%/edit_test.cc \
	%D%/fields_test.cc \
	%D%/parsed.h \
	%D%/parser_test.cc \
	%D%/print_test.cc \
	%D%/session_test.cc \
	%D%/static_payload_types_test.cc \
	%D%/text_store_test.cc \
	%D%/transport_test.cc
EXTRA_DIST += tests/data/sdp/README.md $(wildcard $(srcdir)/tests/data/sdp/*.sdp)
