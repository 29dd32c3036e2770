// SPDX-License-Identifier: MIT
//
// Keys for SRTP (RFC 3711) that a plugin agrees on with a participant, by DTLS-SRTP (RFC 5764) or
// another way. The host has SDES (RFC 4568), and does all encryption.
#ifndef RTPENGINE_KEYS_H
#define RTPENGINE_KEYS_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// What one side sends with.
struct SrtpKey {
  /// The crypto suite by its name in SDES: "AES_CM_128_HMAC_SHA1_80", "AEAD_AES_256_GCM", ...
  Slice suite;
  /// Master key and master salt, one behind the other; as long as the suite says.
  Slice key_and_salt;
};

enum : uint32_t {
  /// The keys are another device's than those of before: what that sent, and was sent, does not
  /// count. Without it packet indices go on.
  srtp_another_device = 1u << 0,
};

/// All functions: the call's worker, also within callbacks; not_found: there is no such media or
/// stream (any more).
class KeysV1 {
 public:
  static constexpr const char* id = "rtpengine.keys/1";

  /// In on_received of an offer: whether this media could be secured towards the receiver by the
  /// plugin, 1 or 0. Profiles that need it (UDP/TLS/...) are then offered where they are asked for,
  /// and those that SDES could serve, too, are offered without it if SDES is not wanted. In
  /// on_outgoing MediaInfo says what has become of it: `protocol`, and `media_secure` in `flags`.
  virtual Status propose(CallHandle call, uint32_t participant, uint32_t media,
                         uint32_t possible) noexcept = 0;
  /// The plugin is in charge of the media's keys: SDES is not used, and under a secure profile
  /// nothing passes until `set`. In on_received it holds from this message on, as far as the
  /// message is accepted.
  virtual Status expect(CallHandle call, uint32_t participant, uint32_t media) noexcept = 0;
  /// No longer.
  virtual Status withdraw(CallHandle call, uint32_t participant, uint32_t media) noexcept = 0;

  /// Use these keys (copied) from now on: `theirs` is what the participant sends with. Those of RTP
  /// are those of RTCP as well where they share a port. The plugin must be in charge. invalid: a
  /// suite that there is not, or a key of the wrong length, or not in charge. failed: libcrypto
  /// refuses them.
  virtual Status set(const StreamRef* stream, const SrtpKey* theirs, const SrtpKey* ours,
                     uint32_t flags) noexcept = 0;

 protected:
  ~KeysV1() = default;
};

}  // namespace rtpengine

#endif
