// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the DTLS attributes of one media, and those at the session level, say about a party
// (RFC 8122, 4145, 8842).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fingerprint.h"
#include "setup.h"

namespace rtpengine::dtls {

/// Whether an attribute of SDP belongs to DTLS, by its name.
bool is_dtls_attribute(std::string_view name) noexcept;

/// What became of an attribute.
enum class AttributeVerdict : std::uint8_t {
  taken,
  not_dtls,
  malformed,
  unknown_hash,  ///< a fingerprint by a hash function that we do not have
  too_many,      ///< more fingerprints than a description holds
};

/// A party's side. One is filled from the session level, one from the media; `over` joins them.
struct Description {
  FingerprintSet fingerprints;
  std::optional<Setup> setup;
  std::string tls_id;  ///< RFC 8842 section 4; empty: none

  /// One line "a=NAME:VALUE".
  AttributeVerdict add(std::string_view name, std::string_view value);

  /// Without a fingerprint the party does not use DTLS (RFC 5763 section 5).
  bool uses_dtls() const noexcept { return !fingerprints.empty(); }
};

/// What holds for a media: its own attributes, and those of the session where it has none.
Description over(const Description& session, Description media);

/// Whether the party asks for a new association (RFC 8842 section 3.1): another tls-id, or other
/// fingerprints. Setup is left to the negotiation of roles; that tls-id comes or goes counts.
bool asks_for_new_association(const Description& before, const Description& after) noexcept;

}  // namespace rtpengine::dtls
