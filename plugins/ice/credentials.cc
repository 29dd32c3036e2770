// SPDX-License-Identifier: GPL-3.0-or-later
//
// Credentials from random bytes.

#include "credentials.h"

namespace rtpengine::ice {
namespace {

constexpr std::string_view kAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr std::size_t kUfrag = 8;
constexpr std::size_t kPassword = 26;
constexpr std::size_t kFoundation = 16;

/// Two bytes for each character: 65,536 over 62 characters is even within 0.1 %.
std::string text(std::span<const std::uint8_t> random, std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned value = random[2 * i] * 256u + random[2 * i + 1];
    out[i] = kAlphabet[value % kAlphabet.size()];
  }
  return out;
}

}  // namespace

Credentials make_credentials(std::span<const std::uint8_t> random) {
  return {text(random, kUfrag), text(random.subspan(2 * kUfrag), kPassword)};
}

std::string make_foundation(std::span<const std::uint8_t> random) {
  return text(random, kFoundation);
}

}  // namespace rtpengine::ice
