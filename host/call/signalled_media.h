// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one message says about each media of its sender, whether it came as an SDP body or as a
// partial list.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "call/payload_formats.h"
#include "call/request.h"
#include "call/settings.h"
#include "net/address.h"
#include "sdp/session.h"

namespace rtpengine::call {

/// Payload types of telephone-event (RFC 4733), one per clock rate.
struct DtmfPayloadTypes {
  static constexpr std::size_t kMax = 4;
  std::array<std::uint8_t, kMax> types{};
  std::array<std::uint32_t, kMax> clock_rates{};
  std::uint8_t count = 0;

  void add(std::uint8_t type, std::uint32_t clock_rate);
  /// Clock rate of this payload type, or 0 if it is none of them.
  std::uint32_t clock_rate_of(std::uint8_t type) const {
    for (unsigned i = 0; i < count; ++i) {
      if (types[i] == type) return clock_rates[i];
    }
    return 0;
  }
  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);
};

/// One media as signalled. Texts are borrowed from the SDP model.
struct SignalledMedia {
  unsigned index = 0;
  std::string_view type = "audio";
  std::string_view protocol = "RTP/AVP";
  std::string_view mid;
  net::Endpoint rtp;  ///< port 0: the media is off; no address: host name, not known
  net::Endpoint rtcp;
  bool on_hold = false;   ///< unspecified address (RFC 3264 section 8.4, old form)
  bool relayable = true;  ///< false for what does not run over UDP
  bool is_rtp = true;
  bool rtcp_mux = false;
  bool bundle_tag = false;  ///< the first of a BUNDLE group (RFC 9143 section 7.2.1)
  bool rtcp_fb = false;     ///< wants feedback, whatever its profile (RFC 4585 section 4.2)
  bool uses_ice = false;
  bool uses_dtls = false;
  bool secure = false;            ///< SRTP profile
  bool leaves_keys = false;       ///< a plugin says: keys are the parties' own affair
  bool leaves_addresses = false;  ///< and so are port and address: we are one way among others
  bool by_name_only = false;      ///< of a partial request: neither profile nor keys are said
  std::vector<std::string_view> crypto;  ///< values of a=crypto (RFC 4568)
  bool may_encrypt = false;              ///< SRTP profile, or keys for SRTP under a plain one
  sdp::Direction direction = sdp::Direction::sendrecv;  ///< old-form hold included
  DtmfPayloadTypes dtmf;
  PayloadTypes payload_types;
  PayloadFormats formats;

  bool off() const { return rtp.port == 0; }
};

/// Whether the address in `received from` counts instead of the body's: by the message's flags, or
/// as configured.
bool takes_sip_source(const Request& request, const Settings& settings);

/// Whether each media that is on has an address: a c= line of its own or of the session (RFC 8866
/// section 5.7), or that of `received from` where it counts.
bool is_complete(const sdp::Session& session, const Request& request, bool sip_source);

/// Reads all media of a body. `sip_source`: the address in `received from` counts instead of the
/// body's.
std::vector<SignalledMedia> signalled_by(const sdp::Session& session, const Request& request,
                                         bool sip_source);

/// The media that a partial request names.
std::vector<SignalledMedia> signalled_by(const std::vector<PartialMedia>& partial);

}  // namespace rtpengine::call
