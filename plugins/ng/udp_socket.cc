// SPDX-License-Identifier: GPL-3.0-or-later
//
// UDP sockets of the control protocol.

#include "udp_socket.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rtpengine::ng {
namespace {

/// What a burst of requests may fill while the worker is busy; the kernel caps it at rmem_max.
constexpr int kReceiveBuffer = 1 << 20;

int set_option(int fd, int level, int name, int value) {
  return setsockopt(fd, level, name, &value, sizeof value) == 0 ? 0 : errno;
}

template <typename Info>
void append_control(msghdr* message, int level, int type, const Info& info) {
  cmsghdr* header = CMSG_FIRSTHDR(message);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(header), &info, sizeof info);
  message->msg_controllen = CMSG_SPACE(sizeof info);
}

/// Make the reply leave from the address that the request was sent to.
void set_source(const Peer& peer, msghdr* message) {
  if (is_v6(peer.remote)) {
    in6_pktinfo info = {};
    info.ipi6_addr = peer.local.v6;
    if (IN6_IS_ADDR_LINKLOCAL(&peer.local.v6)) info.ipi6_ifindex = peer.local.interface_index;
    append_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
  } else {
    in_pktinfo info = {};
    info.ipi_spec_dst = peer.local.v4;
    append_control(message, IPPROTO_IP, IP_PKTINFO, info);
  }
}

}  // namespace

LocalAddress local_address_of(const msghdr& message) noexcept {
  LocalAddress local;
  std::memset(&local, 0, sizeof local);
  // The macros want a pointer to non-const, and do not write.
  msghdr* readable = const_cast<msghdr*>(&message);
  for (cmsghdr* c = CMSG_FIRSTHDR(readable); c != nullptr; c = CMSG_NXTHDR(readable, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      local.known = true;
      local.interface_index = static_cast<std::uint32_t>(info.ipi_ifindex);
      local.v4 = info.ipi_spec_dst;
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(c), sizeof info);
      local.known = true;
      local.interface_index = info.ipi6_ifindex;
      local.v6 = info.ipi6_addr;
    }
  }
  return local;
}

UdpSocket::~UdpSocket() {
  if (fd_ >= 0) ::close(fd_);
}

int UdpSocket::open(const SocketAddress& address, int tos) noexcept {
  fd_ = ::socket(address.generic.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return errno;
  address_ = address;
  int error = configure(tos);
  if (error == 0 && ::bind(fd_, &address.generic, size_of(address)) != 0) error = errno;
  socklen_t size = sizeof address_;
  if (error == 0 && ::getsockname(fd_, &address_.generic, &size) != 0) error = errno;
  if (error != 0) {
    ::close(fd_);
    fd_ = -1;
  }
  return error;
}

int UdpSocket::adopt(int fd, const SocketAddress& address, int tos) noexcept {
  fd_ = fd;
  address_ = address;
  const int error = configure(tos);
  if (error != 0) {
    ::close(fd_);
    fd_ = -1;
  }
  return error;
}

int UdpSocket::configure(int tos) noexcept {
  static_cast<void>(set_option(fd_, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer));  // less will do
  const bool all = is_wildcard(address_);
  int error = 0;
  if (is_v6(address_)) {
    // IPv4 has a socket of its own, so that nobody sees mapped addresses.
    error = set_option(fd_, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (error == 0) error = set_option(fd_, IPPROTO_IPV6, IPV6_TCLASS, tos);
    if (error == 0 && all) error = set_option(fd_, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  } else {
    error = set_option(fd_, IPPROTO_IP, IP_TOS, tos);
    if (error == 0 && all) error = set_option(fd_, IPPROTO_IP, IP_PKTINFO, 1);
  }
  return error;
}

int UdpSocket::send(const Peer& peer, std::string_view bytes) noexcept {
  iovec data = {const_cast<char*>(bytes.data()), bytes.size()};
  SocketAddress remote = peer.remote;
  msghdr message = {};
  message.msg_name = &remote;
  message.msg_namelen = size_of(remote);
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char control[kControlSize] = {};
  if (peer.local.known) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    set_source(peer, &message);
  }
  while (::sendmsg(fd_, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

}  // namespace rtpengine::ng
