# What the ICE plugin is made of: STUN, candidates, the agent. Unit tests and fuzz targets link it.

check_LTLIBRARIES += %D%/libice.la
%C%_libice_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(CRYPTO_CFLAGS)
%C%_libice_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_libice_la_SOURCES = \
	%D%/endpoint.cc %D%/endpoint.h \
	%D%/integrity.cc %D%/integrity.h \
	%D%/stun.h \
	%D%/stun_message.cc %D%/stun_message.h \
	%D%/stun_writer.cc %D%/stun_writer.h

EXTRA_DIST += %D%/README.md
