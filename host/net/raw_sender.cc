// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/raw_sender.h"

#include <linux/in6.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>

#include "net/socket_options.h"

namespace rtpengine::net {
namespace {

/// What may be on its way out for all calls of a worker, in bytes as the kernel counts them.
constexpr int kSendBytes = 8 << 20;

bool prepare(int socket, bool ipv6) {
  // It receives nothing: such a socket would get datagrams of its protocol number.
  return keep_nothing(socket) && set_option(socket, SOL_SOCKET, SO_SNDBUFFORCE, kSendBytes) &&
         (ipv6 ? set_option(socket, IPPROTO_IPV6, IPV6_FREEBIND)
               : set_option(socket, IPPROTO_IP, IP_FREEBIND));
}

/// As the system's settings make the headers of other sockets.
UdpHeaders headers_of(const IpAddress& local, int socket) {
  const bool ipv6 = local.family == Family::ipv6;
  const int hops = ipv6 ? option_of(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS)
                        : option_of(socket, IPPROTO_IP, IP_TTL);
  const bool dont_fragment = option_of(socket, IPPROTO_IP, IP_MTU_DISCOVER) != IP_PMTUDISC_DONT;
  return {local, static_cast<std::uint8_t>(hops > 0 ? hops : 64), dont_fragment};
}

/// An address of one host that stands in the header as it was given.
bool is_unicast(const SocketAddress& to) {
  if (to.base.sa_family == AF_INET6) {
    const in6_addr& address = to.ipv6.sin6_addr;
    return address.s6_addr[0] != 0xff && !IN6_IS_ADDR_UNSPECIFIED(&address);
  }
  const std::uint32_t address = ntohl(to.ipv4.sin_addr.s_addr);
  return (address >> 29) != 7 && address != 0;  // 224.0.0.0/3
}

}  // namespace

base::Result<std::unique_ptr<RawSender>> RawSender::open(const IpAddress& local) {
  const bool ipv6 = local.family == Family::ipv6;
  const std::string attempt = "opening a raw socket on " + local.to_string();
  Descriptor socket(
      ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW));
  if (!socket || !prepare(socket.get(), ipv6)) return system_failure(attempt, errno);
  const SocketAddress address(Endpoint{local, 0});
  if (bind(socket.get(), &address.base, address.size) != 0) return system_failure(attempt, errno);
  const UdpHeaders headers = headers_of(local, socket.get());
  return std::unique_ptr<RawSender>(new RawSender(local, std::move(socket), headers));
}

RawSender::RawSender(const IpAddress& local, Descriptor socket, const UdpHeaders& headers)
    : local_(local), socket_(std::move(socket)), headers_(headers) {
  for (std::size_t i = 0; i < kBatch; ++i) {
    Datagram& datagram = datagrams_[i];
    datagram.parts[0] = {datagram.headers, headers_.size()};
    msghdr& message = messages_[i].msg_hdr;
    message.msg_name = &datagram.next_hop;
    message.msg_iov = datagram.parts;
    message.msg_iovlen = 2;
  }
}

bool RawSender::can_send(std::span<const std::uint8_t> payload, const SocketAddress& to) const {
  const auto family = local_.family == Family::ipv6 ? AF_INET6 : AF_INET;
  return to.size != 0 && to.base.sa_family == family && to.ipv4.sin_port != 0 && is_unicast(to) &&
         payload.size() <= headers_.max_payload();
}

void RawSender::add(std::uint16_t local_port, std::uint8_t tos,
                    std::span<const std::uint8_t> payload, const SocketAddress& to,
                    std::uint32_t tag) {
  Datagram& datagram = datagrams_[used_];
  headers_.write(datagram.headers, local_port, tos, to, payload);
  datagram.parts[1] = {const_cast<std::uint8_t*>(payload.data()), payload.size()};
  datagram.to = to;
  datagram.next_hop = to.ipv6;
  datagram.next_hop.sin6_port = 0;  // raw sockets take it for a protocol
  datagram.tag = tag;
  messages_[used_].msg_hdr.msg_namelen = to.size;
  ++used_;
}

void RawSender::flush(const std::function<void(const Refused&)>& refused) {
  for (std::size_t sent = 0; sent < used_;) {
    const int done = sendmmsg(socket_.get(), &messages_[sent], static_cast<unsigned>(used_ - sent),
                              MSG_DONTWAIT);
    if (done > 0) {
      sent += std::size_t(done);
      continue;
    }
    const int error = errno;
    if (error == EINTR) continue;
    const Datagram& datagram = datagrams_[sent++];
    const iovec& payload = datagram.parts[1];
    refused({datagram.tag,
             {static_cast<const std::uint8_t*>(payload.iov_base), payload.iov_len},
             datagram.to,
             error});
  }
  used_ = 0;
}

}  // namespace rtpengine::net
