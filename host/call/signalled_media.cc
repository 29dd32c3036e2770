// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/signalled_media.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/text.h"
#include "sdp/attributes.h"
#include "sdp/crypto.h"

namespace rtpengine::call {
namespace {

/// RFC 3550 section 11: RTCP goes to the next higher port. 0, unknown: there is none.
std::uint16_t port_behind(std::uint16_t port) {
  return port == 0 || port == UINT16_MAX ? 0 : std::uint16_t(port + 1);
}

std::optional<sdp::RtcpAttribute> rtcp_attribute(const sdp::MediaSection& section) {
  auto read = section.rtcp();
  if (const sdp::Line* line = section.attribute("rtcp"); line != nullptr && !read) {
    LOG_LIMITED(info, "a=rtcp:%s ignored: it has no port, or no address behind it",
                base::log::excerpt(line->attribute_value()).c_str());
  }
  return read;
}

/// The port behind that of RTP unless a=rtcp says otherwise.
net::Endpoint rtcp_endpoint(const sdp::MediaSection& section, const net::Endpoint& rtp,
                            bool addresses_trusted) {
  net::Endpoint rtcp{rtp.address, port_behind(rtp.port)};
  if (const auto attribute = rtcp_attribute(section); attribute && attribute->port != 0) {
    rtcp.port = attribute->port;
    // Browsers write 0.0.0.0 here when they have nothing to say.
    if (addresses_trusted && attribute->address && !attribute->address.is_unspecified()) {
      rtcp.address = attribute->address;
    }
  }
  return rtcp;
}

sdp::Direction held(sdp::Direction direction) {
  switch (direction) {
    case sdp::Direction::sendrecv:
      return sdp::Direction::sendonly;
    case sdp::Direction::recvonly:
      return sdp::Direction::inactive;
    default:
      return direction;
  }
}

DtmfPayloadTypes dtmf_types(const std::vector<sdp::RtpMap>& maps) {
  DtmfPayloadTypes types;
  for (const sdp::RtpMap& map : maps) {
    if (base::iequals(map.encoding, "telephone-event")) types.add(map.payload_type, map.clock_rate);
  }
  return types;
}

/// The profile says it, or keys are offered under a plain one for those who can use them.
bool may_encrypt(const SignalledMedia& media, const sdp::MediaSection& section) {
  return media.secure || media.uses_dtls || sdp::has_crypto(section) ||
         section.has_attribute("zrtp-hash");
}

/// It has no candidates yet to name (RFC 8840 section 4.1.1), which is no hold.
bool is_trickling(const SignalledMedia& media, const sdp::MediaSection& section) {
  constexpr std::uint16_t kDiscard = 9;
  return media.uses_ice && section.port == kDiscard;
}

/// The group's media that the others may share the transport of.
void mark_bundle_tags(std::vector<SignalledMedia>& all, const sdp::Session& session) {
  for (const sdp::Group& group : sdp::groups(session)) {
    if (group.semantics != "BUNDLE" || group.mids.empty()) continue;
    // A mid that is given twice is the first one's.
    const auto tag = std::find_if(all.begin(), all.end(), [&group](const SignalledMedia& media) {
      return media.mid == group.mids.front();
    });
    if (tag != all.end()) tag->bundle_tag = true;
  }
}

void read_address(SignalledMedia& media, const sdp::Session& session,
                  const sdp::MediaSection& section, const Request& request, bool sip_source) {
  const auto connection = session.connection_for(section);
  net::IpAddress address = connection ? connection->address : net::IpAddress{};
  if (is_trickling(media, section) && address.is_unspecified()) address = {};
  media.on_hold = address && address.is_unspecified();
  const bool replaced = sip_source && request.received_from;
  if (connection && !address && !replaced && section.port != 0) {
    LOG_LIMITED(info, "host name '%s' in c= is not looked up: media %u has no address",
                base::log::excerpt(connection->address_text).c_str(), media.index + 1);
  }
  if (replaced && !media.on_hold) address = request.received_from;
  media.rtp = {media.on_hold ? net::IpAddress{} : address, section.port};
  media.rtcp = rtcp_endpoint(section, media.rtp, !replaced && !media.on_hold);
  media.direction = session.direction_for(section);
  if (media.on_hold) media.direction = held(media.direction);
}

}  // namespace

void DtmfPayloadTypes::describe(base::Fields& fields) {
  fields.list(
      "types", count, kMax, [this](std::size_t number) { count = std::uint8_t(number); },
      [&](std::size_t i) {
        fields.number("type", types[i]);
        fields.number("clock rate", clock_rates[i], 1, UINT32_MAX);
      });
}

void DtmfPayloadTypes::add(std::uint8_t type, std::uint32_t clock_rate) {
  if (count == kMax || clock_rate == 0) return;
  types[count] = type;
  clock_rates[count] = clock_rate;
  ++count;
}

bool takes_sip_source(const Request& request, const Settings& settings) {
  return request.sip_source_address || (settings.sip_source && !request.trust_address);
}

bool is_complete(const sdp::Session& session, const Request& request, bool sip_source) {
  if (session.connection() || (sip_source && request.received_from)) return true;
  return std::all_of(session.media.begin(), session.media.end(),
                     [](const auto& section) { return section.port == 0 || section.connection(); });
}

std::vector<SignalledMedia> signalled_by(const sdp::Session& session, const Request& request,
                                         bool sip_source) {
  std::vector<SignalledMedia> all;
  all.reserve(session.media.size());
  const bool session_ice = session.attribute("ice-ufrag") != nullptr;
  const bool session_dtls = session.attribute("fingerprint") != nullptr;
  for (const sdp::MediaSection& section : session.media) {
    SignalledMedia media;
    media.index = unsigned(all.size());
    media.type = section.type;
    media.protocol = section.protocol;
    const sdp::Transport transport = sdp::classify_transport(section.protocol);
    media.is_rtp = transport.rtp;
    media.secure = transport.secure;
    media.relayable = transport.udp;
    if (const auto* mid = section.attribute("mid")) media.mid = mid->attribute_value();
    media.rtcp_mux = media.is_rtp && section.has_attribute("rtcp-mux");
    media.rtcp_fb = section.has_attribute("rtcp-fb");
    media.uses_ice = session_ice || section.has_attribute("ice-ufrag");
    media.uses_dtls = session_dtls || section.has_attribute("fingerprint");
    media.may_encrypt = may_encrypt(media, section);
    media.crypto = sdp::crypto_values(section);
    if (media.is_rtp) media.payload_types = PayloadTypes(section.formats);
    const auto maps = section.rtpmaps();
    media.dtmf = dtmf_types(maps);
    media.formats = PayloadFormats(maps);
    read_address(media, session, section, request, sip_source);
    all.push_back(media);
  }
  mark_bundle_tags(all, session);
  return all;
}

std::vector<SignalledMedia> signalled_by(const std::vector<PartialMedia>& partial) {
  std::vector<SignalledMedia> all;
  for (const PartialMedia& named : partial) {
    SignalledMedia media;
    media.index = named.index;
    media.may_encrypt = media.by_name_only = true;
    media.on_hold = named.endpoint.address.is_unspecified();
    media.rtp = named.endpoint;
    if (media.on_hold) {
      media.rtp.address = {};
      media.direction = sdp::Direction::sendonly;
    }
    media.rtcp = {media.rtp.address, port_behind(media.rtp.port)};
    all.push_back(media);
  }
  return all;
}

}  // namespace rtpengine::call
