// SPDX-License-Identifier: GPL-3.0-or-later
//
// a=candidate: reader and printer.

#include "candidate.h"

#include <algorithm>

#include "endpoint.h"
#include "words.h"

namespace rtpengine::ice {
namespace {

constexpr std::uint32_t kMaxPriority = 0x7fffffff;

constexpr CandidateType kTypes[] = {CandidateType::host, CandidateType::server_reflexive,
                                    CandidateType::peer_reflexive, CandidateType::relayed};

bool read_type(std::string_view word, CandidateType* out) noexcept {
  const auto* const found =
      std::find_if(std::begin(kTypes), std::end(kTypes),
                   [word](CandidateType type) { return same_word(word, to_text(type)); });
  if (found == std::end(kTypes)) return false;
  *out = *found;
  return true;
}

bool looks_like_name(std::string_view word) noexcept {
  const bool all = std::all_of(word.begin(), word.end(), [](char c) {
    return (is_ice_char(c) && c != '+' && c != '/') || c == '-' || c == '.';
  });
  return !word.empty() && all && !std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '.';
  });
}

/// The words up to the type, which are there in this order.
struct Words {
  std::string_view foundation, component, transport, priority, address, port, typ, type;
};

Words split(std::string_view* value) noexcept {
  Words words;
  for (std::string_view* word :
       {&words.foundation, &words.component, &words.transport, &words.priority, &words.address,
        &words.port, &words.typ, &words.type}) {
    *word = next_word(value);
  }
  return words;
}

CandidateVerdict read_address(const Words& words, std::uint16_t port, Candidate* out) noexcept {
  if (!parse_endpoint(words.address, port, &out->address)) {
    return looks_like_name(words.address) ? CandidateVerdict::host_name
                                          : CandidateVerdict::malformed;
  }
  return is_usable(out->address) ? CandidateVerdict::good : CandidateVerdict::unusable_address;
}

/// Fields in the order in which a candidate can be of a kind that is left out: the grammar first.
CandidateVerdict read_words(const Words& words, Candidate* out) noexcept {
  std::uint32_t component = 0;
  std::uint16_t port = 0;
  if (!is_ice_text(words.foundation, 1, Foundation::kLongest) ||
      !parse_number(words.component, &component) || component == 0 || component > 256 ||
      words.transport.empty() || !parse_number(words.priority, &out->priority) ||
      out->priority == 0 || out->priority > kMaxPriority || !parse_number(words.port, &port) ||
      words.typ != "typ" || words.type.empty()) {
    return CandidateVerdict::malformed;
  }
  if (!same_word(words.transport, "UDP")) return CandidateVerdict::other_transport;
  if (component > 2) return CandidateVerdict::other_component;
  if (!read_type(words.type, &out->type)) return CandidateVerdict::other_type;
  out->foundation = Foundation(words.foundation);
  out->component = static_cast<Component>(component);
  return read_address(words, port, out);
}

/// raddr, rport and the extensions: pairs of a name and a value. Names without a value are let
/// pass: nothing that is used here can be missed by that.
void read_extensions(std::string_view rest, ParsedCandidate* out) noexcept {
  std::string_view address;
  std::uint16_t port = 0;
  for (std::string_view name = next_word(&rest); !name.empty(); name = next_word(&rest)) {
    const std::string_view value = next_word(&rest);
    if (name == "raddr") address = value;
    if (name == "rport") static_cast<void>(parse_number(value, &port));
    if (name == "ufrag" && is_ice_text(value, 4, 256)) out->ufrag = value;
  }
  // Of use to people only: browsers hide it as 0.0.0.0, which is no defect.
  static_cast<void>(parse_endpoint(address, port, &out->candidate.related));
}

}  // namespace

const char* to_text(CandidateType type) noexcept {
  switch (type) {
    case CandidateType::host:
      return "host";
    case CandidateType::server_reflexive:
      return "srflx";
    case CandidateType::peer_reflexive:
      return "prflx";
    case CandidateType::relayed:
      return "relay";
  }
  return "unknown";
}

Foundation::Foundation(std::string_view text) noexcept
    : size_(static_cast<std::uint8_t>(std::min(text.size(), kLongest))) {
  std::copy_n(text.begin(), size_, text_.begin());
}

const char* describe(CandidateVerdict verdict) noexcept {
  switch (verdict) {
    case CandidateVerdict::good:
      return "a candidate";
    case CandidateVerdict::malformed:
      return "it is not written as RFC 8839 says";
    case CandidateVerdict::other_transport:
      return "its transport is not UDP";
    case CandidateVerdict::other_component:
      return "its component is neither RTP nor RTCP";
    case CandidateVerdict::host_name:
      return "it has a host name in place of an address";
    case CandidateVerdict::unusable_address:
      return "nothing can be sent to its address and port";
    case CandidateVerdict::other_type:
      return "its type is not known";
  }
  return "unknown verdict";
}

ParsedCandidate parse_candidate(std::string_view value) noexcept {
  ParsedCandidate out;
  const Words words = split(&value);
  out.verdict = read_words(words, &out.candidate);
  if (out.verdict == CandidateVerdict::good) read_extensions(value, &out);
  return out;
}

std::string print_candidate(const Candidate& candidate) {
  std::string text(candidate.foundation.text());
  text += " " + std::to_string(static_cast<unsigned>(candidate.component));
  text += " UDP " + std::to_string(candidate.priority);
  text += " " + address_text(candidate.address) + " " + std::to_string(candidate.address.port);
  text += std::string(" typ ") + to_text(candidate.type);
  if (candidate.related.family != AddressFamily::none) {
    text += " raddr " + address_text(candidate.related);
    text += " rport " + std::to_string(candidate.related.port);
  }
  return text;
}

}  // namespace rtpengine::ice
