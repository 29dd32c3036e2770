# Unit tests of host/media.
check_PROGRAMS += %D%/media_tests
%C%_media_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_media_tests_SOURCES = \
	%D%/aes_blocks_test.cc \
	%D%/demux_test.cc \
	%D%/drop_reason_test.cc \
	%D%/dtmf_test.cc \
	%D%/e_model_test.cc \
	%D%/egress_test.cc \
	%D%/fake_packet_io.h \
	%D%/feedback_filter_test.cc \
	%D%/hmac_sha1_test.cc \
	%D%/jitter_meter_test.cc \
	%D%/kernel_table_test.cc \
	%D%/learning_exhaustive_test.cc \
	%D%/learning_fixture.h \
	%D%/learning_mode_test.cc \
	%D%/learning_safe_test.cc \
	%D%/learning_test.cc \
	%D%/libsrtp_session.h \
	%D%/offload_test.cc \
	%D%/packet_stream_test.cc \
	%D%/receiver_reports_test.cc \
	%D%/relayed_feed_test.cc \
	%D%/replay_window_test.cc \
	%D%/route_test.cc \
	%D%/rtp_rewriter_test.cc \
	%D%/rtcp_bytes.h \
	%D%/rtcp_log_test.cc \
	%D%/rtcp_rewriter_test.cc \
	%D%/rtcp_test.cc \
	%D%/rtp_test.cc \
	%D%/sequence_counter_test.cc \
	%D%/srtp_cipher_test.cc \
	%D%/srtp_fixture.h \
	%D%/srtp_keys_test.cc \
	%D%/srtp_outcome_test.cc \
	%D%/secure_egress_test.cc \
	%D%/secure_ingress_test.cc \
	%D%/secure_stream_test.cc \
	%D%/srtp_receiver_test.cc \
	%D%/srtp_reference_test.cc \
	%D%/srtp_sender_test.cc \
	%D%/srtp_sources_test.cc \
	%D%/srtp_suite_test.cc \
	%D%/srtp_transform_test.cc \
	%D%/statistics_test.cc \
	%D%/stream_fixture.h \
	%D%/voice_codec_test.cc
