// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/silence.h"

#include <algorithm>

namespace rtpengine::call {
namespace {

using media::DropReason;

/// Fewer packets from elsewhere than half a second of speech are stray ones.
constexpr std::uint64_t kStray = 25;
/// More than a gap between two packets.
constexpr base::Time kPause = 5 * base::kSecond;
/// RFC 3389, RFC 3551.
constexpr std::uint8_t kComfortNoise = 13;

bool is_public(const net::IpAddress& address) {
  return address && !address.is_private() && !address.is_loopback() && !address.is_link_local();
}

std::string where_expected(const Examined& examined) {
  const net::Endpoint& signalled = examined.media.rtp_endpoint();
  std::string text = signalled.address ? signalled.to_string() : std::string("an address");
  const net::IpAddress& received_from = examined.learner().input().received_from;
  if (received_from && received_from != signalled.address) {
    text += " or its signalling's address " + received_from.to_string();
  }
  return text;
}

/// Packets came, from where none may come.
bool explain_refused(Examined& examined) {
  const net::SocketAddress& source = examined.learner().last_refused();
  if (source.size == 0) return false;
  const net::Endpoint from = source.endpoint();
  const net::IpAddress& signalled = examined.media.rtp_endpoint().address;
  const std::string refused = packets_text(examined.learner().refused_packets()) + " from " +
                              from.to_string() + " refused, as " + where_expected(examined) +
                              " was expected";
  if (signalled.is_private() && is_public(from.address)) {
    examined.fault(Cause::nat_address,
                   examined.hears_nothing() + ": its SDP names the private address " +
                       signalled.to_string() + " and its packets come through a NAT (" + refused +
                       "); the proxy has to tell its public address in the key 'received from'.");
  } else {
    examined.fault(Cause::wrong_source, examined.hears_nothing() + ": " + refused + ".");
  }
  return true;
}

bool explain_ice(Examined& examined) {
  const std::uint64_t checks = examined.drops(DropReason::stun_unhandled);
  if (checks == 0 && !examined.media.uses_ice()) return false;
  if (examined.claimed("ICE")) {
    examined.fault(Cause::ice_unfinished,
                   examined.hears_nothing() + ": its ICE has not found a way yet.");
  } else {
    examined.fault(Cause::ice_unhandled, examined.hears_nothing() +
                                             ": it uses ICE, which no plugin here does (" +
                                             packets_text(checks) + " of STUN without an answer).");
  }
  return true;
}

/// It sends something else than RTP, or waits for something before it sends.
bool explain_protocol(Examined& examined) {
  const std::uint64_t dtls = examined.drops(DropReason::dtls_unhandled);
  const std::uint64_t others = examined.drops(DropReason::not_rtp);
  if (dtls == 0 && explain_ice(examined)) return true;
  if (dtls != 0 || (examined.media.uses_dtls() && !examined.claimed("DTLS"))) {
    examined.fault(Cause::dtls_unhandled, examined.hears_nothing() +
                                              ": it wants a DTLS handshake, which no plugin here "
                                              "does (" +
                                              packets_text(dtls) + " of DTLS without an answer).");
  } else if (others != 0) {
    examined.fault(Cause::not_rtp, examined.hears_nothing() + ": " + packets_text(others) +
                                       " that are no RTP arrived at " + examined.local() + ".");
  } else {
    return false;
  }
  return true;
}

/// An address that cannot be right, the party's or ours.
bool explain_address(Examined& examined) {
  const net::IpAddress& signalled = examined.media.rtp_endpoint().address;
  const net::IpAddress& ours = examined.media.ports().selected()->local->advertised;
  if (examined.received().errors > examined.drops(DropReason::not_authentic)) {
    examined.fault(Cause::unreachable, examined.hears_nothing() +
                                           ": nothing arrives from it, and what is sent to " +
                                           examined.learner().endpoint().to_string() +
                                           " is answered by ICMP: nobody listens there.");
  } else if (ours.is_private() && is_public(signalled)) {
    examined.fault(Cause::advertised_private,
                   examined.hears_nothing() + ": it is at the public address " +
                       signalled.to_string() + " and was told to send to " + ours.to_string() +
                       ", which is private; the interface needs an advertised address.");
  } else if (examined.learner().input().interface_is_public && signalled.is_private()) {
    examined.fault(Cause::nat_address,
                   examined.hears_nothing() + ": its SDP names the private address " +
                       signalled.to_string() +
                       ", which cannot be reached from here, and no packet has arrived that a "
                       "better one could be learned from.");
  } else {
    return false;
  }
  return true;
}

}  // namespace

void explain_silence(Examined& examined) {
  if (examined.drops(DropReason::rate_limited) != 0) {
    examined.fault(Cause::rate_limited, examined.hears_nothing() + ": more packets come to " +
                                            examined.local() + " than one port may get.");
    return;
  }
  if (explain_refused(examined) || explain_protocol(examined) || explain_address(examined)) return;
  const bool rtcp = examined.media.rtcp().received().packets != 0;
  examined.fault(Cause::no_packets,
                 examined.hears_nothing() + ": no RTP has arrived at " + examined.local() +
                     ", where " + where_expected(examined) + " is expected to send" +
                     (rtcp ? ", though its RTCP has." : ", and no RTCP either."));
}

void explain_pause(Examined& examined) {
  const media::StreamCounters& received = examined.received();
  const base::Time last = std::max(received.last_packet, examined.media.negotiated());
  const std::uint64_t refused = examined.learner().refused_packets();
  if (examined.now - last >= kPause && refused >= kStray && explain_refused(examined)) return;
  const base::Time last_of_all = std::max(last, examined.media.rtcp().received().last_packet);
  if (examined.now - last_of_all >= kLongSilence && received.payload_type != kComfortNoise) {
    examined.fault(Cause::stopped, examined.hears_nothing() + " any more: its last packet came " +
                                       examined.silent_for() + " ago, and no RTCP since then.");
  } else if (refused != 0) {
    examined.note(Cause::other_source,
                  packets_text(refused) + " to " + examined.local() +
                      " refused that came from elsewhere than " + name_of(examined.party()) +
                      ", last from " + examined.learner().last_refused().endpoint().to_string() +
                      ".");
  }
}

}  // namespace rtpengine::call
