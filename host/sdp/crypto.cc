// SPDX-License-Identifier: GPL-3.0-or-later
#include "sdp/crypto.h"

#include <algorithm>

#include "base/text.h"
#include "sdp/attributes.h"
#include "sdp/text.h"

namespace rtpengine::sdp {
namespace {

constexpr std::string_view kInline = "inline:";
constexpr std::size_t kMaxKeys = 16;
constexpr std::size_t kMaxParameters = 16;

/// A number, or a power of two as `2^48`.
std::optional<std::uint64_t> parse_lifetime(std::string_view text) {
  constexpr std::string_view kPower = "2^";
  if (!text.starts_with(kPower)) return base::parse_unsigned<std::uint64_t>(text, 1);
  const auto exponent = base::parse_unsigned<unsigned>(text.substr(kPower.size()), 0, 63);
  if (!exponent) return std::nullopt;
  return std::uint64_t{1} << *exponent;
}

/// In network order; false: it has more bytes.
bool read_decimal(std::string_view digits, std::vector<std::uint8_t>& bytes) {
  for (const char c : digits) {
    unsigned carry = unsigned(c - '0');
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
      carry += *byte * 10u;
      *byte = std::uint8_t(carry);
      carry >>= 8;
    }
    if (carry != 0) return false;
  }
  return true;
}

/// `1066:4`: a number, and how many bytes of a packet it takes.
std::optional<std::vector<std::uint8_t>> parse_mki(std::string_view text) {
  // As many as the longest MKI can have, and some zeros before.
  constexpr std::size_t kMaxDigits = 320;
  const auto number = base::cut_before(text, ':');
  const auto size = base::parse_unsigned<std::size_t>(text, 1, CryptoKey::kMaxMki);
  if (!size || number.empty() || number.size() > kMaxDigits) return std::nullopt;
  if (!std::all_of(number.begin(), number.end(), base::is_digit)) return std::nullopt;
  std::vector<std::uint8_t> mki(*size);
  if (!read_decimal(number, mki)) return std::nullopt;
  return mki;
}

std::string decimal(const std::vector<std::uint8_t>& bytes) {
  std::string digits = "0";  // the last one first
  for (const std::uint8_t byte : bytes) {
    unsigned carry = byte;
    for (char& digit : digits) {
      carry += unsigned(digit - '0') * 256;
      digit = char('0' + carry % 10);
      carry /= 10;
    }
    for (; carry != 0; carry /= 10) digits += char('0' + carry % 10);
  }
  std::reverse(digits.begin(), digits.end());
  return digits;
}

base::Result<CryptoKey> parse_key(std::string_view text) {
  if (!base::iequals(text.substr(0, kInline.size()), kInline)) {
    return base::Error{"a key that is not inline"};
  }
  text.remove_prefix(kInline.size());
  CryptoKey key;
  key.key_and_salt = base::cut_before(text, '|');
  if (key.key_and_salt.empty()) return base::Error{"no key"};
  auto part = base::cut_before(text, '|');
  if (!part.empty() && part.find(':') == std::string_view::npos) {
    key.lifetime = parse_lifetime(part);
    if (!key.lifetime) return base::Error{"a lifetime that is none"};
    part = base::cut_before(text, '|');
  }
  if (!part.empty()) {
    auto mki = parse_mki(part);
    if (!mki) return base::Error{"a master key identifier that is none"};
    key.mki = *std::move(mki);
  }
  if (!text.empty()) return base::Error{"more behind the key than there may be"};
  return key;
}

base::Result<void> parse_keys(std::string_view text, std::vector<CryptoKey>& keys) {
  if (text.empty()) return base::Error{"no key"};
  for (const auto part : base::split(text, ';')) {
    if (keys.size() == kMaxKeys) return base::Error{"too many keys"};
    auto key = parse_key(part);
    if (!key) return base::Error{key.error()};
    keys.push_back(*std::move(key));
  }
  return {};
}

}  // namespace

bool CryptoAttribute::has(std::string_view parameter) const {
  return std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
}

base::Result<CryptoAttribute> parse_crypto(std::string_view value) {
  CryptoAttribute crypto;
  const auto tag = base::parse_unsigned<std::uint32_t>(take_word(value), 0, kMaxCryptoTag);
  if (!tag) return base::Error{"no tag"};
  crypto.tag = *tag;
  crypto.suite = take_word(value);
  if (crypto.suite.empty()) return base::Error{"no suite"};
  if (auto read = parse_keys(take_word(value), crypto.keys); !read) {
    return base::Error{read.error()};
  }
  for (auto word = take_word(value); !word.empty(); word = take_word(value)) {
    if (crypto.parameters.size() == kMaxParameters) {
      return base::Error{"too many session parameters"};
    }
    crypto.parameters.push_back(word);
  }
  return crypto;
}

std::string to_string(const CryptoAttribute& crypto) {
  std::string text = std::to_string(crypto.tag) + " " + std::string(crypto.suite);
  char before = ' ';
  for (const CryptoKey& key : crypto.keys) {
    text += before;
    text += kInline;
    text += key.key_and_salt;
    if (key.lifetime) text += "|" + std::to_string(*key.lifetime);
    if (!key.mki.empty()) text += "|" + decimal(key.mki) + ":" + std::to_string(key.mki.size());
    before = ';';
  }
  for (const std::string_view parameter : crypto.parameters) text += " " + std::string(parameter);
  return text;
}

std::vector<std::string_view> crypto_values(const MediaSection& section) {
  std::vector<std::string_view> values;
  for (const Line& line : section.lines) {
    if (is_sdes_attribute(line.name())) values.push_back(line.attribute_value());
  }
  return values;
}

}  // namespace rtpengine::sdp
