// SPDX-License-Identifier: GPL-3.0-or-later
//
// ICE attributes of SDP, one a line, "name:value": a candidate that was read is printed and read as
// it was; a description holds no more than it says.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plugins/ice/candidate.h"
#include "plugins/ice/description.h"
#include "plugins/ice/endpoint.h"

namespace {

using namespace rtpengine::ice;

void require(bool condition) {
  if (!condition) std::abort();
}

void round_trip(const Candidate& candidate) {
  require(candidate.priority != 0 && is_usable(candidate.address));
  const std::string printed = print_candidate(candidate);
  const ParsedCandidate again = parse_candidate(printed);
  require(again.verdict == CandidateVerdict::good);
  require(same(again.candidate.address, candidate.address));
  require(same(again.candidate.related, candidate.related));
  require(print_candidate(again.candidate) == printed);
}

void add_line(std::string_view line, Description* out) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  static_cast<void>(out->add(name, value));
  require(*describe(parse_candidate(value).verdict) != '\0');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Description description;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    add_line(text.substr(0, end), &description);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  require(description.candidates.size() <= Description::kMaxCandidates);
  require(description.remote_candidates.size() <= Description::kMaxCandidates);
  require(description.credentials.ufrag.empty() || is_ufrag(description.credentials.ufrag));
  for (const Candidate& candidate : description.candidates) round_trip(candidate);
  return 0;
}
