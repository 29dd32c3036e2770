# Unit tests of plugins/ng.

check_PROGRAMS += %D%/ng_tests
%C%_ng_tests_CPPFLAGS = $(TEST_CPPFLAGS) \
	-DRTPENGINE_NG_MODULE='"$(abs_top_builddir)/plugins/ng/.libs/rtpengine-ng.so"'
%C%_ng_tests_LDADD = plugins/ng/libng.la $(GTEST_LIBS) -ldl
# The module that plugin_test.cc opens.
EXTRA_%C%_ng_tests_DEPENDENCIES = plugins/ng/rtpengine-ng.la
%C%_ng_tests_SOURCES = \
	%D%/allow_list_test.cc \
	%D%/bencode_test.cc \
	%D%/datagram_test.cc \
	%D%/deputy_test.cc \
	%D%/dispatcher_test.cc \
	%D%/endpoint_test.cc \
	%D%/fakes.h \
	%D%/listener_test.cc \
	%D%/ng_plugin_test.cc \
	%D%/plugin_test.cc \
	%D%/reply_cache_test.cc \
	%D%/reply_generation_test.cc \
	%D%/request_test.cc \
	%D%/sip_hash_test.cc \
	%D%/text_sink.h \
	%D%/udp_client.h \
	%D%/udp_socket_test.cc
