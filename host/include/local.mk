# The SDK headers: installed, and the only headers of this tree that a plugin may include.
sdkdir = $(includedir)/rtpengine
sdk_HEADERS = \
	%D%/rtpengine/command.h \
	%D%/rtpengine/host.h \
	%D%/rtpengine/loop.h \
	%D%/rtpengine/plugin.h \
	%D%/rtpengine/types.h \
	%D%/rtpengine/value.h \
	%D%/rtpengine/value_view.h
EXTRA_DIST += %D%/README.md
