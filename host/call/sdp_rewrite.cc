// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdp_rewrite.h"

#include <algorithm>

#include "sdp/attributes.h"

namespace rtpengine::call {
namespace {

/// Session attributes that speak of what ends at us.
bool ends_here(std::string_view name, const sdp::Line& line, bool keep_direction) {
  if (name == "extmap") return true;
  if (name == "group") return line.attribute_value().starts_with("BUNDLE");
  if (name == kLoopAttribute) return true;
  if (sdp::is_direction_attribute(name)) return !keep_direction;
  return sdp::is_ice_attribute(name) || sdp::is_dtls_attribute(name);
}

/// Media attributes that are written anew, or that speak of what ends at us.
bool is_replaced(std::string_view name, const ShownMedia& shown, bool keep_direction) {
  if (name == "rtcp") return !shown.leaves_addresses;
  if (name == "rtcp-mux" || name == "mid" || name == "bundle-only") return true;
  if (sdp::is_direction_attribute(name)) return !keep_direction;
  if (sdp::is_dtls_attribute(name) || sdp::is_sdes_attribute(name)) return !shown.leaves_keys;
  return sdp::is_ice_attribute(name);
}

/// RFC 9143 section 9.3: RTP that is bundled has rtcp-mux.
bool may_be_bundled(const ShownMedia& media) {
  return !media.off && !media.mid.empty() && (media.rtcp_mux || !media.is_rtp);
}

void write_bundles(sdp::Session& session, const std::vector<ShownMedia>& all) {
  for (const ShownMedia& media : all) {
    if (!media.bundle || !may_be_bundled(media)) continue;
    session.add_attribute("group", "BUNDLE " + std::string(media.mid));
  }
}

void rewrite_session_level(sdp::Session& session, const ShownSession& shown,
                           const Request& request) {
  std::erase_if(session.lines, [&](const sdp::Line& line) {
    const auto name = line.name();
    return !name.empty() && ends_here(name, line, request.original_sendrecv);
  });
  const bool left = std::any_of(shown.media.begin(), shown.media.end(),
                                [](const ShownMedia& media) { return media.leaves_addresses; });
  if (request.replace.origin && shown.address && !left) session.set_origin_address(shown.address);
  bool section_without = false;
  for (const sdp::MediaSection& section : session.media) {
    section_without = section_without || !section.connection();
  }
  const bool replace = !left && request.replace.session_connection && session.connection();
  if (shown.address && (replace || section_without)) session.set_connection(shown.connection);
  write_bundles(session, shown.media);
  if (!shown.loop_mark.empty()) {
    session.lines.push_back(
        {'a', session.keepf("%.*s:%.*s", int(kLoopAttribute.size()), kLoopAttribute.data(),
                            int(shown.loop_mark.size()), shown.loop_mark.data())});
  }
}

void switch_off(sdp::MediaSection& section) {
  section.port = 0;
  section.port_count = 1;
  section.remove_lines([](const sdp::Line& line) { return line.type == 'a'; });
}

void write_rtcp(sdp::Session& session, sdp::MediaSection& section, const ShownMedia& shown,
                const Request& request) {
  if (!shown.is_rtp) return;
  if (!request.no_rtcp_attribute && !shown.leaves_addresses) {
    std::string value = std::to_string(shown.rtcp_port);
    if (request.full_rtcp_attribute) {
      value += " IN ";
      value += net::sdp_name(shown.address.family);
      value += " " + shown.address.to_string();
    }
    session.add_attribute(section, "rtcp", value);
  }
  if (shown.rtcp_mux) session.add_attribute(section, "rtcp-mux", {});
}

void rewrite_section(sdp::Session& session, sdp::MediaSection& section, const ShownMedia& shown,
                     const net::IpAddress& session_address, const Request& request) {
  section.remove_lines([&](const sdp::Line& line) {
    const auto name = line.name();
    return !name.empty() && is_replaced(name, shown, request.original_sendrecv);
  });
  section.protocol = session.keep(std::string(shown.protocol));
  if (!shown.leaves_addresses) {
    section.port = shown.rtp_port;
    section.port_count = 1;
    if (section.connection() || shown.address != session_address) {
      session.set_connection(section, shown.address);
    }
  }
  if (!shown.mid.empty()) session.add_attribute(section, "mid", shown.mid);
  if (!request.original_sendrecv) {
    session.add_attribute(section, sdp::to_string(shown.direction), {});
  }
  write_rtcp(session, section, shown, request);
  for (const std::string& value : shown.crypto) session.add_attribute(section, "crypto", value);
}

void keep_connection(const sdp::Session& session, sdp::MediaSection& section) {
  if (section.connection()) return;
  for (const sdp::Line& line : session.lines) {
    if (line.type != 'c') continue;
    section.lines.insert(section.lines.begin(), line);
    return;
  }
}

/// It has for itself what the session level says of how it is secured.
void keep_dtls(const sdp::Session& session, sdp::MediaSection& section) {
  for (const sdp::Line& line : session.lines) {
    const auto name = line.name();
    if (sdp::is_dtls_attribute(name) && !section.has_attribute(name)) section.lines.push_back(line);
  }
}

}  // namespace

void rewrite(sdp::Session& session, const ShownSession& shown, const Request& request) {
  for (std::size_t i = 0; i < session.media.size() && i < shown.media.size(); ++i) {
    const ShownMedia& media = shown.media[i];
    if (media.off) continue;
    // What is not relayed keeps the address in force for it, and what it needs for TLS of its own.
    if (media.untouched || media.leaves_addresses) keep_connection(session, session.media[i]);
    if (media.untouched || media.leaves_keys) keep_dtls(session, session.media[i]);
  }
  rewrite_session_level(session, shown, request);
  for (std::size_t i = 0; i < session.media.size() && i < shown.media.size(); ++i) {
    const ShownMedia& media = shown.media[i];
    if (media.untouched) continue;
    if (media.off) {
      switch_off(session.media[i]);
      if (session.media[i].connection()) session.set_connection(session.media[i], shown.address);
    } else {
      rewrite_section(session, session.media[i], media, shown.connection, request);
    }
  }
}

}  // namespace rtpengine::call
