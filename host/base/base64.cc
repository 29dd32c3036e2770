// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/base64.h"

#include <openssl/evp.h>

#include <cstddef>

namespace rtpengine::base {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  if (padding == Base64Padding::none) out.resize(out.find_last_not_of('=') + 1);
  return out;
}

std::optional<std::vector<std::uint8_t>> parse_base64(std::string_view text) {
  const auto digits = without_padding(text);
  if (!digits || digits->size() % 4 == 1) return std::nullopt;
  // libcrypto would leave white space aside, and take padding anywhere.
  if (digits->find_first_not_of(kDigits) != std::string_view::npos) return std::nullopt;
  std::string whole(*digits);
  whole.append((4 - whole.size() % 4) % 4, 'A');
  std::vector<std::uint8_t> bytes(whole.size() / 4 * 3);
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(whole.data()),
                      static_cast<int>(whole.size()));
  if (size != static_cast<int>(bytes.size())) return std::nullopt;
  bytes.resize(digits->size() * 3 / 4);
  return bytes;
}

}  // namespace rtpengine::base
