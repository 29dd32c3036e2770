# What the ICE plugin is made of: STUN, candidates, the agent. Unit tests and fuzz targets link it.

check_LTLIBRARIES += %D%/libice.la
%C%_libice_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_libice_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_libice_la_SOURCES = \
	%D%/candidate.cc %D%/candidate.h \
	%D%/credentials.cc %D%/credentials.h \
	%D%/description.cc %D%/description.h \
	%D%/endpoint.cc %D%/endpoint.h \
	%D%/integrity.cc %D%/integrity.h \
	%D%/priority.cc %D%/priority.h \
	%D%/stun.h \
	%D%/stun_message.cc %D%/stun_message.h \
	%D%/stun_writer.cc %D%/stun_writer.h \
	%D%/words.h

EXTRA_DIST += %D%/README.md
