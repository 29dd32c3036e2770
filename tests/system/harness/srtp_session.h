// SPDX-License-Identifier: GPL-3.0-or-later
//
// SRTP of one direction of a stream, RTP and RTCP, as libsrtp does it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <srtp2/srtp.h>

namespace rtpengine::harness {

enum class SrtpDirection : unsigned char { sends, receives };

class SrtpSession {
 public:
  /// Of this suite, by its name in SDES, with key and salt one behind the other. Aborts the test
  /// program if libsrtp refuses.
  SrtpSession(const std::string& suite, std::string key_and_salt, SrtpDirection direction);
  ~SrtpSession();
  SrtpSession(const SrtpSession&) = delete;
  SrtpSession& operator=(const SrtpSession&) = delete;

  /// How long key and salt of this suite are; 0: it is not one of those known here.
  static std::size_t key_size(const std::string& suite);

  std::string protect(std::string rtp);
  std::string protect_report(std::string rtcp);
  /// Nothing: it is not authentic, or was here before.
  std::optional<std::string> unprotect(std::string srtp);
  std::optional<std::string> unprotect_report(std::string srtcp);

 private:
  srtp_t session_ = nullptr;
};

}  // namespace rtpengine::harness
