// SPDX-License-Identifier: GPL-3.0-or-later
#include "capture.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "received.h"

namespace rtpengine::harness {
namespace {

constexpr int kBufferBytes = 64 << 20;

bool is_rtp(std::string_view bytes) {
  if (bytes.size() < 12 || (std::uint8_t(bytes[0]) >> 6) != 2) return false;
  const auto type = std::uint8_t(bytes[1]);
  return type < 192 || type > 223;
}

std::string text_of(int family, const void* address) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(family, address, text, sizeof text);
  return text;
}

std::string with_port(const std::string& address, std::uint16_t port_be) {
  return address + ":" + std::to_string(ntohs(port_be));
}

/// What the sender of a packet leaves to the hardware is not there yet.
bool checksum_is_there(Received& message) {
  bool there = false;
  message.each_control([&](const cmsghdr& header) {
    if (header.cmsg_level != SOL_PACKET || header.cmsg_type != PACKET_AUXDATA) return;
    tpacket_auxdata data{};
    std::memcpy(&data, CMSG_DATA(&header), sizeof data);
    there = (data.tp_status & TP_STATUS_CSUMNOTREADY) == 0;
  });
  return there;
}

/// Of UDP over IPv6 without extension headers (RFC 8200 section 8.1): the words of both addresses,
/// of length and protocol, and of the datagram add up to 0xffff.
bool has_right_checksum(std::string_view packet) {
  const std::string_view summed = packet.substr(offsetof(ip6_hdr, ip6_src));
  const std::size_t udp_size = packet.size() - sizeof(ip6_hdr);
  std::uint32_t sum = std::uint32_t(udp_size) + IPPROTO_UDP;
  for (std::size_t i = 0; i < summed.size(); i++)
    sum += std::uint32_t(std::uint8_t(summed[i])) << (i % 2 == 0 ? 8 : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

}  // namespace

RtpCapture::RtpCapture(const Host& host) {
  fd_ = host.netns().inside(
      [] { return socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ALL)); });
  stop_fd_ = eventfd(0, EFD_CLOEXEC);
  if (fd_ < 0 || stop_fd_ < 0) {
    std::perror("cannot watch a host");
    std::abort();
  }
  setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &kBufferBytes, sizeof kBufferBytes);
  const int on = 1;
  setsockopt(fd_, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on);
  thread_ = std::thread([this] { run(); });
}

RtpCapture::~RtpCapture() {
  const std::uint64_t one = 1;
  if (write(stop_fd_, &one, sizeof one) != sizeof one) std::abort();
  thread_.join();
  close(fd_);
  close(stop_fd_);
}

void RtpCapture::run() {
  pollfd watched[] = {{fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
  for (;;) {
    poll(watched, 2, -1);
    if (watched[1].revents != 0) return;
    take_next();
  }
}

void RtpCapture::take_next() {
  Received message(fd_, MSG_DONTWAIT);
  const auto link = message.source<sockaddr_ll>();
  const bool outgoing = link.sll_pkttype == PACKET_OUTGOING;
  // The switch sends what it has not learned the port of to all: that is not for us.
  if (message.bytes().empty() || (!outgoing && link.sll_pkttype != PACKET_HOST)) return;
  const Seen seen{message.bytes(), outgoing, checksum_is_there(message)};
  if (ntohs(link.sll_protocol) == ETH_P_IP) take_ip4(seen);
  if (ntohs(link.sll_protocol) == ETH_P_IPV6) take_ip6(seen);
}

void RtpCapture::take_ip4(const Seen& seen) {
  iphdr ip{};
  if (seen.bytes.size() < sizeof ip) return;
  std::memcpy(&ip, seen.bytes.data(), sizeof ip);
  const std::size_t header = std::size_t(ip.ihl) * 4;
  if (ip.protocol != IPPROTO_UDP || seen.bytes.size() < header) return;
  const Path hosts{text_of(AF_INET, &ip.saddr), text_of(AF_INET, &ip.daddr)};
  take(seen.bytes.substr(header), hosts, seen.outgoing);
}

void RtpCapture::take_ip6(const Seen& seen) {
  ip6_hdr ip{};
  if (seen.bytes.size() < sizeof ip) return;
  std::memcpy(&ip, seen.bytes.data(), sizeof ip);
  if (ip.ip6_nxt != IPPROTO_UDP) return;
  if (seen.outgoing && seen.has_checksum && !has_right_checksum(seen.bytes)) {
    ++spoiled_count_;
    return;
  }
  const Path hosts{text_of(AF_INET6, &ip.ip6_src), text_of(AF_INET6, &ip.ip6_dst)};
  take(seen.bytes.substr(sizeof ip), hosts, seen.outgoing);
}

void RtpCapture::take(std::string_view bytes, const Path& hosts, bool outgoing) {
  udphdr udp{};
  if (bytes.size() < sizeof udp) return;
  std::memcpy(&udp, bytes.data(), sizeof udp);
  const std::size_t length = ntohs(udp.len);
  if (length < sizeof udp || length > bytes.size()) return;
  const std::string_view payload = bytes.substr(sizeof udp, length - sizeof udp);
  if (!is_rtp(payload)) return;
  const Path path{with_port(hosts.source, udp.source), with_port(hosts.destination, udp.dest)};
  const std::lock_guard lock(mutex_);
  (outgoing ? sent_ : received_)[path].emplace_back(payload);
  ++(outgoing ? sent_count_ : received_count_);
}

RtpCapture::Packets RtpCapture::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

RtpCapture::Packets RtpCapture::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

unsigned RtpCapture::missed() {
  tpacket_stats statistics{};
  socklen_t size = sizeof statistics;
  getsockopt(fd_, SOL_PACKET, PACKET_STATISTICS, &statistics, &size);
  missed_ += statistics.tp_drops;
  return missed_;
}

}  // namespace rtpengine::harness
