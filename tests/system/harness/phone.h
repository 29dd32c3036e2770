// SPDX-License-Identifier: GPL-3.0-or-later
//
// A party of a call whose sockets are ours: what it sends is numbered, what it receives is compared
// with what its peer sent.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "udp_socket.h"

namespace rtpengine::harness {

/// Where RTP and RTCP go by an SDP.
struct ShownAddresses {
  Address rtp;
  Address rtcp;
};
/// Of its last media; nothing: it says nothing of the kind.
std::optional<ShownAddresses> shown_in(const std::string& sdp);

class Phone {
 public:
  /// With an RTP and an RTCP port on an address of `host`.
  Phone(const Host& host, bool v6, std::uint32_t ssrc);
  /// On this one of its addresses.
  Phone(const Host& host, const std::string& ip, std::uint32_t ssrc);

  /// One audio stream. `direction` as in SDP.
  std::string sdp(const std::string& direction = "sendrecv") const;
  /// Shows this address and port in its SDP from now on, wherever it is.
  void show(const Address& address) { shown_ = address; }
  const Address& shown() const { return shown_; }
  /// Sends and expects RTCP on the RTP port, and says so.
  void multiplex() { multiplexed_ = true; }
  /// Goes to new ports on this address; what still comes to the old ones is taken.
  void move_to(const Host& host, const std::string& ip);
  /// Send where this SDP says from now on. False if it says nothing of the kind.
  bool follow(const std::string& sdp);

  const UdpSocket& rtp() const { return rtp_; }
  const UdpSocket& rtcp() const { return rtcp_; }
  const Address& rtp_target() const { return rtp_target_; }
  const Address& rtcp_target() const { return rtcp_target_; }

  /// The next packet of our stream, and of our reports.
  void send_rtp();
  void send_rtcp();

  /// Takes what is there, and compares it with what `peer` has sent.
  void receive(const Phone& peer);
  /// Called with everything that is counted as strange.
  void on_strange(std::function<void(const Datagram&)> handler) {
    on_strange_ = std::move(handler);
  }

  std::uint32_t ssrc() const { return ssrc_; }
  unsigned rtp_sent() const { return rtp_sent_; }
  unsigned rtcp_sent() const { return rtcp_sent_; }
  std::size_t rtp_received() const { return rtp_received_.size(); }
  std::size_t rtcp_received() const { return rtcp_received_.size(); }
  /// How many packets `peer` has sent since the latest one that arrived.
  unsigned rtp_behind(const Phone& peer) const;
  /// Everything else that arrived: packets of others, changed ones, copies, from a wrong address.
  unsigned strange() const { return strange_; }
  /// All that `peer` sent is here, once, and nothing else.
  bool has_all_of(const Phone& peer) const;
  /// For the message of a failure.
  std::string account(const Phone& peer) const;

 private:
  Phone(std::pair<UdpSocket, UdpSocket> sockets, std::uint32_t ssrc);

  void take_all(const UdpSocket& socket, bool rtcp, const Phone& peer);
  bool comes_from_target(const Datagram& datagram, bool rtcp) const;
  bool is_expected(const Datagram& datagram, bool rtcp, const Phone& peer);

  UdpSocket rtp_;
  UdpSocket rtcp_;
  std::vector<UdpSocket> left_;  ///< after move_to
  std::uint32_t ssrc_;
  Address shown_;
  bool multiplexed_ = false;
  std::function<void(const Datagram&)> on_strange_;
  Address rtp_target_;
  Address rtcp_target_;
  std::vector<Address> former_targets_;  ///< of RTP and RTCP in turn
  unsigned rtp_sent_ = 0;
  unsigned rtcp_sent_ = 0;
  unsigned strange_ = 0;
  std::set<unsigned> rtp_received_;  ///< numbers of packets
  std::set<unsigned> rtcp_received_;
};

}  // namespace rtpengine::harness
