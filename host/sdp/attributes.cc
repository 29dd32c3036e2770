// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attributes as an offer/answer engine asks about them.
#include "sdp/attributes.h"

#include <algorithm>

#include "base/text.h"
#include "sdp/text.h"

namespace rtpengine::sdp {
namespace {

constexpr std::size_t kMinUfrag = 4;      // RFC 8839 section 5.4
constexpr std::size_t kMinPassword = 22;  // same

template <std::size_t size>
bool is_one_of(std::string_view name, const std::string_view (&names)[size]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// The section's own attribute, else the session's.
const Line* attribute_for(const Session& session, const MediaSection& section,
                          std::string_view name) {
  const Line* own = section.attribute(name);
  return own != nullptr ? own : session.attribute(name);
}

std::optional<std::uint32_t> milliseconds(const MediaSection& section, std::string_view name) {
  const Line* line = section.attribute(name);
  if (line == nullptr) return {};
  std::string_view text = line->attribute_value();
  text = take_word(text);
  // Fractions are allowed (RFC 8866 section 6.4).
  const auto time = base::parse_unsigned<std::uint32_t>(text.substr(0, text.find('.')));
  if (!time || *time == 0) return {};
  return time;
}

std::optional<ExtensionMap> parse_extension_map(std::string_view value) {
  std::string_view key = take_word(value);
  const std::size_t slash = std::min(key.find('/'), key.size());
  const auto id = base::parse_unsigned<std::uint16_t>(key.substr(0, slash));
  ExtensionMap map;
  map.uri = take_word(value);
  if (!id || *id == 0 || map.uri.empty()) return {};
  map.id = *id;
  map.attributes = trim(value);
  if (slash != key.size()) {
    map.direction = parse_direction(key.substr(slash + 1));
    if (!map.direction) return {};
  }
  return map;
}

}  // namespace

bool is_direction_attribute(std::string_view name) { return parse_direction(name).has_value(); }

bool is_ice_attribute(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "candidate",  "end-of-candidates", "ice-lite",  "ice-mismatch",     "ice-options",
      "ice-pacing", "ice-pwd",           "ice-ufrag", "remote-candidates"};
  return is_one_of(name, kNames);
}

bool is_dtls_attribute(std::string_view name) {
  static constexpr std::string_view kNames[] = {"fingerprint", "setup", "tls-id"};
  return is_one_of(name, kNames);
}

bool is_sdes_attribute(std::string_view name) { return name == "crypto"; }

std::optional<std::uint8_t> payload_type_of(const Line& line) {
  static constexpr std::string_view kNames[] = {"rtpmap", "fmtp", "rtcp-fb"};
  if (!is_one_of(line.name(), kNames)) return {};
  std::string_view value = line.attribute_value();
  const auto type = base::parse_unsigned<std::uint8_t>(take_word(value));
  return type && *type <= 127 ? type : std::nullopt;
}

std::string_view fmtp(const MediaSection& section, unsigned payload_type) {
  for (const Line& line : section.lines) {
    if (line.type != 'a' || line.name() != "fmtp") continue;
    std::string_view value = line.attribute_value();
    if (base::parse_unsigned<unsigned>(take_word(value)) == payload_type) return trim(value);
  }
  return {};
}

std::string_view mid(const MediaSection& section) {
  const Line* line = section.attribute("mid");
  return line != nullptr ? line->attribute_value() : std::string_view{};
}

std::optional<std::uint32_t> ptime(const MediaSection& section) {
  return milliseconds(section, "ptime");
}

std::optional<std::uint32_t> max_ptime(const MediaSection& section) {
  return milliseconds(section, "maxptime");
}

std::vector<Group> groups(const Session& session) {
  std::vector<Group> all;
  for (const Line& line : session.lines) {
    if (line.type != 'a' || line.name() != "group") continue;
    std::string_view value = line.attribute_value();
    Group group;
    group.semantics = take_word(value);
    if (group.semantics.empty()) continue;
    for (std::string_view word; !(word = take_word(value)).empty();) group.mids.push_back(word);
    all.push_back(std::move(group));
  }
  return all;
}

std::optional<IceCredentials> ice_credentials(const Session& session, const MediaSection& section) {
  const Line* ufrag = attribute_for(session, section, "ice-ufrag");
  const Line* password = attribute_for(session, section, "ice-pwd");
  if (ufrag == nullptr || password == nullptr) return {};
  const IceCredentials credentials{ufrag->attribute_value(), password->attribute_value()};
  if (credentials.ufrag.size() < kMinUfrag || credentials.password.size() < kMinPassword) return {};
  return credentials;
}

bool has_candidates(const MediaSection& section) { return section.has_attribute("candidate"); }

bool is_ice_lite(const Session& session) { return session.has_attribute("ice-lite"); }

bool has_crypto(const MediaSection& section) { return section.has_attribute("crypto"); }

std::optional<Fingerprint> fingerprint(const Session& session, const MediaSection& section) {
  const Line* line = attribute_for(session, section, "fingerprint");
  if (line == nullptr) return {};
  std::string_view value = line->attribute_value();
  Fingerprint print;
  print.hash = take_word(value);
  print.digest = take_word(value);
  if (print.digest.empty()) return {};
  return print;
}

std::string_view to_string(Setup setup) {
  switch (setup) {
    case Setup::active:
      return "active";
    case Setup::passive:
      return "passive";
    case Setup::actpass:
      return "actpass";
    case Setup::holdconn:
      return "holdconn";
  }
  return "actpass";
}

std::optional<Setup> setup(const Session& session, const MediaSection& section) {
  const Line* line = attribute_for(session, section, "setup");
  if (line == nullptr) return {};
  for (const Setup role : {Setup::active, Setup::passive, Setup::actpass, Setup::holdconn}) {
    if (base::iequals(line->attribute_value(), to_string(role))) return role;
  }
  return {};
}

std::vector<ExtensionMap> extension_maps(const MediaSection& section) {
  std::vector<ExtensionMap> maps;
  for (const Line& line : section.lines) {
    if (line.type != 'a' || line.name() != "extmap") continue;
    if (const auto map = parse_extension_map(line.attribute_value())) maps.push_back(*map);
  }
  return maps;
}

}  // namespace rtpengine::sdp
