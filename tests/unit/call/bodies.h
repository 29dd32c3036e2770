// SPDX-License-Identifier: GPL-3.0-or-later
//
// SDP bodies for tests, and reading the ones that come back.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sdp/session.h"

namespace rtpengine::call {

/// One m= section of a body.
struct Section {
  int port = 4000;
  std::string attributes = {};  ///< lines with "\r\n"
  std::string protocol = "RTP/AVP";
  std::string type = "audio";
  std::string formats = "0 101";
};

inline std::string body(std::string_view address, const std::vector<Section>& sections) {
  const std::string family = address.find(':') == std::string_view::npos ? "IP4" : "IP6";
  const std::string where = "IN " + family + " " + std::string(address) + "\r\n";
  std::string text = "v=0\r\no=- 1 1 " + where + "s=-\r\nc=" + where + "t=0 0\r\n";
  for (const Section& section : sections) {
    text += "m=" + section.type + " " + std::to_string(section.port) + " " + section.protocol +
            " " + section.formats + "\r\n" + section.attributes;
  }
  return text;
}

/// A body with one audio section.
inline std::string body(std::string_view address, int port, std::string attributes = {}) {
  return body(address, {Section{port, std::move(attributes)}});
}

inline constexpr const char* kDtmfLine = "a=rtpmap:101 telephone-event/8000\r\n";
inline constexpr const char* kMuxLine = "a=rtcp-mux\r\n";

/// What a body that we wrote says about one of its sections.
struct Shown {
  explicit Shown(const std::string& text, std::size_t index = 0) {
    auto session = sdp::Session::parse(text);
    EXPECT_TRUE(session) << text;
    if (!session || index >= session->media.size()) return;
    const sdp::MediaSection& section = session->media[index];
    port = section.port;
    protocol = section.protocol;
    direction = std::string(sdp::to_string(session->direction_for(section)));
    if (const auto connection = session->connection_for(section)) {
      address = std::string(connection->address_text);
    }
    if (const auto rtcp = section.rtcp()) rtcp_port = rtcp->port;
    mux = section.has_attribute("rtcp-mux");
    if (const auto* line = section.attribute("mid")) mid = std::string(line->attribute_value());
  }
  int port = -1;
  int rtcp_port = -1;
  bool mux = false;
  std::string protocol, direction, address, mid;
};

}  // namespace rtpengine::call
