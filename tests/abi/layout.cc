// SPDX-License-Identifier: GPL-3.0-or-later
//
// The border between host and plugins in figures, for 64-bit machines: compiles as C++17, with g++
// and clang++, as long as nothing has moved. tests/abi/check.py compiles it, and complains about
// what the headers have and this file does not.
#include <stddef.h>
#include <stdint.h>

#include <string_view>
#include <type_traits>

#include <rtpengine/calls.h>
#include <rtpengine/command.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/connectivity.h>
#include <rtpengine/host.h>
#include <rtpengine/kernel_table.h>
#include <rtpengine/keys.h>
#include <rtpengine/listeners.h>
#include <rtpengine/loop.h>
#include <rtpengine/negotiation.h>
#include <rtpengine/observers.h>
#include <rtpengine/packet.h>
#include <rtpengine/packet_handler.h>
#include <rtpengine/path_observers.h>
#include <rtpengine/plugin.h>
#include <rtpengine/reports.h>
#include <rtpengine/sdp.h>
#include <rtpengine/services.h>
#include <rtpengine/source.h>
#include <rtpengine/stage.h>
#include <rtpengine/state_transfer.h>
#include <rtpengine/types.h>
#include <rtpengine/value.h>
#include <rtpengine/value_writer.h>

namespace rtpengine {
namespace {

static_assert(sizeof(void*) == 8, "the figures are those of 64-bit machines");

/// Standard layout, copied as bytes, no padding that is not declared.
#define STRUCT(Type, Size)                                                                     \
  static_assert(std::is_standard_layout_v<Type> && std::is_trivially_copyable_v<Type>);        \
  static_assert(std::has_unique_object_representations_v<Type>, #Type " has unnamed padding"); \
  static_assert(sizeof(Type) == (Size) && alignof(Type) <= 8, "the size of " #Type " has changed")
#define FIELD(Type, Name, Offset) \
  static_assert(offsetof(Type, Name) == (Offset), #Type "::" #Name " has moved")

/// Functions only, and no destructor among them.
#define INTERFACE(Type)                                                     \
  static_assert(std::is_abstract_v<Type> && sizeof(Type) == sizeof(void*)); \
  static_assert(!std::has_virtual_destructor_v<Type> && !std::is_destructible_v<Type>)
#define ID(Type, Text) \
  static_assert(std::string_view(Type::id) == (Text), "the id of " #Type " has changed")

#define VALUE(Name, Value) static_assert((Name) == (Value), #Name " has another value")

STRUCT(CallInfo, 48);
FIELD(CallInfo, call_id, 0);
FIELD(CallInfo, created_us, 16);
FIELD(CallInfo, participant_count, 24);
FIELD(CallInfo, deleted, 28);
FIELD(CallInfo, xmlrpc_callback, 32);

STRUCT(ParticipantInfo, 56);
FIELD(ParticipantInfo, tag, 0);
FIELD(ParticipantInfo, label, 16);
FIELD(ParticipantInfo, via_branch, 32);
FIELD(ParticipantInfo, peer, 48);
FIELD(ParticipantInfo, media_count, 52);

STRUCT(MediaInfo, 56);
FIELD(MediaInfo, type, 0);
FIELD(MediaInfo, protocol, 16);
FIELD(MediaInfo, mid, 32);
FIELD(MediaInfo, direction, 48);
FIELD(MediaInfo, flags, 52);

STRUCT(StreamInfo, 104);
FIELD(StreamInfo, ref, 0);
FIELD(StreamInfo, local, 24);
FIELD(StreamInfo, signalled, 48);
FIELD(StreamInfo, remote, 72);
FIELD(StreamInfo, flags, 96);
FIELD(StreamInfo, reserved, 100);

STRUCT(StreamStatistics, 64);
FIELD(StreamStatistics, received_packets, 0);
FIELD(StreamStatistics, received_bytes, 8);
FIELD(StreamStatistics, sent_packets, 16);
FIELD(StreamStatistics, sent_bytes, 24);
FIELD(StreamStatistics, errors, 32);
FIELD(StreamStatistics, dropped_packets, 40);
FIELD(StreamStatistics, last_packet_us, 48);
FIELD(StreamStatistics, last_ssrc, 56);
FIELD(StreamStatistics, last_payload_type, 60);

STRUCT(CommandOrigin, 40);
FIELD(CommandOrigin, protocol, 0);
FIELD(CommandOrigin, address, 16);
FIELD(CommandOrigin, port, 32);
FIELD(CommandOrigin, reserved, 36);

STRUCT(CommandSpec, 24);
FIELD(CommandSpec, name, 0);
FIELD(CommandSpec, help, 8);
FIELD(CommandSpec, scope, 16);
FIELD(CommandSpec, reserved, 20);

STRUCT(KernelCapabilities, 24);
FIELD(KernelCapabilities, flags, 0);
FIELD(KernelCapabilities, max_outputs, 4);
FIELD(KernelCapabilities, max_payload_types, 8);
FIELD(KernelCapabilities, reserved, 12);
FIELD(KernelCapabilities, max_entries, 16);

STRUCT(KernelCrypto, 80);
FIELD(KernelCrypto, suite, 0);
FIELD(KernelCrypto, tag_size, 4);
FIELD(KernelCrypto, master_key, 8);
FIELD(KernelCrypto, master_salt, 40);
FIELD(KernelCrypto, mki, 56);
FIELD(KernelCrypto, last_index, 72);

STRUCT(KernelOutput, 144);
FIELD(KernelOutput, source, 0);
FIELD(KernelOutput, destination, 24);
FIELD(KernelOutput, tos, 48);
FIELD(KernelOutput, flags, 52);
FIELD(KernelOutput, ssrc, 56);
FIELD(KernelOutput, reserved, 60);
FIELD(KernelOutput, encrypt, 64);

STRUCT(KernelEntry, 168);
FIELD(KernelEntry, local, 0);
FIELD(KernelEntry, expected_source, 24);
FIELD(KernelEntry, owner, 48);
FIELD(KernelEntry, flags, 52);
FIELD(KernelEntry, outputs, 56);
FIELD(KernelEntry, output_count, 64);
FIELD(KernelEntry, payload_type_count, 68);
FIELD(KernelEntry, payload_types, 72);
FIELD(KernelEntry, ssrc, 80);
FIELD(KernelEntry, reserved, 84);
FIELD(KernelEntry, decrypt, 88);

STRUCT(KernelCounters, 24);
FIELD(KernelCounters, packets, 0);
FIELD(KernelCounters, bytes, 8);
FIELD(KernelCounters, errors, 16);

STRUCT(KernelChange, 16);
FIELD(KernelChange, kind, 0);
FIELD(KernelChange, reserved, 4);
FIELD(KernelChange, entry, 8);

STRUCT(KernelOutcome, 32);
FIELD(KernelOutcome, status, 0);
FIELD(KernelOutcome, reserved, 4);
FIELD(KernelOutcome, counters, 8);

STRUCT(FeatureSpec, 40);
FIELD(FeatureSpec, name, 0);
FIELD(FeatureSpec, phase, 8);
FIELD(FeatureSpec, key_count, 12);
FIELD(FeatureSpec, flag_count, 16);
FIELD(FeatureSpec, reserved, 20);
FIELD(FeatureSpec, keys, 24);
FIELD(FeatureSpec, flags, 32);

STRUCT(Packet, 56);
FIELD(Packet, data, 0);
FIELD(Packet, size, 8);
FIELD(Packet, headroom, 12);
FIELD(Packet, tailroom, 16);
FIELD(Packet, kind, 20);
FIELD(Packet, received_us, 24);
FIELD(Packet, ssrc, 32);
FIELD(Packet, timestamp, 36);
FIELD(Packet, sequence, 40);
FIELD(Packet, payload_type, 42);
FIELD(Packet, marker, 43);
FIELD(Packet, header_size, 44);
FIELD(Packet, verdict, 48);
FIELD(Packet, local, 52);

STRUCT(SrtpKey, 32);
FIELD(SrtpKey, suite, 0);
FIELD(SrtpKey, key_and_salt, 16);

STRUCT(OptionSpec, 48);
FIELD(OptionSpec, name, 0);
FIELD(OptionSpec, default_value, 8);
FIELD(OptionSpec, placeholder, 16);
FIELD(OptionSpec, help, 24);
FIELD(OptionSpec, type, 32);
FIELD(OptionSpec, flags, 36);
FIELD(OptionSpec, short_name, 40);
FIELD(OptionSpec, reserved, 41);

STRUCT(PluginDescriptor, 128);
FIELD(PluginDescriptor, magic, 0);
FIELD(PluginDescriptor, size, 4);
FIELD(PluginDescriptor, sdk_major, 8);
FIELD(PluginDescriptor, sdk_minor, 12);
FIELD(PluginDescriptor, name, 16);
FIELD(PluginDescriptor, version, 24);
FIELD(PluginDescriptor, license, 32);
FIELD(PluginDescriptor, help, 40);
FIELD(PluginDescriptor, options, 48);
FIELD(PluginDescriptor, option_count, 56);
FIELD(PluginDescriptor, after_count, 60);
FIELD(PluginDescriptor, after, 64);
FIELD(PluginDescriptor, flags, 72);
FIELD(PluginDescriptor, kinds, 76);
FIELD(PluginDescriptor, create, 80);
FIELD(PluginDescriptor, destroy, 88);
FIELD(PluginDescriptor, reserved, 96);

STRUCT(SdpLine, 24);
FIELD(SdpLine, value, 0);
FIELD(SdpLine, type, 16);
FIELD(SdpLine, index, 20);

STRUCT(SdpMedia, 40);
FIELD(SdpMedia, type, 0);
FIELD(SdpMedia, protocol, 16);
FIELD(SdpMedia, port, 32);
FIELD(SdpMedia, format_count, 36);

STRUCT(SourceSpec, 32);
FIELD(SourceSpec, to, 0);
FIELD(SourceSpec, clock_rate, 24);
FIELD(SourceSpec, flags, 28);

STRUCT(SourcePacket, 24);
FIELD(SourcePacket, payload, 0);
FIELD(SourcePacket, timestamp, 16);
FIELD(SourcePacket, payload_type, 20);
FIELD(SourcePacket, marker, 21);
FIELD(SourcePacket, reserved, 22);

STRUCT(StageSpec, 24);
FIELD(StageSpec, name, 0);
FIELD(StageSpec, position, 8);
FIELD(StageSpec, kernel_use, 12);
FIELD(StageSpec, flags, 16);
FIELD(StageSpec, reserved, 20);

STRUCT(StatePlace, 16);
FIELD(StatePlace, call, 0);
FIELD(StatePlace, participant, 8);
FIELD(StatePlace, media, 12);

STRUCT(PacketBatch, 24);
FIELD(PacketBatch, packets, 0);
FIELD(PacketBatch, count, 8);
FIELD(PacketBatch, reserved, 12);
FIELD(PacketBatch, now_us, 16);

STRUCT(Slice, 16);
FIELD(Slice, data, 0);
FIELD(Slice, size, 8);

STRUCT(Endpoint, 24);
FIELD(Endpoint, family, 0);
FIELD(Endpoint, port, 4);
FIELD(Endpoint, reserved, 6);
FIELD(Endpoint, address, 8);

STRUCT(StreamRef, 24);
FIELD(StreamRef, call, 0);
FIELD(StreamRef, participant, 8);
FIELD(StreamRef, media, 12);
FIELD(StreamRef, component, 16);
FIELD(StreamRef, reserved, 20);

STRUCT(Value, 64);
FIELD(Value, type, 0);
FIELD(Value, reserved, 4);
FIELD(Value, key, 8);
FIELD(Value, text, 24);
FIELD(Value, integer, 40);
FIELD(Value, first, 48);
FIELD(Value, next, 56);

INTERFACE(StateOwner);
INTERFACE(CallsV1);
INTERFACE(CallStateV1);
INTERFACE(ReplySink);
INTERFACE(CommandsV1);
INTERFACE(Command);
INTERFACE(CommandProvider);
INTERFACE(CommandProvidersV1);
INTERFACE(ConnectivityV1);
INTERFACE(Host);
INTERFACE(LogV1);
INTERFACE(OptionsV1);
INTERFACE(KernelEntrySink);
INTERFACE(KernelTable);
INTERFACE(KernelTablesV1);
INTERFACE(KeysV1);
INTERFACE(ListenersV1);
INTERFACE(FdHandler);
INTERFACE(TimerHandler);
INTERFACE(Job);
INTERFACE(LoopV1);
INTERFACE(Negotiation);
INTERFACE(NegotiationFeature);
INTERFACE(FeaturesV1);
INTERFACE(CallObserver);
INTERFACE(ObserversV1);
INTERFACE(PacketReplier);
INTERFACE(PacketHandler);
INTERFACE(PacketHandlersV1);
INTERFACE(PathObserver);
INTERFACE(PathObserversV1);
INTERFACE(Plugin);
INTERFACE(MediaReport);
INTERFACE(MediaReporter);
INTERFACE(ReportsV1);
INTERFACE(SdpBody);
INTERFACE(ServicesV1);
INTERFACE(SourceOwner);
INTERFACE(SourcesV1);
INTERFACE(StageOutput);
INTERFACE(Stage);
INTERFACE(StageProvider);
INTERFACE(StagesV1);
INTERFACE(StateCodec);
INTERFACE(StateTransferV1);
INTERFACE(TextSink);
INTERFACE(ValueWriter);

ID(CallsV1, "rtpengine.calls/1");
ID(CallStateV1, "rtpengine.call-state/1");
ID(CommandsV1, "rtpengine.commands/1");
ID(CommandProvidersV1, "rtpengine.command-providers/1");
ID(ConnectivityV1, "rtpengine.connectivity/1");
ID(LogV1, "rtpengine.log/1");
ID(OptionsV1, "rtpengine.options/1");
ID(KernelTablesV1, "rtpengine.kernel-tables/1");
ID(KeysV1, "rtpengine.keys/1");
ID(ListenersV1, "rtpengine.listeners/1");
ID(LoopV1, "rtpengine.loop/1");
ID(FeaturesV1, "rtpengine.features/1");
ID(ObserversV1, "rtpengine.observers/1");
ID(PacketHandlersV1, "rtpengine.packet-handlers/1");
ID(PathObserversV1, "rtpengine.path-observers/1");
ID(ReportsV1, "rtpengine.reports/1");
ID(ServicesV1, "rtpengine.services/1");
ID(SourcesV1, "rtpengine.sources/1");
ID(StagesV1, "rtpengine.stages/1");
ID(StateTransferV1, "rtpengine.state-transfer/1");

VALUE(no_index, 0xffffffff);
VALUE(kind_control_protocol, 0x1);
VALUE(kind_command_provider, 0x2);
VALUE(kind_negotiation_feature, 0x4);
VALUE(kind_packet_handler, 0x8);
VALUE(kind_packet_stage, 0x10);
VALUE(kind_packet_source, 0x20);
VALUE(kind_call_observer, 0x40);
VALUE(kind_kernel_table, 0x80);
VALUE(kind_service, 0x100);
VALUE(media_off, 0x1);
VALUE(media_rtp, 0x2);
VALUE(media_secure, 0x4);
VALUE(media_mux, 0x8);
VALUE(kernel_ipv4, 0x1);
VALUE(kernel_ipv6, 0x2);
VALUE(kernel_translates_family, 0x4);
VALUE(kernel_local_destinations, 0x8);
VALUE(kernel_checks_source, 0x10);
VALUE(kernel_rtcp_mux, 0x20);
VALUE(kernel_decrypts, 0x40);
VALUE(kernel_encrypts, 0x80);
VALUE(kernel_rewrites_ssrc, 0x100);
VALUE(kernel_survives_daemon, 0x200);
VALUE(kernel_set_ssrc, 0x1);
VALUE(kernel_drop_mismatch, 0x1);
VALUE(kernel_leave_rtcp, 0x2);
VALUE(kernel_leave_stun, 0x4);
VALUE(kernel_leave_dtls, 0x8);
VALUE(kernel_rtp_only, 0x10);
VALUE(kernel_match_ssrc, 0x20);
VALUE(srtp_another_device, 0x1);
VALUE(fd_readable, 0x1);
VALUE(fd_writable, 0x2);
VALUE(leave_keys, 0x1);
VALUE(leave_addresses, 0x2);
VALUE(option_repeatable, 0x1);
VALUE(option_live, 0x2);
VALUE(plugin_can_unload, 0x1);
VALUE(sdp_session, 0xffffffff);
VALUE(source_replaces, 0x1);
VALUE(stage_needs_plaintext, 0x1);
VALUE(stage_must_not_fail, 0x2);
VALUE(stage_rtcp, 0x4);

VALUE(RTPENGINE_PLUGIN_MAGIC, 0x45505452);
static_assert(std::string_view(RTPENGINE_PLUGIN_SYMBOL) == "rtpengine_plugin");

}  // namespace
}  // namespace rtpengine
