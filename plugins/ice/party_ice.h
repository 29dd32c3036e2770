// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ICE attributes of one media in a body, read and written.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <rtpengine/sdp.h>

#include "candidate.h"
#include "credentials.h"
#include "description.h"

namespace rtpengine::ice {

/// What a party says of its ICE for one media.
struct PartyIce {
  Description description;
  /// Its lines, name and value, to be passed on as they are: those of the media, and of the session
  /// where the media has no own.
  std::vector<std::pair<std::string, std::string>> lines;

  bool uses_ice() const noexcept { return description.uses_ice(); }
};

/// Of section `media` of a body. What cannot be read is left out.
PartyIce read_ice(SdpBody* body, std::uint32_t media);

/// From lines as PartyIce has them.
PartyIce read_ice(std::vector<std::pair<std::string, std::string>> lines);

/// Write credentials and candidates of ours.
void write_ice(SdpBody* body, std::uint32_t media, const Credentials& credentials,
               std::span<const Candidate> candidates);

/// Write the party's lines, but for candidates of the type relay if `without_relays`, and
/// candidates of ours behind its own.
void write_passed(SdpBody* body, std::uint32_t media, const PartyIce& party, bool without_relays,
                  std::span<const Candidate> ours);

}  // namespace rtpengine::ice
