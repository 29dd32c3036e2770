// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing JSON (RFC 8259): only what log lines need.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rtpengine::base {

/// Append `text` as a JSON string, with its quotes. Control characters and what is special are
/// escaped, bytes that are not UTF-8 are replaced by U+FFFD each. At most `limit` bytes are
/// appended, quotes included (at least 2): the text is cut where a further character would not fit.
void append_json_string(std::string& out, std::string_view text,
                        std::size_t limit = std::string::npos);

}  // namespace rtpengine::base
