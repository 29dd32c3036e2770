// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the ICE attributes of one media, and those at the session level, say about a party
// (RFC 8839 section 5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "candidate.h"
#include "credentials.h"

namespace rtpengine::ice {

/// Whether an attribute of SDP belongs to ICE, by its name.
bool is_ice_attribute(std::string_view name) noexcept;

/// What became of an attribute.
enum class AttributeVerdict : std::uint8_t {
  taken,
  not_ice,
  malformed,
  left_out,        ///< a candidate of a kind that is not used; candidates_left_out counts it
  too_many,        ///< more candidates than a description holds
  old_generation,  ///< a candidate with the ufrag of another generation
};

/// A party's side of one media. Filled attribute by attribute: those of the session first, then
/// those of the media, which go before.
struct Description {
  static constexpr std::size_t kMaxCandidates = 64;

  Credentials credentials;
  std::vector<Candidate> candidates;
  std::vector<Candidate> remote_candidates;  ///< of a=remote-candidates: component and address only
  bool lite = false;
  bool ice2 = false;     ///< "ice2": it speaks RFC 8445, so nomination is regular
  bool trickle = false;  ///< "trickle": more candidates may follow (RFC 8840)
  bool end_of_candidates = false;
  /// Candidates left out, by CandidateVerdict.
  std::array<std::uint32_t, 7> candidates_left_out = {};

  /// One line "a=NAME:VALUE".
  AttributeVerdict add(std::string_view name, std::string_view value);

  /// Whether both credentials are there: without them the party does not use ICE.
  bool uses_ice() const noexcept {
    return !credentials.ufrag.empty() && !credentials.password.empty();
  }

 private:
  AttributeVerdict add_candidate(std::string_view value);
  AttributeVerdict add_options(std::string_view value);
  AttributeVerdict add_remote_candidates(std::string_view value);
};

/// The value of a=remote-candidates (RFC 8839 section 5.2) for these selected ones.
std::string print_remote_candidates(const std::vector<Candidate>& candidates);

}  // namespace rtpengine::ice
