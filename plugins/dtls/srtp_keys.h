// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a handshake is made for: master keys and salts of SRTP, one pair for each direction
// (RFC 5764 section 4.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "record.h"
#include "setup.h"

namespace rtpengine::dtls {

/// Numbered as in the registry of DTLS-SRTP protection profiles (RFC 5764, 7714).
enum class SrtpProfile : std::uint16_t {
  aes128_cm_sha1_80 = 0x0001,
  aes128_cm_sha1_32 = 0x0002,
  aead_aes_128_gcm = 0x0007,
  aead_aes_256_gcm = 0x0008,
};

/// Those that we can do, best first.
inline constexpr std::array<SrtpProfile, 4> kSrtpProfiles = {
    SrtpProfile::aead_aes_256_gcm,
    SrtpProfile::aead_aes_128_gcm,
    SrtpProfile::aes128_cm_sha1_80,
    SrtpProfile::aes128_cm_sha1_32,
};

/// "SRTP_AES128_CM_SHA1_80".
const char* name_of(SrtpProfile profile) noexcept;
std::optional<SrtpProfile> srtp_profile(unsigned long number) noexcept;

std::size_t key_size(SrtpProfile profile) noexcept;
std::size_t salt_size(SrtpProfile profile) noexcept;

/// As `use_srtp` names them: "A:B:C", in this order.
std::string print_profiles(std::span<const SrtpProfile> profiles);

/// Master key and salt of one direction.
struct SrtpKey {
  std::array<std::uint8_t, 32> key = {};
  std::array<std::uint8_t, 14> salt = {};
};

/// Both directions; wiped when it ends.
class SrtpKeys {
 public:
  /// Bytes of keying material that the largest profile needs.
  static constexpr std::size_t kLongestMaterial = 2 * (32 + 14);

  /// `material` is what the exporter gave for this profile, material_size bytes.
  SrtpKeys(SrtpProfile profile, Role role, Bytes material) noexcept;
  ~SrtpKeys();
  SrtpKeys(const SrtpKeys&) = default;
  SrtpKeys& operator=(const SrtpKeys&) = default;

  SrtpProfile profile() const noexcept { return profile_; }
  /// Our part in the handshake that they come from.
  Role role() const noexcept { return role_; }
  Bytes local_key() const noexcept { return {local_.key.data(), key_size(profile_)}; }
  Bytes local_salt() const noexcept { return {local_.salt.data(), salt_size(profile_)}; }
  Bytes remote_key() const noexcept { return {remote_.key.data(), key_size(profile_)}; }
  Bytes remote_salt() const noexcept { return {remote_.salt.data(), salt_size(profile_)}; }

 private:
  SrtpProfile profile_;
  Role role_;
  SrtpKey local_;   ///< of what we send
  SrtpKey remote_;  ///< of what the party sends
};

constexpr const char* kExporterLabel = "EXTRACTOR-dtls_srtp";
std::size_t material_size(SrtpProfile profile) noexcept;

}  // namespace rtpengine::dtls
