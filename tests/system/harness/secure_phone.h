// SPDX-License-Identifier: GPL-3.0-or-later
//
// A party of a call that speaks SRTP by SDES (RFC 4568), with libsrtp, or plain RTP.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "srtp_session.h"
#include "udp_socket.h"

namespace rtpengine::harness {

class SecurePhone {
 public:
  /// A suite by its name in SDES; empty: plain RTP.
  SecurePhone(const Host& host, std::string suite, std::uint32_t ssrc);

  std::string protocol() const { return suite_.empty() ? "RTP/AVP" : "RTP/SAVP"; }
  /// An audio stream, with its line of a=crypto under the tag that the other side gave it.
  std::string sdp() const;
  /// Does what this SDP says: its addresses, and the keys of the line with our suite. False: it has
  /// no address, or no such line.
  bool follow(const std::string& sdp);
  /// Sends with other keys from the next `use_new_key` on; SDP has them at once.
  void make_new_key();
  void use_new_key();

  std::uint32_t ssrc() const { return ssrc_; }
  const UdpSocket& rtp() const { return rtp_; }
  const Address& rtp_target() const { return rtp_target_; }

  /// The packet with this number of our stream, and of our reports.
  void send(std::uint16_t sequence);
  void send_report(std::uint32_t number);
  /// What arrived next, in clear; empty: nothing did in time, or it was not authentic.
  std::string hear();
  std::string hear_report();

 private:
  UdpSocket rtp_;
  UdpSocket rtcp_;
  std::string suite_;
  std::uint32_t ssrc_;
  unsigned tag_ = 1;
  std::string key_;       ///< of what we send, as SDP has it
  std::string peer_key_;  ///< of what we are sent
  std::unique_ptr<SrtpSession> out_;
  std::unique_ptr<SrtpSession> in_;
  Address rtp_target_;
  Address rtcp_target_;
};

}  // namespace rtpengine::harness
