# Unit tests of plugins/dtls: its library, and the plugin with the calls of the host.

check_PROGRAMS += %D%/dtls_tests
%C%_dtls_tests_CPPFLAGS = $(TEST_CPPFLAGS) $(SSL_CFLAGS) \
	-DRTPENGINE_DTLS_MODULE='"$(abs_top_builddir)/plugins/dtls/.libs/rtpengine-dtls.so"'
%C%_dtls_tests_LDADD = plugins/dtls/libdtls.la $(SSL_LIBS) $(CRYPTO_LIBS) $(LDADD) -ldl
# The module that plugin_test.cc opens.
EXTRA_%C%_dtls_tests_DEPENDENCIES = plugins/dtls/rtpengine-dtls.la
%C%_dtls_tests_SOURCES = \
	%D%/association_input_test.cc \
	%D%/association_pieces_test.cc \
	%D%/association_test.cc \
	%D%/budget_test.cc \
	%D%/candidate_test.cc \
	%D%/certificate_test.cc \
	%D%/context_holder_test.cc \
	%D%/context_test.cc \
	%D%/cookie_test.cc \
	%D%/datagram_bio_test.cc \
	%D%/description_test.cc \
	%D%/dtls_plugin_test.cc \
	%D%/failure_test.cc \
	%D%/fingerprint_test.cc \
	%D%/hello_pieces_test.cc \
	%D%/hello_samples.h \
	%D%/hello_test.cc \
	%D%/leg_test.cc \
	%D%/media_dtls_test.cc \
	%D%/negotiator_test.cc \
	%D%/network.h \
	%D%/openssl_program_test.cc \
	%D%/peer.h \
	%D%/plugin_bench.h \
	%D%/plugin_test.cc \
	%D%/record_test.cc \
	%D%/rotation_test.cc \
	%D%/session_test.cc \
	%D%/setup_test.cc \
	%D%/srtp_keys_test.cc \
	%D%/system_time.cc %D%/system_time.h
