// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values of single SDP lines, parsed. The texts in the results point into what was given.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "sdp/session.h"

namespace rtpengine::sdp {

/// Value of a `c=` line. Words behind the address are ignored, a time-to-live, a number of
/// addresses and an IPv6 scope are left out. The error is the end of a sentence that begins with
/// the value.
base::Result<Connection> parse_connection(std::string_view value);

/// Value of an `o=` line; none if it has fewer than six words.
std::optional<Origin> parse_origin(std::string_view value);

/// Value of `a=rtcp`; none if the port is not one or the address is broken off.
std::optional<RtcpAttribute> parse_rtcp(std::string_view value);

/// Value of `a=rtpmap`; none without payload type (0 to 127), name and clock rate.
std::optional<RtpMap> parse_rtpmap(std::string_view value);

/// Takes `type port[/count] protocol formats...` apart into the section. The error is the end of
/// a sentence that begins with the value.
base::Result<void> parse_media(std::string_view value, MediaSection& section);

}  // namespace rtpengine::sdp
