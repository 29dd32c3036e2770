# Fuzz targets. Every configuration builds them: with a plain runner that replays the corpus in
# `make check`, or, after ./configure --enable-fuzzing, with libFuzzer. To add the target <name>:
#
#   check_PROGRAMS += %D%/<name>_fuzz
#   %C%_<name>_fuzz_LDADD = $(FUZZ_LIBS)
#   %C%_<name>_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
#   %C%_<name>_fuzz_SOURCES = %D%/<name>_fuzz.cc
#
# and seeds in corpus/<name>/. A target of a plugin adds the plugin's archive to its LDADD.

check_LTLIBRARIES += %D%/librunner.la
%C%_librunner_la_SOURCES = %D%/runner.cc

if FUZZING
FUZZ_LIBS = $(HOST_LIBS) $(HOST_EXTERNAL_LIBS)
else
FUZZ_LIBS = %D%/librunner.la $(HOST_LIBS) $(HOST_EXTERNAL_LIBS)
endif

check_PROGRAMS += %D%/address_fuzz
%C%_address_fuzz_LDADD = $(FUZZ_LIBS)
%C%_address_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_address_fuzz_SOURCES = %D%/address_fuzz.cc

check_PROGRAMS += %D%/config_fuzz
%C%_config_fuzz_LDADD = $(FUZZ_LIBS)
%C%_config_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_config_fuzz_SOURCES = %D%/config_fuzz.cc

check_PROGRAMS += %D%/log_line_fuzz
%C%_log_line_fuzz_LDADD = $(FUZZ_LIBS)
%C%_log_line_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_log_line_fuzz_SOURCES = %D%/log_line_fuzz.cc

check_PROGRAMS += %D%/sdp_fuzz
%C%_sdp_fuzz_LDADD = $(FUZZ_LIBS)
%C%_sdp_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_sdp_fuzz_SOURCES = %D%/sdp_fuzz.cc

if PLUGIN_NG
check_PROGRAMS += %D%/bencode_fuzz
%C%_bencode_fuzz_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_bencode_fuzz_LDADD = plugins/ng/libng.la $(FUZZ_LIBS)
%C%_bencode_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_bencode_fuzz_SOURCES = %D%/bencode_fuzz.cc

check_PROGRAMS += %D%/ng_request_fuzz
%C%_ng_request_fuzz_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_ng_request_fuzz_LDADD = plugins/ng/libng.la $(FUZZ_LIBS)
%C%_ng_request_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_ng_request_fuzz_SOURCES = %D%/ng_request_fuzz.cc
endif

check_PROGRAMS += %D%/candidate_fuzz
%C%_candidate_fuzz_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_candidate_fuzz_LDADD = plugins/ice/libice.la $(FUZZ_LIBS)
%C%_candidate_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_candidate_fuzz_SOURCES = %D%/candidate_fuzz.cc

if PLUGIN_DTLS
check_PROGRAMS += %D%/dtls_record_fuzz
%C%_dtls_record_fuzz_CPPFLAGS = $(TEST_CPPFLAGS) $(SSL_CFLAGS)
%C%_dtls_record_fuzz_LDADD = plugins/dtls/libdtls.la $(SSL_LIBS) $(FUZZ_LIBS)
%C%_dtls_record_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_dtls_record_fuzz_SOURCES = %D%/dtls_record_fuzz.cc

check_PROGRAMS += %D%/fingerprint_fuzz
%C%_fingerprint_fuzz_CPPFLAGS = $(TEST_CPPFLAGS) $(SSL_CFLAGS)
%C%_fingerprint_fuzz_LDADD = plugins/dtls/libdtls.la $(SSL_LIBS) $(FUZZ_LIBS)
%C%_fingerprint_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fingerprint_fuzz_SOURCES = %D%/fingerprint_fuzz.cc
endif

check_PROGRAMS += %D%/stun_fuzz
%C%_stun_fuzz_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_stun_fuzz_LDADD = plugins/ice/libice.la $(FUZZ_LIBS)
%C%_stun_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_stun_fuzz_SOURCES = %D%/stun_fuzz.cc

check_PROGRAMS += %D%/rtcp_fuzz
%C%_rtcp_fuzz_LDADD = $(FUZZ_LIBS)
%C%_rtcp_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_rtcp_fuzz_SOURCES = %D%/rtcp_fuzz.cc

check_PROGRAMS += %D%/rtp_fuzz
%C%_rtp_fuzz_LDADD = $(FUZZ_LIBS)
%C%_rtp_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_rtp_fuzz_SOURCES = %D%/rtp_fuzz.cc

check_PROGRAMS += %D%/srtp_fuzz
%C%_srtp_fuzz_LDADD = $(FUZZ_LIBS)
%C%_srtp_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_srtp_fuzz_SOURCES = %D%/srtp_fuzz.cc

check_PROGRAMS += %D%/tree_bytes_fuzz
%C%_tree_bytes_fuzz_LDADD = $(FUZZ_LIBS)
%C%_tree_bytes_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_tree_bytes_fuzz_SOURCES = %D%/tree_bytes_fuzz.cc

EXTRA_DIST += $(wildcard $(srcdir)/%D%/corpus/*/*) $(wildcard $(srcdir)/%D%/README.md)
