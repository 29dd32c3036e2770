// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words and character classes of the ICE attributes of SDP.
#pragma once

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace rtpengine::ice {

/// Cut the first word, which a blank or the end follows, off the text; several blanks are one.
inline std::string_view next_word(std::string_view* text) noexcept {
  const std::size_t begin = std::min(text->find_first_not_of(' '), text->size());
  text->remove_prefix(begin);
  const std::size_t end = std::min(text->find(' '), text->size());
  const std::string_view word = text->substr(0, end);
  text->remove_prefix(end);
  return word;
}

/// ice-char (RFC 8839 section 5.1): letters, digits, plus and slash.
inline bool is_ice_char(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
         c == '/';
}

inline bool is_ice_text(std::string_view text, std::size_t shortest, std::size_t longest) noexcept {
  return text.size() >= shortest && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), is_ice_char);
}

/// Letters of ASCII compare without case.
inline bool same_word(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [lower](char x, char y) {
           return lower(x) == lower(y);
         });
}

/// A decimal number, all of the text; else `out` is untouched.
template <typename Number>
bool parse_number(std::string_view text, Number* out) noexcept {
  const char* end = text.data() + text.size();
  Number read = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, read);
  if (error != std::errc() || stop != end) return false;
  *out = read;
  return true;
}

}  // namespace rtpengine::ice
