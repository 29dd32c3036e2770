// SPDX-License-Identifier: GPL-3.0-or-later
#include "srtp_session.h"

#include <cstdio>
#include <cstdlib>

namespace rtpengine::harness {
namespace {

struct Suite {
  const char* name;
  void (*rtp)(srtp_crypto_policy_t*);
  void (*rtcp)(srtp_crypto_policy_t*);
  std::size_t key_size;
};

constexpr Suite kSuites[] = {
    {"AES_CM_128_HMAC_SHA1_80", srtp_crypto_policy_set_rtp_default,
     srtp_crypto_policy_set_rtp_default, 30},
    {"AES_CM_128_HMAC_SHA1_32", srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
     srtp_crypto_policy_set_rtp_default, 30},
    {"AES_256_CM_HMAC_SHA1_80", srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
     srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80, 46},
    {"AEAD_AES_128_GCM", srtp_crypto_policy_set_aes_gcm_128_16_auth,
     srtp_crypto_policy_set_aes_gcm_128_16_auth, 28},
    {"AEAD_AES_256_GCM", srtp_crypto_policy_set_aes_gcm_256_16_auth,
     srtp_crypto_policy_set_aes_gcm_256_16_auth, 44},
    {"NULL_HMAC_SHA1_80", srtp_crypto_policy_set_null_cipher_hmac_sha1_80,
     srtp_crypto_policy_set_null_cipher_hmac_sha1_80, 30},
};

const Suite* find(const std::string& name) {
  for (const Suite& suite : kSuites) {
    if (name == suite.name) return &suite;
  }
  return nullptr;
}

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "libsrtp: %s\n", what);
  std::abort();
}

using Step = srtp_err_status_t (*)(srtp_t, void*, int*);

std::optional<std::string> apply(Step step, srtp_t session, std::string packet) {
  int size = int(packet.size());
  packet.resize(packet.size() + SRTP_MAX_TRAILER_LEN + 4);
  if (step(session, packet.data(), &size) != srtp_err_status_ok) return std::nullopt;
  packet.resize(std::size_t(size));
  return packet;
}

}  // namespace

SrtpSession::SrtpSession(const std::string& name, std::string key_and_salt,
                         SrtpDirection direction) {
  [[maybe_unused]] static const srtp_err_status_t ready = srtp_init();
  const Suite* suite = find(name);
  if (suite == nullptr || key_and_salt.size() != suite->key_size) give_up("no such suite or key");
  srtp_policy_t policy{};
  suite->rtp(&policy.rtp);
  suite->rtcp(&policy.rtcp);
  policy.key = reinterpret_cast<unsigned char*>(key_and_salt.data());
  policy.ssrc.type = direction == SrtpDirection::sends ? ssrc_any_outbound : ssrc_any_inbound;
  policy.window_size = 128;
  if (srtp_create(&session_, &policy) != srtp_err_status_ok) give_up("no session");
}

SrtpSession::~SrtpSession() { srtp_dealloc(session_); }

std::size_t SrtpSession::key_size(const std::string& name) {
  const Suite* suite = find(name);
  return suite != nullptr ? suite->key_size : 0;
}

std::string SrtpSession::protect(std::string rtp) {
  auto packet = apply(srtp_protect, session_, std::move(rtp));
  if (!packet) give_up("a packet is not protected");
  return *std::move(packet);
}

std::string SrtpSession::protect_report(std::string rtcp) {
  auto packet = apply(srtp_protect_rtcp, session_, std::move(rtcp));
  if (!packet) give_up("a report is not protected");
  return *std::move(packet);
}

std::optional<std::string> SrtpSession::unprotect(std::string srtp) {
  return apply(srtp_unprotect, session_, std::move(srtp));
}

std::optional<std::string> SrtpSession::unprotect_report(std::string srtcp) {
  return apply(srtp_unprotect_rtcp, session_, std::move(srtcp));
}

}  // namespace rtpengine::harness
