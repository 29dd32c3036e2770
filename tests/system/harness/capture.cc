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

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

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
  static thread_local char buffer[65536];
  for (;;) {
    poll(watched, 2, -1);
    if (watched[1].revents != 0) return;
    sockaddr_ll link{};
    socklen_t size = sizeof link;
    const ssize_t got = recvfrom(fd_, buffer, sizeof buffer, MSG_DONTWAIT,
                                 reinterpret_cast<sockaddr*>(&link), &size);
    const bool outgoing = link.sll_pkttype == PACKET_OUTGOING;
    // The switch sends what it has not learned the port of to all: that is not for us.
    if (got <= 0 || (!outgoing && link.sll_pkttype != PACKET_HOST)) continue;
    if (ntohs(link.sll_protocol) == ETH_P_IP) take_ip4(buffer, std::size_t(got), outgoing);
    if (ntohs(link.sll_protocol) == ETH_P_IPV6) take_ip6(buffer, std::size_t(got), outgoing);
  }
}

void RtpCapture::take_ip4(const char* bytes, std::size_t size, bool outgoing) {
  iphdr ip{};
  if (size < sizeof ip) return;
  std::memcpy(&ip, bytes, sizeof ip);
  const std::size_t header = std::size_t(ip.ihl) * 4;
  if (ip.protocol != IPPROTO_UDP || size < header) return;
  const Path hosts{text_of(AF_INET, &ip.saddr), text_of(AF_INET, &ip.daddr)};
  take(bytes + header, size - header, hosts, outgoing);
}

void RtpCapture::take_ip6(const char* bytes, std::size_t size, bool outgoing) {
  ip6_hdr ip{};
  if (size < sizeof ip) return;
  std::memcpy(&ip, bytes, sizeof ip);
  if (ip.ip6_nxt != IPPROTO_UDP) return;
  const Path hosts{text_of(AF_INET6, &ip.ip6_src), text_of(AF_INET6, &ip.ip6_dst)};
  take(bytes + sizeof ip, size - sizeof ip, hosts, outgoing);
}

void RtpCapture::take(const char* bytes, std::size_t size, const Path& hosts, bool outgoing) {
  udphdr udp{};
  if (size < sizeof udp) return;
  std::memcpy(&udp, bytes, sizeof udp);
  const std::size_t length = ntohs(udp.len);
  if (length < sizeof udp || length > size) return;
  const std::string_view payload(bytes + sizeof udp, length - sizeof udp);
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
