// SPDX-License-Identifier: GPL-3.0-or-later
//
// ICE attributes of SDP.

#include "description.h"

#include <algorithm>
#include <utility>

#include "endpoint.h"
#include "words.h"

namespace rtpengine::ice {
namespace {

constexpr std::string_view kNames[] = {
    "candidate",  "end-of-candidates", "ice-lite",  "ice-mismatch",      "ice-options",
    "ice-pacing", "ice-pwd",           "ice-ufrag", "remote-candidates",
};

AttributeVerdict take(bool well_formed, std::string_view value, std::string* out) {
  if (!well_formed) return AttributeVerdict::malformed;
  *out = value;
  return AttributeVerdict::taken;
}

}  // namespace

bool is_ice_attribute(std::string_view name) noexcept {
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

AttributeVerdict Description::add(std::string_view name, std::string_view value) {
  if (name == "ice-ufrag") return take(is_ufrag(value), value, &credentials.ufrag);
  if (name == "ice-pwd") return take(is_password(value), value, &credentials.password);
  if (name == "candidate") return add_candidate(value);
  if (name == "ice-options") return add_options(value);
  if (name == "remote-candidates") return add_remote_candidates(value);
  if (name == "ice-lite") {
    lite = true;
  } else if (name == "end-of-candidates") {
    end_of_candidates = true;
  } else if (!is_ice_attribute(name)) {
    return AttributeVerdict::not_ice;
  }
  return AttributeVerdict::taken;
}

AttributeVerdict Description::add_candidate(std::string_view value) {
  const ParsedCandidate parsed = parse_candidate(value);
  if (parsed.verdict != CandidateVerdict::good) {
    ++candidates_left_out[static_cast<std::size_t>(parsed.verdict)];
    return parsed.verdict == CandidateVerdict::malformed ? AttributeVerdict::malformed
                                                         : AttributeVerdict::left_out;
  }
  if (!parsed.ufrag.empty() && !credentials.ufrag.empty() && parsed.ufrag != credentials.ufrag) {
    return AttributeVerdict::old_generation;
  }
  if (candidates.size() == kMaxCandidates) return AttributeVerdict::too_many;
  candidates.push_back(parsed.candidate);
  return AttributeVerdict::taken;
}

AttributeVerdict Description::add_options(std::string_view value) {
  for (std::string_view word = next_word(&value); !word.empty(); word = next_word(&value)) {
    if (word == "ice2") ice2 = true;
    if (word == "trickle") trickle = true;
  }
  return AttributeVerdict::taken;
}

AttributeVerdict Description::add_remote_candidates(std::string_view value) {
  std::vector<Candidate> read;
  for (std::string_view word = next_word(&value); !word.empty(); word = next_word(&value)) {
    std::uint32_t component = 0;
    std::uint16_t port = 0;
    Candidate candidate;
    const std::string_view address = next_word(&value);
    if (!parse_number(word, &component) || component == 0 || component > 2 ||
        !parse_number(next_word(&value), &port) ||
        !parse_endpoint(address, port, &candidate.address)) {
      return AttributeVerdict::malformed;
    }
    if (read.size() == kMaxCandidates) return AttributeVerdict::too_many;
    candidate.component = static_cast<Component>(component);
    read.push_back(candidate);
  }
  remote_candidates = std::move(read);
  return AttributeVerdict::taken;
}

std::string print_remote_candidates(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const Candidate& candidate : candidates) {
    if (!text.empty()) text += ' ';
    text += std::to_string(static_cast<unsigned>(candidate.component)) + " " +
            address_text(candidate.address) + " " + std::to_string(candidate.address.port);
  }
  return text;
}

}  // namespace rtpengine::ice
