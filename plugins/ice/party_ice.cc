// SPDX-License-Identifier: GPL-3.0-or-later
#include "party_ice.h"

#include <algorithm>
#include <string_view>

#include <rtpengine/value_view.h>

namespace rtpengine::ice {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kMostLines = 4 * Description::kMaxCandidates;

/// ICE attributes of a section whose name is not among `known`.
void append_lines(SdpBody* body, std::uint32_t section, const Lines& known, Lines& out) {
  SdpLine line = {};
  for (std::uint32_t i = 0; body->line(section, i, &line) == Status::ok; ++i) {
    if (line.type != 'a' || out.size() == kMostLines) continue;
    const std::string_view text = view(line.value);
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    if (!is_ice_attribute(name)) continue;
    const auto same = [name](const auto& one) { return one.first == name; };
    if (std::any_of(known.begin(), known.end(), same)) continue;
    out.emplace_back(name, colon == std::string_view::npos ? "" : text.substr(colon + 1));
  }
}

void write_candidates(SdpBody* body, std::uint32_t media, std::span<const Candidate> candidates) {
  for (const Candidate& candidate : candidates) {
    body->add_attribute(media, slice("candidate"), slice(print_candidate(candidate)));
  }
}

bool is_relay(const std::pair<std::string, std::string>& line) {
  if (line.first != "candidate") return false;
  const ParsedCandidate parsed = parse_candidate(line.second);
  return parsed.verdict == CandidateVerdict::good &&
         parsed.candidate.type == CandidateType::relayed;
}

}  // namespace

PartyIce read_ice(std::vector<std::pair<std::string, std::string>> lines) {
  PartyIce party;
  party.lines = std::move(lines);
  // Credentials first: candidates may say which generation they belong to.
  for (const bool candidates : {false, true}) {
    for (const auto& [name, value] : party.lines) {
      if ((name == "candidate") == candidates) party.description.add(name, value);
    }
  }
  return party;
}

PartyIce read_ice(SdpBody* body, std::uint32_t media) {
  Lines of_media;
  append_lines(body, media, {}, of_media);
  Lines all;
  append_lines(body, sdp_session, of_media, all);
  all.insert(all.end(), of_media.begin(), of_media.end());
  return read_ice(std::move(all));
}

void write_ice(SdpBody* body, std::uint32_t media, const Credentials& credentials,
               std::span<const Candidate> candidates) {
  body->add_attribute(media, slice("ice-ufrag"), slice(credentials.ufrag));
  body->add_attribute(media, slice("ice-pwd"), slice(credentials.password));
  write_candidates(body, media, candidates);
}

void write_passed(SdpBody* body, std::uint32_t media, const PartyIce& party, bool without_relays,
                  std::span<const Candidate> ours) {
  bool ended = false;
  for (const auto& line : party.lines) {
    if (without_relays && is_relay(line)) continue;
    if (line.first == "end-of-candidates") {
      ended = true;
      continue;
    }
    SdpLine there = {};
    const std::uint32_t section = line.first == "ice-lite" ? std::uint32_t(sdp_session) : media;
    const bool once = section == sdp_session &&
                      body->find_attribute(section, slice(line.first), 0, &there) == Status::ok;
    if (!once) body->add_attribute(section, slice(line.first), slice(line.second));
  }
  write_candidates(body, media, ours);
  if (ended) body->add_attribute(media, slice("end-of-candidates"), {});
}

}  // namespace rtpengine::ice
