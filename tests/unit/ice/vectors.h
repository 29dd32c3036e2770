// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sample messages of RFC 5769 and help to write messages down.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "plugins/ice/integrity.h"

namespace rtpengine::ice {

using Message = std::vector<std::uint8_t>;

/// Bytes from hexadecimal digits; blanks are skipped.
inline Message hex(std::string_view digits) {
  Message bytes;
  int high = -1;
  for (const char c : digits) {
    if (c == ' ' || c == '\n') continue;
    const int value = c <= '9' ? c - '0' : c - 'a' + 10;
    if (high < 0) {
      high = value;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high * 16 + value));
      high = -1;
    }
  }
  return bytes;
}

inline constexpr std::string_view kVectorPassword = "VOkJxbRl1RmTxUk/WvJxBt";

/// RFC 5769 section 2.1: a request.
inline Message vector_request() {
  return hex(R"(00010058 2112a442 b7e7a701 bc34d686 fa87dfae
    80220010 5354554e 20746573 7420636c 69656e74
    00240004 6e0001ff
    80290008 932ff9b1 51263b36
    00060009 6576746a 3a683676 59202020
    00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2
    80280004 e57a3bcf)");
}

/// Section 2.2: a response with an IPv4 address.
inline Message vector_response_v4() {
  return hex(R"(0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
    8022000b 74657374 20766563 746f7220
    00200008 0001a147 e112a643
    00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
    80280004 c07d4c96)");
}

/// Section 2.3: a response with an IPv6 address.
inline Message vector_response_v6() {
  return hex(R"(01010048 2112a442 b7e7a701 bc34d686 fa87dfae
    8022000b 74657374 20766563 746f7220
    00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
    00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
    80280004 c8fb0b4c)");
}

}  // namespace rtpengine::ice
