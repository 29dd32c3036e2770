// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fuzz target: bodies. Whatever is taken must come out of print and parse unchanged, must answer
// every question, and must still be a body after edits.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "sdp/attributes.h"
#include "sdp/crypto.h"
#include "sdp/session.h"

namespace {

using rtpengine::net::IpAddress;
using rtpengine::sdp::MediaSection;
using rtpengine::sdp::Session;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "sdp_fuzz: %s\n", what);
  std::abort();
}

/// Reads every byte of the text, so that a stale view is seen.
std::size_t touch(std::string_view text) {
  std::size_t sum = 0;
  for (const char c : text) sum += static_cast<unsigned char>(c);
  return sum;
}

/// What is understood of a=crypto is the same after printing it.
std::size_t ask_crypto(std::string_view value) {
  const auto crypto = rtpengine::sdp::parse_crypto(value);
  if (!crypto) return touch(crypto.error());
  require(!crypto->keys.empty() && !crypto->suite.empty(), "crypto without suite or key");
  const std::string printed = to_string(*crypto);
  const auto again = rtpengine::sdp::parse_crypto(printed);
  require(bool(again), "printed crypto is refused");
  require(to_string(*again) == printed, "round trip changed crypto");
  return touch(printed);
}

std::size_t ask(const Session& session, const MediaSection& section) {
  std::size_t sum = 0;
  for (const auto value : rtpengine::sdp::crypto_values(section)) sum += ask_crypto(value);
  if (const auto connection = session.connection_for(section))
    sum += touch(connection->address_text);
  if (const auto rtcp = section.rtcp()) sum += rtcp->port;
  for (const auto& map : section.rtpmaps()) {
    sum += touch(map.encoding) + touch(rtpengine::sdp::fmtp(section, map.payload_type));
    require(map.clock_rate != 0 && map.channels != 0 && map.payload_type < 128, "rtpmap range");
  }
  sum += static_cast<std::size_t>(session.direction_for(section));
  sum += touch(rtpengine::sdp::mid(section));
  sum +=
      rtpengine::sdp::ptime(section).value_or(0) + rtpengine::sdp::max_ptime(section).value_or(0);
  if (const auto ice = rtpengine::sdp::ice_credentials(session, section))
    sum += touch(ice->ufrag) + touch(ice->password);
  if (const auto print = rtpengine::sdp::fingerprint(session, section))
    sum += touch(print->hash) + touch(print->digest);
  if (const auto setup = rtpengine::sdp::setup(session, section)) sum += touch(to_string(*setup));
  for (const auto& map : rtpengine::sdp::extension_maps(section))
    sum += touch(map.uri) + touch(map.attributes);
  for (const auto& line : section.lines)
    sum += touch(line.name()) + touch(line.attribute_value()) +
           rtpengine::sdp::payload_type_of(line).value_or(0);
  const auto transport = rtpengine::sdp::classify_transport(section.protocol);
  require(transport.rtp == !rtpengine::sdp::rtp_protocol_name(transport).empty(), "RTP name");
  return sum;
}

std::size_t ask(const Session& session) {
  std::size_t sum = 0;
  if (const auto origin = session.origin())
    sum += touch(origin->username) + touch(origin->session_id) + touch(origin->address);
  for (const auto& group : rtpengine::sdp::groups(session)) {
    for (const auto mid : group.mids) sum += touch(mid);
  }
  for (const MediaSection& section : session.media) sum += ask(session, section);
  return sum;
}

void edit(Session& session, std::string_view foreign) {
  const IpAddress address = *IpAddress::parse("2001:db8::1");
  session.set_origin_address(address);
  session.set_connection(address);
  session.add_attribute("rtpengine", foreign);
  session.add_attribute("note", session.keepf("%.*s", int(foreign.size()), foreign.data()));
  for (MediaSection& section : session.media) {
    section.remove_lines([](const rtpengine::sdp::Line& line) {
      return rtpengine::sdp::is_ice_attribute(line.name());
    });
    session.set_connection(section, address);
    session.add_attribute(section, "rtcp", session.keepf("%u", unsigned(section.port)));
    session.add_attribute(section, "label", foreign);
  }
}

void check_edited(const Session& edited) {
  const auto again = Session::parse(edited.print());
  // Edits can pass a limit of the parser; what is within it must be taken.
  if (!again) {
    require(again.error().find("more than") != std::string::npos ||
                again.error().find("longer than") != std::string::npos,
            "edited body is refused");
    return;
  }
  require(again->media.size() == edited.media.size(), "edits changed the number of sections");
  require(again->lines.size() == edited.lines.size(), "edits put in lines");
  for (std::size_t i = 0; i < edited.media.size(); ++i) {
    const MediaSection& section = again->media[i];
    require(section.lines.size() == edited.media[i].lines.size(), "edits put in media lines");
    require(section.connection() && section.connection()->address, "no address after the edit");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  auto first = Session::parse(body);
  if (!first) {
    require(!first.error().empty(), "error without text");
    return 0;
  }
  const std::string printed = first->print();
  // Line ends that were bare can double in length, past the limit.
  if (printed.size() <= rtpengine::sdp::kMaxBody) {
    const auto second = Session::parse(printed);
    require(bool(second), "printed body is refused");
    require(second->print() == printed, "round trip changed the body");
    require(ask(*second) == ask(*first), "round trip changed the answers");
  }
  Session moved = std::move(*first);
  require(moved.print() == printed, "move changed the body");
  edit(moved, body.substr(0, 200));
  check_edited(moved);
  return 0;
}
