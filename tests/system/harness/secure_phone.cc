// SPDX-License-Identifier: GPL-3.0-or-later
#include "secure_phone.h"

#include <cstdlib>
#include <random>
#include <sstream>
#include <utility>

#include "phone.h"
#include "rtp.h"

namespace rtpengine::harness {
namespace {

constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Without padding, as SDES has it.
std::string base64(const std::string& bytes) {
  std::string text;
  unsigned group = 0;
  int bits = 0;
  for (const char byte : bytes) {
    group = group << 8 | std::uint8_t(byte);
    for (bits += 8; bits >= 6; bits -= 6) text += kDigits[group >> (bits - 6) & 63];
  }
  if (bits != 0) text += kDigits[group << (6 - bits) & 63];
  return text;
}

std::string from_base64(const std::string& text) {
  const std::string digits = kDigits;
  std::string bytes;
  unsigned group = 0;
  int bits = 0;
  for (const char digit : text.substr(0, text.find('='))) {
    group = group << 6 | unsigned(digits.find(digit));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += char(group >> bits);
  }
  return bytes;
}

std::string random_bytes(std::size_t size) {
  static std::mt19937 generator(std::random_device{}());
  std::string bytes;
  while (bytes.size() < size) bytes += char(generator());
  return bytes;
}

/// One line of a=crypto.
struct Crypto {
  unsigned tag = 0;
  std::string key;
};

std::optional<Crypto> crypto_of(const std::string& sdp, const std::string& suite) {
  std::istringstream lines(sdp);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("a=crypto:", 0) != 0) continue;
    std::istringstream words(line.substr(9));
    std::string tag, name, key;
    words >> tag >> name >> key;
    if (name != suite || key.rfind("inline:", 0) != 0) continue;
    return Crypto{unsigned(std::strtoul(tag.c_str(), nullptr, 10)),
                  key.substr(7, key.find('|') - 7)};
  }
  return std::nullopt;
}

}  // namespace

SecurePhone::SecurePhone(const Host& host, std::string suite, std::uint32_t ssrc)
    : rtp_(host, Address(host.ip4(), 0)),
      rtcp_(host, Address(host.ip4(), 0)),
      suite_(std::move(suite)),
      ssrc_(ssrc) {
  auto [rtp, rtcp] = UdpSocket::pair(host, host.ip4());
  rtp_ = std::move(rtp);
  rtcp_ = std::move(rtcp);
  make_new_key();
  use_new_key();
}

void SecurePhone::make_new_key() {
  if (!suite_.empty()) key_ = base64(random_bytes(SrtpSession::key_size(suite_)));
}

void SecurePhone::use_new_key() {
  if (suite_.empty()) return;
  out_ = std::make_unique<SrtpSession>(suite_, from_base64(key_), SrtpDirection::sends);
}

std::string SecurePhone::sdp() const {
  const std::string address = "IN IP4 " + rtp_.local().ip();
  std::string text = "v=0\r\no=phone 1 1 " + address + "\r\ns=-\r\nc=" + address +
                     "\r\nt=0 0\r\nm=audio " + std::to_string(rtp_.local().port()) + " " +
                     protocol() + " 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n";
  if (suite_.empty()) return text;
  return text + "a=crypto:" + std::to_string(tag_) + " " + suite_ + " inline:" + key_ + "\r\n";
}

bool SecurePhone::follow(const std::string& sdp) {
  const auto target = shown_in(sdp);
  if (!target) return false;
  rtp_target_ = target->rtp;
  rtcp_target_ = target->rtcp;
  if (suite_.empty()) return sdp.find("a=crypto:") == std::string::npos;
  const auto crypto = crypto_of(sdp, suite_);
  if (!crypto) return false;
  tag_ = crypto->tag;
  if (peer_key_ == crypto->key) return true;
  peer_key_ = crypto->key;
  in_ = std::make_unique<SrtpSession>(suite_, from_base64(peer_key_), SrtpDirection::receives);
  return true;
}

void SecurePhone::send(std::uint16_t sequence) {
  const std::string packet = rtp_packet(ssrc_, sequence);
  rtp_.send(out_ ? out_->protect(packet) : packet, rtp_target_);
}

void SecurePhone::send_report(std::uint32_t number) {
  const std::string packet = rtcp_report(ssrc_, number);
  rtcp_.send(out_ ? out_->protect_report(packet) : packet, rtcp_target_);
}

std::string SecurePhone::hear() {
  const auto datagram = rtp_.wait_for_one();
  if (!datagram || !in_) return datagram ? datagram->bytes : "";
  return in_->unprotect(datagram->bytes).value_or("");
}

std::string SecurePhone::hear_report() {
  const auto datagram = rtcp_.wait_for_one();
  if (!datagram || !in_) return datagram ? datagram->bytes : "";
  return in_->unprotect_report(datagram->bytes).value_or("");
}

}  // namespace rtpengine::harness
