# The folder host/net: one convenience library.
noinst_LTLIBRARIES += %D%/libnet.la
%C%_libnet_la_SOURCES = \
	%D%/address.cc %D%/address.h \
	%D%/address_fields.cc \
	%D%/address_fields.h \
	%D%/arrival_pipeline.h \
	%D%/bpf.cc %D%/bpf.h \
	%D%/bpf_assembler.cc %D%/bpf_assembler.h \
	%D%/descriptor.h \
	%D%/interface_spec.cc \
	%D%/interfaces.cc %D%/interfaces.h \
	%D%/kept_sockets.cc %D%/kept_sockets.h \
	%D%/packet.h \
	%D%/packet_engines.cc %D%/packet_engines.h \
	%D%/packet_io.h \
	%D%/packet_io_plain.cc \
	%D%/packet_io_steered.cc \
	%D%/packet_pool.cc %D%/packet_pool.h \
	%D%/port_index.cc %D%/port_index.h \
	%D%/port_pool.cc %D%/port_pool.h \
	%D%/port_range.h \
	%D%/port_units.cc %D%/port_units.h \
	%D%/raw_sender.cc %D%/raw_sender.h \
	%D%/receive_queue.cc %D%/receive_queue.h \
	%D%/send_datagram.cc %D%/send_datagram.h \
	%D%/served_ports.cc %D%/served_ports.h \
	%D%/socket_options.cc %D%/socket_options.h \
	%D%/socket_set.cc %D%/socket_set.h \
	%D%/steered_queue.cc %D%/steered_queue.h \
	%D%/steering.cc %D%/steering.h \
	%D%/steering_program.cc %D%/steering_program.h \
	%D%/system_addresses.cc %D%/system_addresses.h \
	%D%/udp_checks.cc %D%/udp_checks.h \
	%D%/udp_headers.cc %D%/udp_headers.h \
	%D%/wake_grid.cc %D%/wake_grid.h \
	%D%/wake_policy.cc %D%/wake_policy.h
