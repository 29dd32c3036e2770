// SPDX-License-Identifier: GPL-3.0-or-later
//
// RTCP packets for tests.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace rtpengine::media {

using Bytes = std::vector<std::uint8_t>;

inline void append_word(Bytes& bytes, std::uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::uint8_t>(word >> shift));
}

/// A packet of this type and count, with these words after the header.
inline Bytes rtcp_packet(std::uint8_t type, std::uint8_t count,
                         std::initializer_list<std::uint32_t> words) {
  Bytes bytes{static_cast<std::uint8_t>(0x80 | count), type, 0,
              static_cast<std::uint8_t>(words.size())};
  for (const std::uint32_t word : words) append_word(bytes, word);
  return bytes;
}

/// SR of SSRC 1 with one report block about SSRC 2.
inline Bytes sender_report() {
  return rtcp_packet(200, 1,
                     {1, 0xe0000001, 0x80000000, 160, 50, 8000,  //
                      2, 0x40fffffe, 0x00010203, 17, 0xaabbccdd, 65536});
}

/// CNAME "abcd" of SSRC 1.
inline Bytes cname() { return rtcp_packet(202, 1, {1, 0x01046162, 0x63640000}); }

inline Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace rtpengine::media
