// SPDX-License-Identifier: GPL-3.0-or-later
//
// What became of a packet that was to be protected or unprotected.
#pragma once

#include <cstdint>
#include <string_view>

namespace rtpengine::media {

enum class SrtpOutcome : std::uint8_t {
  done,
  malformed,         ///< no RTP or RTCP, or too short for what the suite appends
  unknown_mki,       ///< it names other keys
  not_authentic,     ///< it was changed on its way, or made with other keys
  replayed,          ///< it was here before, or is too old to tell
  too_many_sources,  ///< one more SSRC than one stream may have under one key
  keys_used_up,      ///< the packets of one master key have been (RFC 3711 section 9.2)
  no_room,           ///< nothing can be appended to it
  library_failed,    ///< libcrypto did
};

/// The name in words joined by hyphens, e.g. "not-authentic".
std::string_view to_string(SrtpOutcome outcome);

}  // namespace rtpengine::media
