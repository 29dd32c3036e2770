# Unit tests of host/net.
check_PROGRAMS += %D%/net_tests
%C%_net_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_net_tests_SOURCES = \
	%D%/address_test.cc \
	%D%/address_fields_test.cc \
	%D%/arrival_pipeline_test.cc \
	%D%/bpf_assembler_test.cc \
	%D%/bpf_test.cc \
	%D%/collector.h \
	%D%/interface_spec_test.cc \
	%D%/interfaces_test.cc \
	%D%/kept_sockets_test.cc \
	%D%/own_queue.h \
	%D%/packet_engines_test.cc \
	%D%/packet_io_contract_test.cc \
	%D%/packet_io_plain_test.cc \
	%D%/packet_io_steered_test.cc \
	%D%/packet_pool_test.cc \
	%D%/port_index_test.cc \
	%D%/port_pool_test.cc \
	%D%/port_units_test.cc \
	%D%/raw_sender_test.cc \
	%D%/receive_queue_test.cc \
	%D%/send_datagram_test.cc \
	%D%/served_ports_test.cc \
	%D%/socket_options_test.cc \
	%D%/socket_set_test.cc \
	%D%/steered_queue_test.cc \
	%D%/steering_obstacle.h \
	%D%/steering_program_test.cc \
	%D%/steering_test.cc \
	%D%/system_addresses_test.cc \
	%D%/test_net.h \
	%D%/udp_checks_test.cc \
	%D%/udp_headers_test.cc \
	%D%/wake_grid_test.cc \
	%D%/wake_policy_test.cc
