// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words of SDP attributes.
#pragma once

#include <algorithm>
#include <string_view>

namespace rtpengine::dtls {

/// Letters of ASCII compare without case.
inline bool same_word(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [lower](char x, char y) {
           return lower(x) == lower(y);
         });
}

/// Without the blanks around it.
inline std::string_view trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace rtpengine::dtls
