# The ng control protocol.

noinst_LTLIBRARIES += %D%/libng.la
%C%_libng_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_libng_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_libng_la_SOURCES = \
	%D%/allow_list.cc %D%/allow_list.h \
	%D%/bencode.cc %D%/bencode.h \
	%D%/counters.h \
	%D%/datagram.cc %D%/datagram.h \
	%D%/deputy.cc %D%/deputy.h \
	%D%/dispatcher.cc %D%/dispatcher.h \
	%D%/endpoint.cc %D%/endpoint.h \
	%D%/listener.cc %D%/listener.h \
	%D%/log_line.h \
	%D%/ng_plugin.cc %D%/ng_plugin.h \
	%D%/reply_cache.cc %D%/reply_cache.h \
	%D%/reply_generation.cc %D%/reply_generation.h \
	%D%/request.cc %D%/request.h \
	%D%/sip_hash.cc %D%/sip_hash.h \
	%D%/udp_socket.cc %D%/udp_socket.h

plugin_LTLIBRARIES += %D%/rtpengine-ng.la
%C%_rtpengine_ng_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_ng_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_ng_la_LDFLAGS = $(PLUGIN_LDFLAGS)
%C%_rtpengine_ng_la_LIBADD = %D%/libng.la
%C%_rtpengine_ng_la_SOURCES = %D%/plugin.cc

EXTRA_DIST += %D%/README.md
