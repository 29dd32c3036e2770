// SPDX-License-Identifier: GPL-3.0-or-later
//
// A party that speaks SRTP by SDES, for tests: keys of its own, and those that it was told.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "call/sdes.h"
#include "media/srtp_receiver.h"
#include "media/srtp_sender.h"
#include "sdp/crypto.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::call {

/// The a=crypto lines of the first section of a body.
inline std::vector<SdesLine> lines_of(const std::string& body) {
  const auto session = sdp::Session::parse(body);
  EXPECT_TRUE(session) << body;
  if (!session || session->media.empty()) return {};
  const SdesRead read = read_sdes(sdp::crypto_values(session->media.front()));
  EXPECT_EQ(read.skipped, std::vector<std::string>{}) << body;
  return read.usable;
}

class SecureParty {
 public:
  explicit SecureParty(media::SrtpSuite suite, std::uint8_t seed = 1)
      : SecureParty(media::keying(suite, seed)) {}
  explicit SecureParty(media::SrtpKeying keying) : keying_(std::move(keying)) {}

  const media::SrtpKeying& keying() const { return keying_; }
  /// Its line in an offer or answer.
  std::string line(std::uint32_t tag) const {
    return "a=crypto:" + to_string(SdesLine{tag, keying_}, base::Base64Padding::none) + "\r\n";
  }
  /// What it is sent has these keys. Known packets of before count further.
  void hears(const media::SrtpKeying& keying) {
    rtp_in_ = media::SrtpReceiver::make(keying);
    rtcp_in_ = media::SrtcpReceiver::make(keying);
  }

  std::string protect(const std::string& rtp) { return text(media::protect(rtp_out_, bytes(rtp))); }
  std::string protect_rtcp(const std::string& rtcp) {
    return text(media::protect(rtcp_out_, bytes(rtcp)));
  }
  /// "-": it is not authentic.
  std::string unprotect(const std::string& srtp) {
    return rtp_in_ ? text(media::unprotect(*rtp_in_, bytes(srtp))) : "-";
  }
  std::string unprotect_rtcp(const std::string& srtcp) {
    return rtcp_in_ ? text(media::unprotect(*rtcp_in_, bytes(srtcp))) : "-";
  }

 private:
  static media::Bytes bytes(const std::string& text) { return {text.begin(), text.end()}; }
  static std::string text(const media::Bytes& bytes) {
    return bytes.empty() ? "-" : std::string(bytes.begin(), bytes.end());
  }

  media::SrtpKeying keying_;
  media::SrtpSender rtp_out_ = *media::SrtpSender::make(keying_);
  media::SrtcpSender rtcp_out_ = *media::SrtcpSender::make(keying_);
  std::optional<media::SrtpReceiver> rtp_in_;
  std::optional<media::SrtcpReceiver> rtcp_in_;
};

}  // namespace rtpengine::call
