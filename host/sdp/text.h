// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the parts of an SDP line are taken apart: blanks and words. For the parsers in this folder.
#pragma once

#include <cstddef>
#include <string_view>

namespace rtpengine::sdp {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

inline std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

inline std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return trim_end(text);
}

/// Takes the first word off the text, blanks before it included; empty when there is none left.
inline std::string_view take_word(std::string_view& text) {
  std::size_t begin = 0;
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && !is_blank(text[end])) ++end;
  const std::string_view word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

/// Takes the last word off the text, blanks behind it included; empty when there is none left.
inline std::string_view take_last_word(std::string_view& text) {
  text = trim_end(text);
  std::size_t begin = text.size();
  while (begin > 0 && !is_blank(text[begin - 1])) --begin;
  const std::string_view word = text.substr(begin);
  text.remove_suffix(word.size());
  return word;
}

}  // namespace rtpengine::sdp
