// SPDX-License-Identifier: GPL-3.0-or-later
//
// The static payload types of the RTP/AVP profile (RFC 3551 section 6, tables 4 and 5).
#include <array>

#include "sdp/session.h"

namespace rtpengine::sdp {
namespace {

constexpr std::array<std::string_view, 35> kStaticTypes = {
    "PCMU/8000",    // 0
    "",             // 1, reserved
    "",             // 2, reserved (was G721)
    "GSM/8000",     // 3
    "G723/8000",    // 4
    "DVI4/8000",    // 5
    "DVI4/16000",   // 6
    "LPC/8000",     // 7
    "PCMA/8000",    // 8
    "G722/8000",    // 9; the clock rate is 8000 though it samples at 16000 (section 4.5.2)
    "L16/44100/2",  // 10
    "L16/44100",    // 11
    "QCELP/8000",   // 12
    "CN/8000",      // 13
    "MPA/90000",    // 14
    "G728/8000",    // 15
    "DVI4/11025",   // 16
    "DVI4/22050",   // 17
    "G729/8000",    // 18
    "",             // 19, reserved
    "",             // 20
    "",             // 21
    "",             // 22
    "",             // 23
    "",             // 24
    "CelB/90000",   // 25
    "JPEG/90000",   // 26
    "",             // 27
    "nv/90000",     // 28
    "",             // 29
    "",             // 30
    "H261/90000",   // 31
    "MPV/90000",    // 32
    "MP2T/90000",   // 33
    "H263/90000",   // 34
};

}  // namespace

std::string_view static_rtpmap(unsigned payload_type) {
  return payload_type < kStaticTypes.size() ? kStaticTypes[payload_type] : std::string_view{};
}

}  // namespace rtpengine::sdp
