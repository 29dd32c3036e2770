// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fingerprints: text, digests by libcrypto.

#include "fingerprint.h"

#include <openssl/evp.h>

#include <algorithm>

#include "words.h"

namespace rtpengine::dtls {
namespace {

struct HashEntry {
  const char* name;
  std::size_t size;
  const EVP_MD* (*function)();
};

/// In the order of HashFunction.
constexpr HashEntry kHashes[] = {
    {"sha-1", 20, EVP_sha1},     {"sha-224", 28, EVP_sha224}, {"sha-256", 32, EVP_sha256},
    {"sha-384", 48, EVP_sha384}, {"sha-512", 64, EVP_sha512},
};

const HashEntry& entry(HashFunction hash) noexcept {
  return kHashes[static_cast<std::size_t>(hash)];
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// "4A:AD:..." of exactly `size` bytes.
bool parse_digest(std::string_view text, std::size_t size, std::uint8_t* out) noexcept {
  if (text.size() != size * 3 - 1) return false;
  for (std::size_t i = 0; i < size; ++i) {
    const int high = hex_value(text[3 * i]);
    const int low = hex_value(text[3 * i + 1]);
    if (high < 0 || low < 0 || (i + 1 < size && text[3 * i + 2] != ':')) return false;
    out[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

}  // namespace

const char* name_of(HashFunction hash) noexcept { return entry(hash).name; }

std::span<const std::uint8_t> Fingerprint::digest() const noexcept {
  return {bytes.data(), entry(hash).size};
}

ParsedFingerprint parse_fingerprint(std::string_view value) {
  value = trim(value);
  const std::size_t blank = value.find(' ');
  if (blank == std::string_view::npos) return {};
  const std::string_view name = value.substr(0, blank);
  const auto* found = std::find_if(std::begin(kHashes), std::end(kHashes),
                                   [name](const auto& hash) { return same_word(hash.name, name); });
  if (found == std::end(kHashes)) return {FingerprintVerdict::unknown_hash, {}};
  ParsedFingerprint parsed;
  parsed.fingerprint.hash = static_cast<HashFunction>(found - std::begin(kHashes));
  if (parse_digest(trim(value.substr(blank)), found->size, parsed.fingerprint.bytes.data())) {
    parsed.verdict = FingerprintVerdict::good;
  }
  return parsed;
}

std::string print_fingerprint(const Fingerprint& fingerprint) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text = name_of(fingerprint.hash);
  char before = ' ';
  for (const std::uint8_t byte : fingerprint.digest()) {
    text += before;
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
    before = ':';
  }
  return text;
}

std::optional<Fingerprint> fingerprint_of(const X509* certificate, HashFunction hash) noexcept {
  static_assert(Fingerprint::kLongest >= EVP_MAX_MD_SIZE);
  Fingerprint fingerprint;
  fingerprint.hash = hash;
  unsigned size = 0;
  if (X509_digest(certificate, entry(hash).function(), fingerprint.bytes.data(), &size) != 1 ||
      size != entry(hash).size) {
    return std::nullopt;
  }
  return fingerprint;
}

bool FingerprintSet::add(const Fingerprint& fingerprint) {
  if (std::find(list_.begin(), list_.end(), fingerprint) != list_.end()) return true;
  if (list_.size() >= kMost) return false;
  list_.push_back(fingerprint);
  return true;
}

bool FingerprintSet::matches(const X509* certificate) const noexcept {
  if (list_.empty()) return false;
  const auto strongest =
      std::max_element(list_.begin(), list_.end(),
                       [](const Fingerprint& a, const Fingerprint& b) { return a.hash < b.hash; });
  const auto theirs = fingerprint_of(certificate, strongest->hash);
  return theirs && std::find(list_.begin(), list_.end(), *theirs) != list_.end();
}

bool FingerprintSet::operator==(const FingerprintSet& other) const noexcept {
  return list_.size() == other.list_.size() &&
         std::is_permutation(list_.begin(), list_.end(), other.list_.begin());
}

}  // namespace rtpengine::dtls
