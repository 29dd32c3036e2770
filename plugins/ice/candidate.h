// SPDX-License-Identifier: GPL-3.0-or-later
//
// Candidates and their SDP attribute, a=candidate (RFC 8839 section 5.1).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <rtpengine/types.h>

namespace rtpengine::ice {

enum class CandidateType : std::uint8_t { host, server_reflexive, peer_reflexive, relayed };

/// The word behind "typ": "host", "srflx", "prflx", "relay".
const char* to_text(CandidateType type) noexcept;

/// 1 to 32 characters; two candidates with the same one are likely to share their fate
/// (RFC 8445 section 5.1.1.3).
class Foundation {
 public:
  static constexpr std::size_t kLongest = 32;

  Foundation() = default;
  /// Cut to the longest there is.
  explicit Foundation(std::string_view text) noexcept;

  std::string_view text() const noexcept { return {text_.data(), size_}; }
  bool operator==(const Foundation& other) const noexcept { return text() == other.text(); }

 private:
  std::array<char, kLongest> text_ = {};
  std::uint8_t size_ = 0;
};

struct Candidate {
  Foundation foundation;
  Component component = Component::rtp;
  CandidateType type = CandidateType::host;
  std::uint32_t priority = 0;  ///< 1 to 2^31 - 1
  Endpoint address = {};
  Endpoint related = {};  ///< raddr and rport; family none: not given
};

/// What was found in the value of an a=candidate line. All but `good` and `malformed` are
/// candidates of kinds that are left out (RFC 8839 section 5.1: ignored, no error).
enum class CandidateVerdict : std::uint8_t {
  good,
  malformed,         ///< not the grammar of RFC 8839, or a value out of range
  other_transport,   ///< TCP, or anything else but UDP
  other_component,   ///< neither RTP nor RTCP
  host_name,         ///< a name in place of the address, as of mDNS ("….local")
  unusable_address,  ///< unspecified, multicast, or port 0
  other_type,        ///< a type that is not known
};

/// One sentence for log lines; a string constant.
const char* describe(CandidateVerdict verdict) noexcept;

struct ParsedCandidate {
  CandidateVerdict verdict = CandidateVerdict::malformed;
  Candidate candidate;     ///< whole if the verdict is good
  std::string_view ufrag;  ///< extension of trickle ICE (RFC 8840): of which generation; or empty
};

/// Read what follows "a=candidate:". `ufrag` points into `value`.
ParsedCandidate parse_candidate(std::string_view value) noexcept;

/// What follows "a=candidate:", as parse_candidate reads it.
std::string print_candidate(const Candidate& candidate);

}  // namespace rtpengine::ice
