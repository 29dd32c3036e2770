// SPDX-License-Identifier: GPL-3.0-or-later
//
// RTCP reports as datagrams of a party.
#pragma once

#include <cstdint>
#include <string>

#include "tests/unit/media/rtcp_bytes.h"

namespace rtpengine::call {

/// What a receiver says of an SSRC.
struct Said {
  std::uint32_t lost = 0;
  std::uint32_t highest = 1000;
  std::uint32_t jitter = 0;
  std::uint32_t last_sr = 0;
  std::uint32_t delay = 0;
  std::uint32_t ssrc = 0x1234;
};

inline std::string text_of(const media::Bytes& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

inline std::string receiver_report(const Said& said) {
  return text_of(media::rtcp_packet(
      201, 1, {1, said.ssrc, said.lost, said.highest, said.jitter, said.last_sr, said.delay}));
}

/// Without blocks, at this NTP time.
inline std::string sender_report(std::uint32_t seconds, std::uint32_t fraction) {
  return text_of(media::rtcp_packet(200, 0, {1, seconds, fraction, 160, 50, 8000}));
}

}  // namespace rtpengine::call
