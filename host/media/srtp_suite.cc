// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_suite.h"

#include <array>

namespace rtpengine::media {
namespace {

using enum SrtpSuite;
using enum SrtpCipherKind;

constexpr std::array<SrtpSuiteInfo, kSrtpSuiteCount> kSuites{{
    {aes_cm_128_hmac_sha1_80, "AES_CM_128_HMAC_SHA1_80", aes_cm, 16, 14, 10, 10, 0x0001,
     "SRTP_AES128_CM_SHA1_80"},
    {aes_cm_128_hmac_sha1_32, "AES_CM_128_HMAC_SHA1_32", aes_cm, 16, 14, 4, 10, 0x0002,
     "SRTP_AES128_CM_SHA1_32"},
    {aes_192_cm_hmac_sha1_80, "AES_192_CM_HMAC_SHA1_80", aes_cm, 24, 14, 10, 10},
    {aes_192_cm_hmac_sha1_32, "AES_192_CM_HMAC_SHA1_32", aes_cm, 24, 14, 4, 10},
    {aes_256_cm_hmac_sha1_80, "AES_256_CM_HMAC_SHA1_80", aes_cm, 32, 14, 10, 10},
    {aes_256_cm_hmac_sha1_32, "AES_256_CM_HMAC_SHA1_32", aes_cm, 32, 14, 4, 10},
    {f8_128_hmac_sha1_80, "F8_128_HMAC_SHA1_80", aes_f8, 16, 14, 10, 10},
    {f8_128_hmac_sha1_32, "F8_128_HMAC_SHA1_32", aes_f8, 16, 14, 4, 10},
    // OpenSSL does not know the profiles of these two, 5 and 6.
    {null_hmac_sha1_80, "NULL_HMAC_SHA1_80", null, 16, 14, 10, 10},
    {null_hmac_sha1_32, "NULL_HMAC_SHA1_32", null, 16, 14, 4, 10},
    {aead_aes_128_gcm, "AEAD_AES_128_GCM", aes_gcm, 16, 12, 16, 16, 0x0007,
     "SRTP_AEAD_AES_128_GCM"},
    {aead_aes_256_gcm, "AEAD_AES_256_GCM", aes_gcm, 32, 12, 16, 16, 0x0008,
     "SRTP_AEAD_AES_256_GCM"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kSuites.size(); i++)
    if (std::size_t(kSuites[i].suite) != i || kSuites[i].name.empty()) return false;
  return true;
}
static_assert(in_order(), "one row for each suite, in their order");

}  // namespace

std::span<const SrtpSuiteInfo, kSrtpSuiteCount> srtp_suites() { return kSuites; }

std::optional<SrtpSuite> srtp_suite_from(std::string_view name) {
  for (const SrtpSuiteInfo& row : kSuites)
    if (row.name == name) return row.suite;
  return std::nullopt;
}

std::optional<SrtpSuite> srtp_suite_from_dtls(std::uint16_t profile) {
  for (const SrtpSuiteInfo& row : kSuites)
    if (row.dtls_profile == profile && profile != 0) return row.suite;
  return std::nullopt;
}

bool allows(SrtpSuite suite, SrtpParameters parameters) {
  return !info(suite).aead() || !(parameters.unencrypted_srtp || parameters.unauthenticated_srtp);
}

}  // namespace rtpengine::media
