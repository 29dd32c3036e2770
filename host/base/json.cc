// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing JSON.
#include "base/json.h"

#include <cstdio>

#include "base/utf8.h"

namespace rtpengine::base {

namespace {

/// How one character stands in a JSON string; `buffer` keeps what is made up for that.
std::string_view escaped(std::string_view character, char (&buffer)[8]) {
  const auto byte = static_cast<unsigned char>(character[0]);
  switch (byte) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (byte >= 0x20 && byte != 0x7f) return character;
  const int length = std::snprintf(buffer, sizeof buffer, "\\u%04x", byte);
  return {buffer, static_cast<std::size_t>(length)};
}

}  // namespace

void append_json_string(std::string& out, std::string_view text, std::size_t limit) {
  std::size_t left = limit < 2 ? 0 : limit - 2;
  out += '"';
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    char buffer[8];
    const std::string_view piece =
        length == 0 ? std::string_view("\xef\xbf\xbd") : escaped(text.substr(0, length), buffer);
    if (piece.size() > left) break;
    out += piece;
    left -= piece.size();
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

}  // namespace rtpengine::base
