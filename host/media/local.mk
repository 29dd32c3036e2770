# The folder host/media: RTP and RTCP, streams and routes, learning, statistics, and the interface
# of the kernel's forwarding table.
noinst_LTLIBRARIES += %D%/libmedia.la

%C%_libmedia_la_SOURCES = \
	%D%/aes_blocks.cc \
	%D%/aes_blocks.h \
	%D%/demux.cc \
	%D%/demux.h \
	%D%/drop_reason.cc \
	%D%/drop_reason.h \
	%D%/dtmf.cc \
	%D%/dtmf.h \
	%D%/e_model.cc \
	%D%/e_model.h \
	%D%/egress.cc \
	%D%/egress.h \
	%D%/feedback_filter.cc \
	%D%/feedback_filter.h \
	%D%/hmac_sha1.cc \
	%D%/hmac_sha1.h \
	%D%/jitter_meter.cc \
	%D%/jitter_meter.h \
	%D%/kernel_table.cc \
	%D%/kernel_table.h \
	%D%/learning.cc \
	%D%/learning.h \
	%D%/learning_mode.cc \
	%D%/learning_mode.h \
	%D%/offload.cc \
	%D%/offload.h \
	%D%/packet_stream.cc \
	%D%/packet_stream.h \
	%D%/receiver_reports.cc \
	%D%/receiver_reports.h \
	%D%/relayed_feed.cc \
	%D%/relayed_feed.h \
	%D%/route.cc \
	%D%/route.h \
	%D%/rtcp.cc \
	%D%/rtcp.h \
	%D%/rtcp_log.cc \
	%D%/rtcp_rewriter.cc \
	%D%/rtcp_rewriter.h \
	%D%/rtp.cc \
	%D%/rtp.h \
	%D%/rtp_rewriter.cc \
	%D%/rtp_rewriter.h \
	%D%/sequence_counter.cc \
	%D%/sequence_counter.h \
	%D%/srtp_cipher.cc \
	%D%/srtp_cipher.h \
	%D%/srtp_keys.cc \
	%D%/srtp_keys.h \
	%D%/srtp_outcome.cc \
	%D%/srtp_outcome.h \
	%D%/srtp_suite.cc \
	%D%/srtp_suite.h \
	%D%/srtp_transform.cc \
	%D%/srtp_transform.h \
	%D%/stage.h \
	%D%/statistics.cc \
	%D%/statistics.h \
	%D%/voice_codec.cc \
	%D%/voice_codec.h
