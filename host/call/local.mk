# The folder host/call: calls and their parties, the offer/answer engine, commands.
noinst_LTLIBRARIES += %D%/libcall.la
%C%_libcall_la_SOURCES = \
	%D%/account.cc %D%/account.h \
	%D%/addressing.cc %D%/addressing.h \
	%D%/arrival.cc %D%/arrival.h \
	%D%/call.cc %D%/call.h \
	%D%/call_events.cc %D%/call_events.h \
	%D%/call_finder.h \
	%D%/call_info.cc %D%/call_info.h \
	%D%/call_snapshot.cc %D%/call_snapshot.h \
	%D%/command_in_work.cc %D%/command_in_work.h \
	%D%/commands.cc %D%/commands.h \
	%D%/connectivity.cc %D%/connectivity.h \
	%D%/destinations.cc %D%/destinations.h \
	%D%/dialogue.cc %D%/dialogue.h \
	%D%/directory.cc %D%/directory.h \
	%D%/end_of_call.cc %D%/end_of_call.h \
	%D%/examined.h \
	%D%/explain.cc %D%/explain.h \
	%D%/extensions.cc %D%/extensions.h \
	%D%/features.cc %D%/features.h \
	%D%/filters.cc %D%/filters.h \
	%D%/findings.cc %D%/findings.h \
	%D%/hand_over.cc %D%/hand_over.h \
	%D%/hand_over_queue.cc %D%/hand_over_queue.h \
	%D%/host_command.h \
	%D%/key_agreement.cc %D%/key_agreement.h \
	%D%/key_types.cc %D%/key_types.h \
	%D%/limits.cc %D%/limits.h \
	%D%/local_ports.cc %D%/local_ports.h \
	%D%/media.cc %D%/media.h \
	%D%/media_reports.cc %D%/media_reports.h \
	%D%/media_sources.cc %D%/media_sources.h \
	%D%/mids.cc %D%/mids.h \
	%D%/negotiation.cc %D%/negotiation.h \
	%D%/offer_answer.cc \
	%D%/offload.cc %D%/offload.h \
	%D%/participant.cc %D%/participant.h \
	%D%/payload_formats.cc %D%/payload_formats.h \
	%D%/plugin_commands.cc %D%/plugin_commands.h \
	%D%/plugin_keys.cc %D%/plugin_keys.h \
	%D%/plugin_states.cc %D%/plugin_states.h \
	%D%/relay_hops.cc %D%/relay_hops.h \
	%D%/port_audit.cc %D%/port_audit.h \
	%D%/plugin_handlers.cc %D%/plugin_handlers.h \
	%D%/plugin_stage.cc %D%/plugin_stage.h \
	%D%/quality.cc %D%/quality.h \
	%D%/query.cc %D%/query.h \
	%D%/relocation.cc %D%/relocation.h \
	%D%/report_watch.cc %D%/report_watch.h \
	%D%/request.cc %D%/request.h \
	%D%/rollback.cc %D%/rollback.h \
	%D%/rtcp_mux.cc %D%/rtcp_mux.h \
	%D%/running_command.cc %D%/running_command.h \
	%D%/saved_states.cc %D%/saved_states.h \
	%D%/sdes.cc %D%/sdes.h \
	%D%/sdes_words.cc %D%/sdes_words.h \
	%D%/sdk_packet.cc %D%/sdk_packet.h \
	%D%/sdp_body.cc %D%/sdp_body.h \
	%D%/sdp_rewrite.cc %D%/sdp_rewrite.h \
	%D%/selector.cc %D%/selector.h \
	%D%/service.cc %D%/service.h \
	%D%/settings.h \
	%D%/signalled_media.cc %D%/signalled_media.h \
	%D%/silence.cc %D%/silence.h \
	%D%/stage_set.cc %D%/stage_set.h \
	%D%/timeouts.cc %D%/timeouts.h \
	%D%/waiting_commands.cc %D%/waiting_commands.h \
	%D%/wishes.cc %D%/wishes.h \
	%D%/worker_calls.cc %D%/worker_calls.h
EXTRA_DIST += %D%/README.md
