// SPDX-License-Identifier: GPL-3.0-or-later
//
// The offer/answer engine (RFC 3264 as a relay sees it): one message of one party goes in, the
// call's state changes, and what the other party is to be shown comes out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "call/call.h"
#include "call/dialogue.h"
#include "call/request.h"

namespace rtpengine::call {

/// One media as the receiver is to be shown it, for requests that name media one by one.
struct RelayedMedia {
  unsigned index = 0;
  net::IpAddress address;
  std::uint16_t port = 0;
};

/// What the receiver is shown is no larger, in bytes: control protocols that send replies in
/// datagrams have to send it whole, or the call would be up and nobody know its ports.
inline constexpr std::size_t kMaxShownBody = 64'000;

struct NegotiationResult {
  std::string sdp;                  ///< for a request with an SDP body
  std::vector<RelayedMedia> media;  ///< for a partial request
  std::vector<std::string> warnings;
};

/// What can be said against a request before anything is changed; the session is parsed here.
struct NegotiationContext {
  std::string_view loop_mark;  ///< of this daemon
  base::Time now = 0;
};

/// Carry out an offer or answer on a call. The error is for the client. If no ports are left, or a
/// feature refuses what the receiver would be shown, or that is too large, the call keeps the
/// participants and ports it got so far, and whoever made it for this offer ends it; if a feature
/// refuses what the sender sent, the call is as it was.
base::Result<NegotiationResult> negotiate(Call& call, const Request& request, sdp::Session* session,
                                          MessageKind kind, const NegotiationContext& context);

/// Whether this body has been through us before and is to be left alone (flag `loop protect`).
bool is_looped(const sdp::Session& session, const Request& request, std::string_view loop_mark);

}  // namespace rtpengine::call
