// SPDX-License-Identifier: GPL-3.0-or-later
#include "phone.h"

#include <cstdlib>
#include <sstream>

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

Phone::Phone(const Host& host, bool v6, std::uint32_t ssrc)
    : Phone(UdpSocket::pair(host, host.ip(v6)), ssrc) {}

Phone::Phone(std::pair<UdpSocket, UdpSocket> sockets, std::uint32_t ssrc)
    : rtp_(std::move(sockets.first)), rtcp_(std::move(sockets.second)), ssrc_(ssrc) {}

std::string Phone::sdp(const std::string& direction) const {
  const Address& local = rtp_.local();
  const std::string address = (local.is_v6() ? "IN IP6 " : "IN IP4 ") + local.ip();
  return "v=0\r\no=phone 1 1 " + address + "\r\ns=-\r\nc=" + address + "\r\nt=0 0\r\nm=audio " +
         std::to_string(local.port()) + " RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=" + direction +
         "\r\n";
}

bool Phone::follow(const std::string& sdp) {
  const std::string family = rtp_.local().is_v6() ? "IN IP6 " : "IN IP4 ";
  const std::string ip = last_line(sdp, "c=" + family);
  const std::uint16_t rtp = port_in(last_line(sdp, "m=audio "));
  const std::uint16_t rtcp = port_in(last_line(sdp, "a=rtcp:"));
  if (ip.empty() || rtp == 0) return false;
  rtp_target_ = Address(ip, rtp);
  rtcp_target_ = Address(ip, rtcp != 0 ? rtcp : std::uint16_t(rtp + 1));
  return true;
}

void Phone::send_rtp() {
  rtp_.send(rtp_packet(ssrc_, std::uint16_t(rtp_sent_)), rtp_target_);
  rtp_sent_++;
}

void Phone::send_rtcp() {
  rtcp_.send(rtcp_report(ssrc_, rtcp_sent_), rtcp_target_);
  rtcp_sent_++;
}

void Phone::receive(const Phone& peer) {
  while (const auto datagram = rtp_.receive()) {
    const unsigned number = sequence_of(datagram->bytes);
    const bool good = datagram->source == rtp_target_ && number < peer.rtp_sent() &&
                      datagram->bytes == rtp_packet(peer.ssrc(), std::uint16_t(number));
    if (!good || !rtp_received_.insert(number).second) strange_++;
  }
  while (const auto datagram = rtcp_.receive()) {
    bool good = false;
    for (unsigned number = 0; number < peer.rtcp_sent() && !good; number++) {
      good = datagram->source == rtcp_target_ &&
             datagram->bytes == rtcp_report(peer.ssrc(), number) &&
             rtcp_received_.insert(number).second;
    }
    if (!good) strange_++;
  }
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
