// SPDX-License-Identifier: GPL-3.0-or-later
//
// The little about UTF-8 that writing foreign bytes into logs and JSON takes.
#pragma once

#include <cstddef>
#include <string_view>

namespace rtpengine::base {

/// Length of the well-formed UTF-8 sequence (RFC 3629 section 4) that `text` starts with: 1 to 4;
/// 0 if there is none.
std::size_t utf8_sequence_length(std::string_view text);

/// The longest prefix of at most `size` bytes that doesn't end inside of a UTF-8 sequence.
std::string_view utf8_prefix(std::string_view text, std::size_t size);

}  // namespace rtpengine::base
