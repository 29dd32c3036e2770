// SPDX-License-Identifier: GPL-3.0-or-later
//
// libsrtp, which tests and figures of SRTP compare with. It has no F8; and from keys of 192 bits
// version 2.5 derives session keys as if they had 256, unlike RFC 6188.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include <srtp2/srtp.h>

#include "media/srtp_keys.h"

namespace rtpengine::media {

/// One direction of one stream, with all SSRCs.
class LibsrtpSession {
 public:
  enum class Direction : std::uint8_t { protect, unprotect };

  static bool has(SrtpSuite suite) { return info(suite).cipher != SrtpCipherKind::aes_f8; }

  LibsrtpSession(const SrtpKeying& keying, Direction direction) : use_mki_(!keying.mki.empty()) {
    [[maybe_unused]] static const srtp_err_status_t ready = srtp_init();
    const SrtpSuiteInfo& sizes = info(keying.suite);
    std::vector<std::uint8_t> key(keying.master.key.begin(),
                                  keying.master.key.begin() + sizes.key_size);
    key.insert(key.end(), keying.master.salt.begin(), keying.master.salt.begin() + sizes.salt_size);
    std::vector<std::uint8_t> mki = keying.mki;
    srtp_master_key_t master{key.data(), mki.data(), unsigned(mki.size())};
    srtp_master_key_t* masters[] = {&master};

    srtp_policy_t policy{};
    set(policy.rtp, keying.suite, sizes.rtp_tag_size);
    set(policy.rtcp, keying.suite, sizes.rtcp_tag_size);
    leave_out(policy.rtp, keying.parameters.unencrypted_srtp, sec_serv_conf);
    leave_out(policy.rtp, keying.parameters.unauthenticated_srtp, sec_serv_auth);
    leave_out(policy.rtcp, keying.parameters.unencrypted_srtcp, sec_serv_conf);
    policy.ssrc.type = direction == Direction::protect ? ssrc_any_outbound : ssrc_any_inbound;
    policy.window_size = 128;
    if (use_mki_) {
      policy.keys = masters;
      policy.num_master_keys = 1;
    } else {
      policy.key = key.data();
    }
    if (srtp_create(&session_, &policy) != srtp_err_status_ok)
      throw std::runtime_error("libsrtp makes no session");
  }
  LibsrtpSession(const LibsrtpSession&) = delete;
  LibsrtpSession& operator=(const LibsrtpSession&) = delete;
  ~LibsrtpSession() { srtp_dealloc(session_); }

  // In place, with room behind. The new size; 0: refused.
  int protect(std::uint8_t* data, int size, SrtpUse use) {
    const auto status = use == SrtpUse::rtp
                            ? srtp_protect_mki(session_, data, &size, use_mki_, 0)
                            : srtp_protect_rtcp_mki(session_, data, &size, use_mki_, 0);
    return status == srtp_err_status_ok ? size : 0;
  }
  int unprotect(std::uint8_t* data, int size, SrtpUse use) {
    const auto status = use == SrtpUse::rtp
                            ? srtp_unprotect_mki(session_, data, &size, use_mki_)
                            : srtp_unprotect_rtcp_mki(session_, data, &size, use_mki_);
    return status == srtp_err_status_ok ? size : 0;
  }
  /// The rollover counter of an SSRC that it knows.
  void set_roc(std::uint32_t ssrc, std::uint32_t roc) { srtp_set_stream_roc(session_, ssrc, roc); }

 private:
  static void set(srtp_crypto_policy_t& policy, SrtpSuite suite, int tag_size) {
    switch (info(suite).cipher) {
      case SrtpCipherKind::aes_gcm:
        info(suite).key_size == 16 ? srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy)
                                   : srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy);
        return;
      case SrtpCipherKind::null:
        srtp_crypto_policy_set_null_cipher_hmac_sha1_80(&policy);
        break;
      default:
        info(suite).key_size == 16   ? srtp_crypto_policy_set_rtp_default(&policy)
        : info(suite).key_size == 24 ? srtp_crypto_policy_set_aes_cm_192_hmac_sha1_80(&policy)
                                     : srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy);
        break;
    }
    policy.auth_tag_len = tag_size;
  }
  static void leave_out(srtp_crypto_policy_t& policy, bool asked, srtp_sec_serv_t service) {
    if (!asked) return;
    policy.sec_serv = srtp_sec_serv_t(policy.sec_serv & ~service);
    if (service != sec_serv_auth) return;
    policy.auth_type = 0;  // none
    policy.auth_key_len = policy.auth_tag_len = 0;
  }

  srtp_t session_ = nullptr;
  bool use_mki_;
};

}  // namespace rtpengine::media
