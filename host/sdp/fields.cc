// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values of single SDP lines, parsed.
#include "sdp/fields.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "sdp/text.h"

namespace rtpengine::sdp {
namespace {

constexpr std::size_t kMaxHostName = 255;  // RFC 1035 section 2.3.4
constexpr unsigned kMaxPayloadType = 127;

net::Family parse_family(std::string_view word) {
  if (base::iequals(word, "IP4")) return net::Family::ipv4;
  if (base::iequals(word, "IP6")) return net::Family::ipv6;
  return net::Family::none;
}

/// Whether it could be a name: of all digits and dots it would be a mistyped address.
bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxHostName) return false;
  bool numeric = true;
  for (const char c : text) {
    if (base::is_digit(c) || c == '.') continue;
    if (!is_letter(c) && c != '-' && c != '_') return false;
    numeric = false;
  }
  return !numeric;
}

/// `/ttl`, `/ttl/count` or `/count`, the slash in front included.
bool is_address_suffix(std::string_view suffix) {
  while (!suffix.empty()) {
    suffix.remove_prefix(1);
    const std::size_t slash = std::min(suffix.find('/'), suffix.size());
    if (!base::parse_unsigned<std::uint32_t>(suffix.substr(0, slash))) return false;
    suffix.remove_prefix(slash);
  }
  return true;
}

net::IpAddress parse_address(std::string_view text, net::Family family) {
  if (family == net::Family::ipv6) text = text.substr(0, text.find('%'));
  return net::IpAddress::parse(text, family).value_or(net::IpAddress{});
}

}  // namespace

base::Result<Connection> parse_connection(std::string_view value) {
  const std::string_view net_type = take_word(value);
  const std::string_view address_type = take_word(value);
  const std::string_view word = take_word(value);
  if (word.empty()) return base::Error{"has too few words"};
  if (!base::iequals(net_type, "IN")) return base::Error{"names a network other than IN"};

  Connection connection;
  connection.family = parse_family(address_type);
  if (connection.family == net::Family::none)
    return base::Error{"names an address type other than IP4 and IP6"};
  const std::size_t slash = std::min(word.find('/'), word.size());
  if (!is_address_suffix(word.substr(slash)))
    return base::Error{"has something else than a number behind the slash"};
  connection.address_text = word.substr(0, slash);
  connection.address = parse_address(connection.address_text, connection.family);
  if (!connection.address && !is_host_name(connection.address_text))
    return base::Error{"has neither an " + std::string(net::sdp_name(connection.family)) +
                       " address nor a host name"};
  return connection;
}

std::optional<Origin> parse_origin(std::string_view value) {
  // From the end, as only the user name is ever written with blanks in it.
  Origin origin;
  origin.address = take_last_word(value);
  origin.address_type = take_last_word(value);
  origin.net_type = take_last_word(value);
  origin.session_version = take_last_word(value);
  origin.session_id = take_last_word(value);
  origin.username = trim(value);
  if (origin.username.empty()) return {};
  return origin;
}

std::optional<RtcpAttribute> parse_rtcp(std::string_view value) {
  const auto port = base::parse_unsigned<std::uint16_t>(take_word(value));
  if (!port) return {};
  RtcpAttribute rtcp;
  rtcp.port = *port;
  const std::string_view net_type = take_word(value);
  if (net_type.empty()) return rtcp;
  const net::Family family = parse_family(take_word(value));
  const std::string_view address = take_word(value);
  if (!base::iequals(net_type, "IN") || family == net::Family::none || address.empty()) return {};
  rtcp.address = parse_address(address, family);
  if (!rtcp.address && !is_host_name(address)) return {};
  return rtcp;
}

std::optional<RtpMap> parse_rtpmap(std::string_view value) {
  const auto payload_type = base::parse_unsigned<std::uint8_t>(take_word(value));
  if (!payload_type || *payload_type > kMaxPayloadType) return {};
  std::string_view rest = take_word(value);
  std::size_t slash = rest.find('/');
  if (slash == 0 || slash == std::string_view::npos) return {};

  RtpMap map;
  map.payload_type = *payload_type;
  map.encoding = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  slash = std::min(rest.find('/'), rest.size());
  const auto clock_rate = base::parse_unsigned<std::uint32_t>(rest.substr(0, slash));
  if (!clock_rate || *clock_rate == 0) return {};
  map.clock_rate = *clock_rate;
  if (slash != rest.size()) {
    // Some codecs had parameters there once (RFC 8866 section 6.6): not channels, not an error.
    const auto channels = base::parse_unsigned<std::uint32_t>(rest.substr(slash + 1));
    if (channels && *channels != 0) map.channels = *channels;
  }
  return map;
}

base::Result<void> parse_media(std::string_view value, MediaSection& section) {
  section.type = take_word(value);
  const std::string_view port_word = take_word(value);
  section.protocol = take_word(value);
  if (section.protocol.empty()) return base::Error{"has too few words"};

  const std::size_t slash = std::min(port_word.find('/'), port_word.size());
  const auto port = base::parse_unsigned<std::uint16_t>(port_word.substr(0, slash));
  if (!port) return base::Error{"has no port number from 0 to 65535"};
  section.port = *port;
  if (slash != port_word.size()) {
    const auto count = base::parse_unsigned<std::uint32_t>(port_word.substr(slash + 1));
    if (!count || *count == 0) return base::Error{"has no number of ports behind the slash"};
    section.port_count = *count;
  }

  section.formats.reserve(8);
  for (std::string_view format; !(format = take_word(value)).empty();) {
    if (section.formats.size() == kMaxFormats)
      return base::Error{"has more than " + std::to_string(kMaxFormats) + " formats"};
    section.formats.push_back(format);
  }
  // A media that is turned off is sometimes sent without them.
  if (section.formats.empty() && section.port != 0) return base::Error{"has too few words"};
  return {};
}

}  // namespace rtpengine::sdp
