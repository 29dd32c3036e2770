// SPDX-License-Identifier: GPL-3.0-or-later
//
// Base64 (RFC 4648 section 4). Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rtpengine::base {

enum class Base64Padding : std::uint8_t { none, full };

std::string base64(std::span<const std::uint8_t> bytes,
                   Base64Padding padding = Base64Padding::full);

/// With padding, or without it, as many write it. Bits behind the last byte are not looked at.
/// Nothing: another character, or a length that no bytes have.
std::optional<std::vector<std::uint8_t>> parse_base64(std::string_view text);

}  // namespace rtpengine::base
