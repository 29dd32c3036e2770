// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why there are no keys.
#pragma once

#include <cstdint>

namespace rtpengine::dtls {

enum class Failure : std::uint8_t {
  none,
  wrong_certificate,  ///< none of those whose fingerprints were signalled
  no_certificate,     ///< the party has shown none
  no_profile,         ///< no SRTP profile was agreed on
  no_answer,          ///< a handshake began, and retransmissions have been in vain
  no_hello,           ///< the party was to begin and has not
  alert,              ///< the party has ended the handshake
  protocol,           ///< anything else that OpenSSL dislikes
  resources,          ///< OpenSSL could not begin
};

/// One sentence for people; string constants.
const char* describe(Failure failure) noexcept;

}  // namespace rtpengine::dtls
