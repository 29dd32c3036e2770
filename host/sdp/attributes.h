// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attributes and protocol names as an offer/answer engine asks about them. Results are views into
// the model they were asked of; nothing here changes a model.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sdp/session.h"

namespace rtpengine::sdp {

/// What the protocol word of an m= line says.
struct Transport {
  bool udp = false;       ///< runs over UDP as far as the name tells; unknown names do not
  bool rtp = false;       ///< RTP over UDP
  bool feedback = false;  ///< AVPF or SAVPF (RFC 4585, RFC 5124)
  bool secure = false;    ///< SAVP or SAVPF (RFC 3711)
  bool dtls = false;      ///< keyed by, or running in, DTLS: `UDP/TLS/...` and the like (RFC 5764)

  bool operator==(const Transport&) const = default;
};

/// Takes an m= line's protocol apart; case does not matter.
Transport classify_transport(std::string_view protocol);
/// Whether it is RTP over UDP, e.g. `RTP/AVP`.
bool is_rtp_protocol(std::string_view protocol);
/// The registered name of an RTP transport, e.g. `UDP/TLS/RTP/SAVPF`; empty if it is not RTP.
/// `dtls` counts with `secure` only.
std::string_view rtp_protocol_name(const Transport& transport);

/// sendrecv, sendonly, recvonly, inactive.
bool is_direction_attribute(std::string_view name);
/// What RFC 8839 and RFC 8840 define: candidate, ice-ufrag, remote-candidates, ...
bool is_ice_attribute(std::string_view name);
/// fingerprint (RFC 8122), setup (RFC 4145), tls-id (RFC 8842).
bool is_dtls_attribute(std::string_view name);
/// crypto (RFC 4568).
bool is_sdes_attribute(std::string_view name);

/// The payload type that an rtpmap, fmtp or rtcp-fb line is about; none for other lines, and for
/// rtcp-fb lines about all (`*`).
std::optional<std::uint8_t> payload_type_of(const Line& line);
/// Parameters of a payload type (RFC 8866 section 6.15); empty if there are none.
std::string_view fmtp(const MediaSection& section, unsigned payload_type);

/// a=mid (RFC 5888); empty if there is none.
std::string_view mid(const MediaSection& section);
/// a=ptime or a=maxptime in milliseconds, rounded down; none if absent, malformed or zero.
std::optional<std::uint32_t> ptime(const MediaSection& section);
std::optional<std::uint32_t> max_ptime(const MediaSection& section);

/// a=group (RFC 5888): semantics, e.g. BUNDLE, and the mids in it.
struct Group {
  std::string_view semantics;
  std::vector<std::string_view> mids;
};
/// All groups of the session level, in order.
std::vector<Group> groups(const Session& session);

/// ICE credentials (RFC 8839 section 5.4).
struct IceCredentials {
  std::string_view ufrag, password;
};
/// Those in force for the section: each word its own or else the session's; none if one of the two
/// is missing or shorter than the RFC's minimum (4 and 22 characters).
std::optional<IceCredentials> ice_credentials(const Session& session, const MediaSection& section);
bool has_candidates(const MediaSection& section);
/// a=ice-lite, which stands at the session level.
bool is_ice_lite(const Session& session);

/// a=crypto (RFC 4568), whatever is in it.
bool has_crypto(const MediaSection& section);

/// a=fingerprint (RFC 8122).
struct Fingerprint {
  std::string_view hash;    ///< e.g. `sha-256`, as written
  std::string_view digest;  ///< bytes in hexadecimal with colons between, as written
};
/// The section's first, else the session's first.
std::optional<Fingerprint> fingerprint(const Session& session, const MediaSection& section);

/// a=setup (RFC 4145).
enum class Setup : std::uint8_t { active, passive, actpass, holdconn };
std::string_view to_string(Setup setup);
/// The section's own, else the session's; none if absent or unknown.
std::optional<Setup> setup(const Session& session, const MediaSection& section);

/// a=extmap (RFC 8285 section 5).
struct ExtensionMap {
  std::uint16_t id = 0;
  std::optional<Direction> direction;
  std::string_view uri;
  std::string_view attributes;  ///< what follows the URI
};
/// The well-formed ones of the section, in order.
std::vector<ExtensionMap> extension_maps(const MediaSection& section);

}  // namespace rtpengine::sdp
