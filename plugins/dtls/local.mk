# DTLS-SRTP. Unit tests and fuzz targets link the library.

noinst_LTLIBRARIES += %D%/libdtls.la
%C%_libdtls_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(SSL_CFLAGS) $(CRYPTO_CFLAGS)
%C%_libdtls_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_libdtls_la_SOURCES = \
	%D%/association.cc %D%/association.h \
	%D%/association_host.h \
	%D%/association_input.cc \
	%D%/budget.h \
	%D%/candidate.cc %D%/candidate.h \
	%D%/certificate.cc %D%/certificate.h \
	%D%/config.h \
	%D%/context.cc %D%/context.h \
	%D%/context_holder.cc %D%/context_holder.h \
	%D%/cookie.cc %D%/cookie.h \
	%D%/datagram_bio.cc %D%/datagram_bio.h \
	%D%/description.cc %D%/description.h \
	%D%/dtls_plugin.cc %D%/dtls_plugin.h \
	%D%/endpoint.h \
	%D%/failure.cc %D%/failure.h \
	%D%/fingerprint.cc %D%/fingerprint.h \
	%D%/hello.cc %D%/hello.h \
	%D%/hello_pieces.cc %D%/hello_pieces.h \
	%D%/leg.cc %D%/leg.h \
	%D%/media_dtls.cc %D%/media_dtls.h \
	%D%/negotiator.cc %D%/negotiator.h \
	%D%/record.cc %D%/record.h \
	%D%/rotation.cc %D%/rotation.h \
	%D%/services.h \
	%D%/session.cc %D%/session.h \
	%D%/setup.cc %D%/setup.h \
	%D%/srtp_keys.cc %D%/srtp_keys.h \
	%D%/words.h

plugin_LTLIBRARIES += %D%/rtpengine-dtls.la
%C%_rtpengine_dtls_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_dtls_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_dtls_la_LDFLAGS = $(PLUGIN_LDFLAGS)
%C%_rtpengine_dtls_la_LIBADD = %D%/libdtls.la $(SSL_LIBS) $(CRYPTO_LIBS)
%C%_rtpengine_dtls_la_SOURCES = %D%/plugin.cc

EXTRA_DIST += %D%/README.md
