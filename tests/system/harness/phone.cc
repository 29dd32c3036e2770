// SPDX-License-Identifier: GPL-3.0-or-later
#include "phone.h"

#include <cstdlib>
#include <sstream>
#include <utility>

#include "rtp.h"

namespace rtpengine::harness {
namespace {

/// What follows `start` in the last line that begins so; empty if none does.
std::string last_line(const std::string& sdp, const std::string& start) {
  std::istringstream lines(sdp);
  std::string line, found;
  while (std::getline(lines, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.rfind(start, 0) == 0) found = line.substr(start.size());
  }
  return found;
}

std::uint16_t port_in(const std::string& text) {
  return std::uint16_t(std::strtoul(text.c_str(), nullptr, 10));
}

}  // namespace

std::optional<ShownAddresses> shown_in(const std::string& sdp) {
  const std::string ip4 = last_line(sdp, "c=IN IP4 ");
  const std::string ip = ip4.empty() ? last_line(sdp, "c=IN IP6 ") : ip4;
  const std::uint16_t rtp = port_in(last_line(sdp, "m=audio "));
  const std::uint16_t rtcp = port_in(last_line(sdp, "a=rtcp:"));
  if (ip.empty() || rtp == 0) return std::nullopt;
  return ShownAddresses{Address(ip, rtp), Address(ip, rtcp != 0 ? rtcp : std::uint16_t(rtp + 1))};
}

Phone::Phone(const Host& host, bool v6, std::uint32_t ssrc) : Phone(host, host.ip(v6), ssrc) {}

Phone::Phone(const Host& host, const std::string& ip, std::uint32_t ssrc)
    : Phone(UdpSocket::pair(host, ip), ssrc) {}

Phone::Phone(std::pair<UdpSocket, UdpSocket> sockets, std::uint32_t ssrc)
    : rtp_(std::move(sockets.first)),
      rtcp_(std::move(sockets.second)),
      ssrc_(ssrc),
      shown_(rtp_.local()) {}

void Phone::move_to(const Host& host, const std::string& ip) {
  auto [rtp, rtcp] = UdpSocket::pair(host, ip);
  left_.push_back(std::exchange(rtp_, std::move(rtp)));
  left_.push_back(std::exchange(rtcp_, std::move(rtcp)));
  shown_ = rtp_.local();
}

std::string Phone::sdp(const std::string& direction) const {
  const std::string address = (shown_.is_v6() ? "IN IP6 " : "IN IP4 ") + shown_.ip();
  return "v=0\r\no=phone 1 1 " + address + "\r\ns=-\r\nc=" + address + "\r\nt=0 0\r\nm=audio " +
         std::to_string(shown_.port()) + " RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=" + direction +
         (multiplexed_ ? "\r\na=rtcp-mux\r\n" : "\r\n");
}

bool Phone::follow(const std::string& sdp) {
  const auto shown = shown_in(sdp);
  if (!shown || shown->rtp.is_v6() != rtp_.local().is_v6()) return false;
  former_targets_.insert(former_targets_.end(), {rtp_target_, rtcp_target_});
  rtp_target_ = shown->rtp;
  rtcp_target_ = shown->rtcp;
  return true;
}

void Phone::send_rtp() {
  rtp_.send(rtp_packet(ssrc_, std::uint16_t(rtp_sent_)), rtp_target_);
  rtp_sent_++;
}

void Phone::send_rtcp() {
  const UdpSocket& socket = multiplexed_ ? rtp_ : rtcp_;
  socket.send(rtcp_report(ssrc_, rtcp_sent_), multiplexed_ ? rtp_target_ : rtcp_target_);
  rtcp_sent_++;
}

void Phone::receive(const Phone& peer) {
  take_all(rtp_, false, peer);
  take_all(rtcp_, true, peer);
  for (std::size_t i = 0; i < left_.size(); i++) take_all(left_[i], i % 2 != 0, peer);
}

void Phone::take_all(const UdpSocket& socket, bool rtcp, const Phone& peer) {
  while (const auto datagram = socket.receive()) {
    const bool report = multiplexed_ ? looks_like_rtcp(datagram->bytes) : rtcp;
    if (comes_from_target(*datagram, rtcp) && is_expected(*datagram, report, peer)) continue;
    strange_++;
    if (on_strange_) on_strange_(*datagram);
  }
}

/// Or from a former one: what was under way when the target changed.
bool Phone::comes_from_target(const Datagram& datagram, bool rtcp) const {
  if (datagram.source == (rtcp ? rtcp_target_ : rtp_target_)) return true;
  for (std::size_t i = rtcp ? 1 : 0; i < former_targets_.size(); i += 2) {
    if (datagram.source == former_targets_[i]) return true;
  }
  return false;
}

/// A packet of the peer, unchanged, for the first time.
bool Phone::is_expected(const Datagram& datagram, bool rtcp, const Phone& peer) {
  if (rtcp) {
    const unsigned number = count_in(datagram.bytes);
    return number < peer.rtcp_sent() && datagram.bytes == rtcp_report(peer.ssrc(), number) &&
           rtcp_received_.insert(number).second;
  }
  const unsigned number = sequence_of(datagram.bytes);
  return number < peer.rtp_sent() &&
         datagram.bytes == rtp_packet(peer.ssrc(), std::uint16_t(number)) &&
         rtp_received_.insert(number).second;
}

unsigned Phone::rtp_behind(const Phone& peer) const {
  return peer.rtp_sent() - (rtp_received_.empty() ? 0 : *rtp_received_.rbegin() + 1);
}

bool Phone::has_all_of(const Phone& peer) const {
  return strange_ == 0 && rtp_received() == peer.rtp_sent() && rtcp_received() == peer.rtcp_sent();
}

std::string Phone::account(const Phone& peer) const {
  std::ostringstream text;
  text << rtp_.local().text() << " received " << rtp_received() << " of " << peer.rtp_sent()
       << " RTP and " << rtcp_received() << " of " << peer.rtcp_sent() << " RTCP packets, and "
       << strange_ << " others";
  return text.str();
}

}  // namespace rtpengine::harness
