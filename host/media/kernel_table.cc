// SPDX-License-Identifier: GPL-3.0-or-later
//
// What all kernel tables have in common.
#include "media/kernel_table.h"

namespace rtpengine::media {

namespace {

bool speaks(const TableCapabilities& capabilities, net::Family family) {
  if (family == net::Family::ipv4) return capabilities.ipv4;
  return family == net::Family::ipv6 && capabilities.ipv6;
}

std::optional<std::string_view> cannot_send(const TableCapabilities& capabilities,
                                            const ForwardEntry& entry,
                                            const ForwardOutput& output) {
  if (!output.source || !output.destination ||
      output.source.address.family != output.destination.address.family)
    return "an output without complete addresses";
  if (!speaks(capabilities, output.destination.address.family)) return "the address family";
  if (output.destination.address.family != entry.local.address.family &&
      !capabilities.translates_family)
    return "translation between IPv4 and IPv6";
  if (output.destination.address.is_loopback() && !capabilities.local_destinations)
    return "destinations on this host";
  if (output.encrypt && !capabilities.encrypts) return "SRTP encryption";
  if (output.ssrc && !capabilities.rewrites_ssrc) return "another SSRC";
  return std::nullopt;
}

}  // namespace

ForwardCounters counters_between(const ForwardCounters& earlier, const ForwardCounters& later) {
  if (later.packets < earlier.packets || later.bytes < earlier.bytes ||
      later.errors < earlier.errors)
    return later;
  return {later.packets - earlier.packets, later.bytes - earlier.bytes,
          later.errors - earlier.errors};
}

std::string_view to_string(TableStatus status) {
  switch (status) {
    case TableStatus::done:
      return "done";
    case TableStatus::unsupported:
      return "the table cannot do this";
    case TableStatus::full:
      return "the table is full";
    case TableStatus::failed:
      return "the system refused it";
    case TableStatus::lost:
      return "there is no table";
  }
  return "unknown";
}

std::optional<std::string_view> cannot_express(const TableCapabilities& capabilities,
                                               const ForwardEntry& entry) {
  if (!capabilities.forwards) return "forwarding";
  if (!entry.local) return "an entry without a local address and port";
  if (!speaks(capabilities, entry.local.address.family)) return "the address family";
  if (entry.expected_source && !capabilities.checks_source) return "a check of the source";
  if (entry.rtcp_mux && !capabilities.rtcp_mux) return "RTCP on the port of RTP";
  if (entry.payload_types.size() > capabilities.max_payload_types) return "that many payload types";
  if (entry.decrypt && !capabilities.decrypts) return "SRTP decryption";
  if (entry.outputs.empty()) return "an entry without outputs";
  if (entry.outputs.size() > capabilities.max_outputs) return "that many outputs";
  for (const ForwardOutput& output : entry.outputs)
    if (const auto why = cannot_send(capabilities, entry, output)) return why;
  return std::nullopt;
}

}  // namespace rtpengine::media
