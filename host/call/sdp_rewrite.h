// SPDX-License-Identifier: GPL-3.0-or-later
//
// Editing the SDP body on its way from the sender of a message to its receiver.
//
// Session level: address of o= and c= as `replace` asks; lines that speak of what ends here (ICE,
// DTLS, BUNDLE, loop marks) go. Media level: the receiver's ports and protocol; lines about
// addresses, RTCP, mux, mid and direction are taken out and written anew at the end of the section,
// in this order: mid, direction, rtcp, rtcp-mux, crypto. Everything else stays in place.
//
// Bundles (RFC 9143) are broken up. Who bundles is shown one all the same, of its first media
// alone: nothing has to be told apart on its port, and a party of the policy max-bundle (RFC 8829
// section 4.1.1) takes no body without a bundle.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "call/participant.h"
#include "call/request.h"
#include "call/signalled_media.h"
#include "sdp/session.h"

namespace rtpengine::call {

/// What the receiver of a message is shown of one media.
struct ShownMedia {
  bool off = false;               ///< port 0
  bool untouched = false;         ///< not relayed: keep port and address as they are
  bool leaves_keys = false;       ///< what secures it passes as it is
  bool leaves_addresses = false;  ///< so do port and address
  net::IpAddress address;         ///< unspecified if the sender is on hold in the old form
  std::uint16_t rtp_port = 0;
  std::uint16_t rtcp_port = 0;
  bool rtcp_mux = false;
  bool bundle = false;  ///< its mid is a bundle of its own
  bool is_rtp = true;
  std::string_view protocol;
  std::string_view mid;             ///< empty: none
  std::vector<std::string> crypto;  ///< values of a=crypto
  sdp::Direction direction = sdp::Direction::sendrecv;
};

struct ShownSession {
  net::IpAddress address;         ///< for o=
  net::IpAddress connection;      ///< for the session's c=: the same, or unspecified
  std::string_view loop_mark;     ///< empty: none
  std::vector<ShownMedia> media;  ///< one for each section, in order
};

/// Name of the attribute that marks what went through us (flag `loop protect`).
inline constexpr std::string_view kLoopAttribute = "rtpengine";

void rewrite(sdp::Session& session, const ShownSession& shown, const Request& request);

}  // namespace rtpengine::call
