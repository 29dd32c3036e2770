// SPDX-License-Identifier: GPL-3.0-or-later
//
// UTF-8: the table of RFC 3629 section 4 as code.
#include "base/utf8.h"

namespace rtpengine::base {

namespace {

bool in_range(unsigned char byte, unsigned low, unsigned high) {
  return byte >= low && byte <= high;
}

bool is_tail(char c) { return in_range(static_cast<unsigned char>(c), 0x80, 0xbf); }

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t length = in_range(first, 0xc2, 0xdf)   ? 2
                             : in_range(first, 0xe0, 0xef) ? 3
                             : in_range(first, 0xf0, 0xf4) ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_tail(text[i])) return 0;
  }
  // What the first byte alone leaves open: longer forms than needed, surrogates, above U+10FFFF.
  const auto second = static_cast<unsigned char>(text[1]);
  const bool refused = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                       (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
  return refused ? 0 : length;
}

std::string_view utf8_prefix(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  std::size_t end = size;
  for (unsigned back = 0; back < 3 && end > 0 && is_tail(text[end]); ++back) --end;
  // Tail bytes that belong to no sequence are no reason to cut more.
  if (end < size && end + utf8_sequence_length(text.substr(end)) <= size) end = size;
  return text.substr(0, end);
}

}  // namespace rtpengine::base
