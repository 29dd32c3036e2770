# The SDK headers: installed, and the only headers of this tree that a plugin may include.
sdkdir = $(includedir)/rtpengine
sdk_HEADERS = \
	%D%/rtpengine/author.h \
	%D%/rtpengine/calls.h \
	%D%/rtpengine/command.h \
	%D%/rtpengine/command_provider.h \
	%D%/rtpengine/connectivity.h \
	%D%/rtpengine/deadlines.h \
	%D%/rtpengine/host.h \
	%D%/rtpengine/kernel_table.h \
	%D%/rtpengine/keys.h \
	%D%/rtpengine/listeners.h \
	%D%/rtpengine/loop.h \
	%D%/rtpengine/negotiation.h \
	%D%/rtpengine/observers.h \
	%D%/rtpengine/packet.h \
	%D%/rtpengine/packet_handler.h \
	%D%/rtpengine/path_observers.h \
	%D%/rtpengine/plugin.h \
	%D%/rtpengine/reports.h \
	%D%/rtpengine/sdp.h \
	%D%/rtpengine/services.h \
	%D%/rtpengine/source.h \
	%D%/rtpengine/stage.h \
	%D%/rtpengine/state_transfer.h \
	%D%/rtpengine/types.h \
	%D%/rtpengine/value.h \
	%D%/rtpengine/value_view.h \
	%D%/rtpengine/value_writer.h
EXTRA_DIST += %D%/README.md
