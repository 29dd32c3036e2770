// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a log line looks: text or JSON. Part of logging (base/log.h), apart from where lines go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/log.h"

namespace rtpengine::base::log {

/// What a line is made from.
struct Line {
  LogLevel level;
  Channel channel;
  std::string_view call_id;  ///< may be empty
  std::string_view label;    ///< may be empty
  unsigned port;             ///< 0: none
  std::string_view message;  ///< any bytes
  std::int64_t time;         ///< microseconds since the epoch; 0: no time stamp
};

/// So much of a call-id or label is printed.
inline constexpr std::size_t kMaxId = 256;

/// The line in the form that `settings` ask for, without an end of line, at most `max_size` bytes
/// (0: any number; JSON keeps its form and may then be a little longer than a very small limit).
/// Whatever the message and call-id hold, the result is one line of UTF-8 without control
/// characters.
std::string format_line(const Settings& settings, const Line& line, std::size_t max_size);

/// Append `text` so that it is UTF-8 without control characters: those and stray bytes become
/// \n, \r, \t, \xNN or \u00NN.
void append_printable(std::string& out, std::string_view text);

}  // namespace rtpengine::base::log
