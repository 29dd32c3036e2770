// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fingerprints of certificates in SDP (RFC 8122 section 5): read, printed, compared.
#pragma once

#include <openssl/x509.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rtpengine::dtls {

/// The weakest first. MD5 and MD2 are not to be used any more (RFC 8122 section 5).
enum class HashFunction : std::uint8_t { sha1, sha224, sha256, sha384, sha512 };

/// "sha-256".
const char* name_of(HashFunction hash) noexcept;

struct Fingerprint {
  static constexpr std::size_t kLongest = 64;

  HashFunction hash = HashFunction::sha256;
  std::array<std::uint8_t, kLongest> bytes = {};  ///< zero behind the digest

  std::span<const std::uint8_t> digest() const noexcept;
  bool operator==(const Fingerprint&) const = default;
};

enum class FingerprintVerdict : std::uint8_t {
  good,
  unknown_hash,  ///< of a function that we do not have, or do not trust
  malformed,
};

struct ParsedFingerprint {
  FingerprintVerdict verdict = FingerprintVerdict::malformed;
  Fingerprint fingerprint;  ///< if it is good
};

/// The value of a=fingerprint: "sha-256 4A:AD:...". Letters may be of either case.
ParsedFingerprint parse_fingerprint(std::string_view value);

/// The same, digits in upper case as the RFC wants them.
std::string print_fingerprint(const Fingerprint& fingerprint);

/// Of a certificate. Empty: libcrypto refuses, as it may do with SHA-1.
std::optional<Fingerprint> fingerprint_of(const X509* certificate, HashFunction hash) noexcept;

/// What a party has signalled: its certificate is one of several.
class FingerprintSet {
 public:
  static constexpr std::size_t kMost = 8;

  /// False if there is no room. One that is there already is not added again.
  bool add(const Fingerprint& fingerprint);
  bool empty() const noexcept { return list_.empty(); }
  std::size_t size() const noexcept { return list_.size(); }
  std::span<const Fingerprint> all() const noexcept { return list_; }

  /// Whether the certificate has one of the fingerprints of the strongest hash function among them
  /// (RFC 8122 section 5: weaker ones count for nothing then). An empty set matches nothing.
  bool matches(const X509* certificate) const noexcept;

  /// In any order.
  bool operator==(const FingerprintSet& other) const noexcept;

 private:
  std::vector<Fingerprint> list_;
};

}  // namespace rtpengine::dtls
