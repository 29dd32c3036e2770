// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS attributes, line by line.

#include "description.h"

#include <algorithm>
#include <utility>

#include "words.h"

namespace rtpengine::dtls {
namespace {

constexpr std::string_view kFingerprint = "fingerprint";
constexpr std::string_view kSetup = "setup";
constexpr std::string_view kTlsId = "tls-id";

/// tls-id-value (RFC 8842 section 4).
bool is_tls_id(std::string_view text) noexcept {
  return text.size() >= 20 && text.size() <= 255 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '+' || c == '/' || c == '-' || c == '_';
         });
}

AttributeVerdict add_fingerprint(std::string_view value, FingerprintSet* out) {
  const ParsedFingerprint parsed = parse_fingerprint(value);
  switch (parsed.verdict) {
    case FingerprintVerdict::good:
      return out->add(parsed.fingerprint) ? AttributeVerdict::taken : AttributeVerdict::too_many;
    case FingerprintVerdict::unknown_hash:
      return AttributeVerdict::unknown_hash;
    case FingerprintVerdict::malformed:
      break;
  }
  return AttributeVerdict::malformed;
}

}  // namespace

bool is_dtls_attribute(std::string_view name) noexcept {
  return same_word(name, kFingerprint) || same_word(name, kSetup) || same_word(name, kTlsId);
}

AttributeVerdict Description::add(std::string_view name, std::string_view value) {
  if (same_word(name, kFingerprint)) return add_fingerprint(value, &fingerprints);
  if (same_word(name, kSetup)) {
    const std::optional<Setup> parsed = parse_setup(value);
    if (!parsed) return AttributeVerdict::malformed;
    setup = parsed;
    return AttributeVerdict::taken;
  }
  if (!same_word(name, kTlsId)) return AttributeVerdict::not_dtls;
  if (!is_tls_id(trim(value))) return AttributeVerdict::malformed;
  tls_id = trim(value);
  return AttributeVerdict::taken;
}

Description over(const Description& session, Description media) {
  if (media.fingerprints.empty()) media.fingerprints = session.fingerprints;
  if (!media.setup) media.setup = session.setup;
  if (media.tls_id.empty()) media.tls_id = session.tls_id;
  return media;
}

bool asks_for_new_association(const Description& before, const Description& after) noexcept {
  return before.tls_id != after.tls_id || !(before.fingerprints == after.fingerprints);
}

}  // namespace rtpengine::dtls
