// SPDX-License-Identifier: GPL-3.0-or-later
//
// The protocol word of m= lines: what each registered name means.
#include <algorithm>

#include "base/text.h"
#include "sdp/attributes.h"

namespace rtpengine::sdp {
namespace {

struct Protocol {
  std::string_view name;
  Transport transport;
};

constexpr Protocol kProtocols[] = {
    {"RTP/AVP", {.udp = true, .rtp = true}},
    {"RTP/SAVP", {.udp = true, .rtp = true, .secure = true}},
    {"RTP/AVPF", {.udp = true, .rtp = true, .feedback = true}},
    {"RTP/SAVPF", {.udp = true, .rtp = true, .feedback = true, .secure = true}},
    {"UDP/TLS/RTP/SAVPF",
     {.udp = true, .rtp = true, .feedback = true, .secure = true, .dtls = true}},
    {"UDP/TLS/RTP/SAVP", {.udp = true, .rtp = true, .secure = true, .dtls = true}},
    {"udptl", {.udp = true}},  // T.38
    {"UDP/TLS/UDPTL", {.udp = true, .dtls = true}},
    {"udp", {.udp = true}},
    {"UDP/DTLS", {.udp = true, .dtls = true}},
    {"UDP/DTLS/SCTP", {.udp = true, .dtls = true}},
    {"DTLS/SCTP", {.udp = true, .dtls = true}},  // drafts of RFC 8841
    {"UDP/BFCP", {.udp = true}},
    {"UDP/TLS/BFCP", {.udp = true, .dtls = true}},
    // Over TCP: not for relaying, but the profile is worth knowing.
    {"TCP/DTLS/RTP/SAVPF", {.feedback = true, .secure = true, .dtls = true}},
    {"TCP/DTLS/RTP/SAVP", {.secure = true, .dtls = true}},
    {"TCP/TLS/RTP/SAVPF", {.feedback = true, .secure = true}},
    {"TCP/TLS/RTP/SAVP", {.secure = true}},
    {"TCP/RTP/SAVPF", {.feedback = true, .secure = true}},
    {"TCP/RTP/SAVP", {.secure = true}},
    {"TCP/RTP/AVPF", {.feedback = true}},
};

}  // namespace

Transport classify_transport(std::string_view protocol) {
  for (const Protocol& known : kProtocols) {
    if (base::iequals(protocol, known.name)) return known.transport;
  }
  return {};
}

bool is_rtp_protocol(std::string_view protocol) { return classify_transport(protocol).rtp; }

std::string_view rtp_protocol_name(const Transport& transport) {
  if (!transport.rtp) return {};
  if (!transport.secure) return transport.feedback ? "RTP/AVPF" : "RTP/AVP";
  if (!transport.dtls) return transport.feedback ? "RTP/SAVPF" : "RTP/SAVP";
  return transport.feedback ? "UDP/TLS/RTP/SAVPF" : "UDP/TLS/RTP/SAVP";
}

}  // namespace rtpengine::sdp
