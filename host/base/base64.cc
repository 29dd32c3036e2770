// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/base64.h"

#include <algorithm>
#include <cstddef>

namespace rtpengine::base {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// Nothing: more padding than there may be, or too little if there is any.
std::optional<std::string_view> without_padding(std::string_view text) {
  const auto end = text.find_last_not_of('=');
  const auto digits = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  const std::size_t padding = text.size() - digits.size();
  if (padding > 2 || (padding != 0 && text.size() % 4 != 0)) return std::nullopt;
  return digits;
}

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes, Base64Padding padding) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k <= count; ++k) out += kDigits[group >> (18 - 6 * k) & 63];
    if (padding == Base64Padding::full) out.append(3 - count, '=');
  }
  return out;
}

std::optional<std::vector<std::uint8_t>> parse_base64(std::string_view text) {
  const auto digits = without_padding(text);
  if (!digits || digits->size() % 4 == 1) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(digits->size() * 3 / 4);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char c : *digits) {
    const int value = value_of(c);
    if (value < 0) return std::nullopt;
    group = group << 6 | std::uint32_t(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(std::uint8_t(group >> bits));
  }
  return bytes;
}

}  // namespace rtpengine::base
