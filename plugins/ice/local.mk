# ICE. Unit tests and fuzz targets link the library.

noinst_LTLIBRARIES += %D%/libice.la
%C%_libice_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(CRYPTO_CFLAGS) $(ZLIB_CFLAGS)
%C%_libice_la_LIBADD = $(ZLIB_LIBS) $(CRYPTO_LIBS)
%C%_libice_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_libice_la_SOURCES = \
	%D%/agent.cc %D%/agent.h %D%/agent_host.h \
	%D%/agent_requests.cc %D%/agent_responses.cc \
	%D%/binding.cc %D%/binding.h \
	%D%/candidate.cc %D%/candidate.h \
	%D%/check_list.cc %D%/check_list.h \
	%D%/config.h \
	%D%/consent.cc %D%/consent.h \
	%D%/credentials.cc %D%/credentials.h \
	%D%/description.cc %D%/description.h \
	%D%/endpoint.cc %D%/endpoint.h \
	%D%/ice_plugin.cc %D%/ice_plugin.h \
	%D%/integrity.cc %D%/integrity.h \
	%D%/media_ice.cc %D%/media_ice.h \
	%D%/negotiator.cc %D%/negotiator.h \
	%D%/party_ice.cc %D%/party_ice.h \
	%D%/priority.cc %D%/priority.h \
	%D%/services.h \
	%D%/stun.h \
	%D%/stun_message.cc %D%/stun_message.h \
	%D%/stun_writer.cc %D%/stun_writer.h \
	%D%/transactions.cc %D%/transactions.h \
	%D%/words.h

plugin_LTLIBRARIES += %D%/rtpengine-ice.la
%C%_rtpengine_ice_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_ice_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_ice_la_LDFLAGS = $(PLUGIN_LDFLAGS)
%C%_rtpengine_ice_la_LIBADD = %D%/libice.la
%C%_rtpengine_ice_la_SOURCES = %D%/plugin.cc

EXTRA_DIST += %D%/README.md
