# Unit tests of host/call.
check_PROGRAMS += %D%/call_tests
%C%_call_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_call_tests_SOURCES = \
	%D%/addressing_test.cc \
	%D%/allocation_count.cc \
	%D%/allocation_count.h \
	%D%/arguments.h \
	%D%/bench.h \
	%D%/bodies.h \
	%D%/call_events_test.cc \
	%D%/call_info_test.cc \
	%D%/call_test.cc \
	%D%/command_in_work_test.cc \
	%D%/commands_test.cc \
	%D%/destinations_test.cc \
	%D%/dialogue_test.cc \
	%D%/directory_test.cc \
	%D%/end_of_call_test.cc \
	%D%/extensions_test.cc \
	%D%/fake_plugin.h \
	%D%/fake_stage.h \
	%D%/features_test.cc \
	%D%/filters_test.cc \
	%D%/kept_reply.h \
	%D%/limits_test.cc \
	%D%/local_ports_test.cc \
	%D%/media_sources_test.cc \
	%D%/media_test.cc \
	%D%/negotiation_test.cc \
	%D%/offer_answer_test.cc \
	%D%/offload_test.cc \
	%D%/participant_test.cc \
	%D%/plugin_commands_test.cc \
	%D%/plugin_handlers_test.cc \
	%D%/plugin_stage_test.cc \
	%D%/plugin_states_test.cc \
	%D%/port_audit_test.cc \
	%D%/query_test.cc \
	%D%/random_walk_test.cc \
	%D%/relay_fixture.h \
	%D%/relay_hops_test.cc \
	%D%/reply.h \
	%D%/request_test.cc \
	%D%/rollback_test.cc \
	%D%/rtcp_mux_test.cc \
	%D%/sdk_packet_test.cc \
	%D%/sdp_body_test.cc \
	%D%/sdp_rewrite_test.cc \
	%D%/selector_test.cc \
	%D%/service_bench.h \
	%D%/service_test.cc \
	%D%/signalled_media_test.cc \
	%D%/stage_deadline_test.cc \
	%D%/stage_set_test.cc \
	%D%/timeouts_test.cc \
	%D%/worker_calls_test.cc
