# What the ICE plugin is made of: STUN, candidates, the agent. Unit tests and fuzz targets link it.

check_LTLIBRARIES += %D%/libice.la
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
	%D%/integrity.cc %D%/integrity.h \
	%D%/priority.cc %D%/priority.h \
	%D%/stun.h \
	%D%/stun_message.cc %D%/stun_message.h \
	%D%/stun_writer.cc %D%/stun_writer.h \
	%D%/transactions.cc %D%/transactions.h \
	%D%/words.h

EXTRA_DIST += %D%/README.md
