// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/srtp_keys.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace rtpengine::dtls {
namespace {

std::vector<std::uint8_t> material(SrtpProfile profile) {
  std::vector<std::uint8_t> bytes(material_size(profile));
  std::iota(bytes.begin(), bytes.end(), 0);
  return bytes;
}

// RFC 5764 section 4.2: client key, server key, client salt, server salt.
TEST(SrtpKeys, AreCutInTheOrderOfTheRfc) {
  for (const SrtpProfile profile : kSrtpProfiles) {
    const std::size_t key = key_size(profile);
    const std::size_t salt = salt_size(profile);
    const SrtpKeys client(profile, Role::client, material(profile));
    EXPECT_EQ(client.local_key().front(), 0) << name_of(profile);
    EXPECT_EQ(client.local_key().size(), key);
    EXPECT_EQ(client.remote_key().front(), key);
    EXPECT_EQ(client.local_salt().front(), 2 * key);
    EXPECT_EQ(client.local_salt().size(), salt);
    EXPECT_EQ(client.remote_salt().front(), 2 * key + salt);
    EXPECT_EQ(client.remote_salt().back(), material_size(profile) - 1);
    const SrtpKeys server(profile, Role::server, material(profile));
    EXPECT_EQ(server.remote_key().front(), 0) << name_of(profile);
    EXPECT_EQ(server.local_salt().front(), 2 * key + salt);
  }
}

TEST(SrtpKeys, HaveTheSizesOfTheRfcs) {
  EXPECT_EQ(material_size(SrtpProfile::aes128_cm_sha1_80), 60u);
  EXPECT_EQ(material_size(SrtpProfile::aes128_cm_sha1_32), 60u);
  EXPECT_EQ(material_size(SrtpProfile::aead_aes_128_gcm), 56u);
  EXPECT_EQ(material_size(SrtpProfile::aead_aes_256_gcm), 88u);
}

TEST(SrtpProfile, IsKnownByItsNumber) {
  EXPECT_EQ(srtp_profile(7), SrtpProfile::aead_aes_128_gcm);
  EXPECT_EQ(srtp_profile(5), std::nullopt) << "without encryption";
  EXPECT_EQ(srtp_profile(0), std::nullopt);
}

TEST(SrtpProfile, IsNamedInAList) {
  EXPECT_EQ(print_profiles(kSrtpProfiles),
            "SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80:"
            "SRTP_AES128_CM_SHA1_32");
}

}  // namespace
}  // namespace rtpengine::dtls
