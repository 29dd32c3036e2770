// SPDX-License-Identifier: GPL-3.0-or-later
//
// Profiles, and the order of keys in exported material.

#include "srtp_keys.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace rtpengine::dtls {
namespace {

struct ProfileEntry {
  SrtpProfile profile;
  const char* name;
  std::size_t key;
  std::size_t salt;
};

constexpr ProfileEntry kProfiles[] = {
    {SrtpProfile::aes128_cm_sha1_80, "SRTP_AES128_CM_SHA1_80", 16, 14},
    {SrtpProfile::aes128_cm_sha1_32, "SRTP_AES128_CM_SHA1_32", 16, 14},
    {SrtpProfile::aead_aes_128_gcm, "SRTP_AEAD_AES_128_GCM", 16, 12},
    {SrtpProfile::aead_aes_256_gcm, "SRTP_AEAD_AES_256_GCM", 32, 12},
};

const ProfileEntry& entry(SrtpProfile profile) noexcept {
  return *std::find_if(std::begin(kProfiles), std::end(kProfiles) - 1,
                       [profile](const ProfileEntry& one) { return one.profile == profile; });
}

}  // namespace

const char* name_of(SrtpProfile profile) noexcept { return entry(profile).name; }
std::size_t key_size(SrtpProfile profile) noexcept { return entry(profile).key; }
std::size_t salt_size(SrtpProfile profile) noexcept { return entry(profile).salt; }

std::size_t material_size(SrtpProfile profile) noexcept {
  return 2 * (key_size(profile) + salt_size(profile));
}

std::optional<SrtpProfile> srtp_profile(unsigned long number) noexcept {
  for (const ProfileEntry& one : kProfiles) {
    if (static_cast<unsigned long>(one.profile) == number) return one.profile;
  }
  return std::nullopt;
}

std::string print_profiles(std::span<const SrtpProfile> profiles) {
  std::string text;
  for (const SrtpProfile profile : profiles) {
    if (!text.empty()) text += ':';
    text += name_of(profile);
  }
  return text;
}

SrtpKeys::SrtpKeys(SrtpProfile profile, Role role, Bytes material) noexcept
    : profile_(profile), role_(role) {
  SrtpKey& client = role == Role::client ? local_ : remote_;
  SrtpKey& server = role == Role::client ? remote_ : local_;
  const auto take = [&material](std::size_t size, std::uint8_t* out) {
    std::copy_n(material.begin(), size, out);
    material = material.subspan(size);
  };
  take(key_size(profile), client.key.data());
  take(key_size(profile), server.key.data());
  take(salt_size(profile), client.salt.data());
  take(salt_size(profile), server.salt.data());
}

SrtpKeys::~SrtpKeys() {
  OPENSSL_cleanse(&local_, sizeof local_);
  OPENSSL_cleanse(&remote_, sizeof remote_);
}

}  // namespace rtpengine::dtls
