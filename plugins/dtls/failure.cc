// SPDX-License-Identifier: GPL-3.0-or-later
//
// Failures in words.

#include "failure.h"

namespace rtpengine::dtls {

const char* describe(Failure failure) noexcept {
  switch (failure) {
    case Failure::none:
      return "nothing has failed";
    case Failure::wrong_certificate:
      return "the certificate has none of the fingerprints that were signalled";
    case Failure::no_certificate:
      return "the party has shown no certificate";
    case Failure::no_profile:
      return "no SRTP profile could be agreed on";
    case Failure::no_answer:
      return "the party does not answer in the handshake";
    case Failure::no_hello:
      return "the party has not begun the handshake";
    case Failure::alert:
      return "the party has ended the handshake";
    case Failure::protocol:
      return "the handshake went wrong";
    case Failure::resources:
      return "OpenSSL could not begin a handshake";
  }
  return "unknown failure";
}

}  // namespace rtpengine::dtls
