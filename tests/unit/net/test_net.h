// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tests with real sockets share: a loopback address of their own, so that no other program or
// test that runs at the same time is in the way, and plain sockets that play the other end.
#pragma once

#include <gtest/gtest.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/random.h"
#include "net/address.h"

namespace rtpengine::net::test {

inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

/// A random address of 127.0.0.0/8 other than those that people use.
inline IpAddress own_loopback() {
  IpAddress address = ip("127.0.0.1");
  for (std::size_t i = 1; i < 4; ++i)
    address.bytes[i] = static_cast<std::uint8_t>(10 + base::random_uniform(240));
  return address;
}

/// A blocking UDP socket bound to an endpoint; port 0: any port.
class PeerSocket {
 public:
  explicit PeerSocket(const Endpoint& local) {
    const SocketAddress address(local);
    fd_ = ::socket(address.base.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd_ >= 0 && ::bind(fd_, &address.base, address.size) != 0) close();
  }
  PeerSocket(const PeerSocket&) = delete;
  PeerSocket& operator=(const PeerSocket&) = delete;
  ~PeerSocket() { close(); }

  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }

  Endpoint local() const {
    SocketAddress address;
    address.size = sizeof address.ipv6;
    return getsockname(fd_, &address.base, &address.size) == 0 ? address.endpoint() : Endpoint{};
  }

  bool send(std::string_view data, const Endpoint& to) {
    const SocketAddress address(to);
    return sendto(fd_, data.data(), data.size(), 0, &address.base, address.size) ==
           static_cast<ssize_t>(data.size());
  }

  /// The next datagram, and where it came from; nothing if none comes for long.
  std::optional<std::string> receive(Endpoint* from = nullptr) {
    pollfd ready{fd_, POLLIN, 0};
    if (poll(&ready, 1, 10000) != 1) return {};
    std::string data(65536, '\0');
    SocketAddress source;
    source.size = sizeof source.ipv6;
    const ssize_t size = recvfrom(fd_, data.data(), data.size(), 0, &source.base, &source.size);
    if (size < 0) return {};
    data.resize(static_cast<std::size_t>(size));
    if (from) *from = source.endpoint();
    return data;
  }

 private:
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  int fd_ = -1;
};

/// A datagram with its control data. Over loopback it is there when send returns.
class ControlledDatagram {
 public:
  /// Takes the next one; empty(): there is none.
  explicit ControlledDatagram(int fd) {
    message_.msg_iov = &bytes_;
    message_.msg_iovlen = 1;
    message_.msg_control = control_;
    message_.msg_controllen = sizeof control_;
    size_ = recvmsg(fd, &message_, MSG_DONTWAIT);
  }
  ControlledDatagram(const ControlledDatagram&) = delete;
  ControlledDatagram& operator=(const ControlledDatagram&) = delete;

  bool empty() const { return size_ < 0; }
  std::string text() const { return {data_, static_cast<std::size_t>(size_)}; }
  msghdr& message() { return message_; }

 private:
  char data_[2048];
  alignas(cmsghdr) char control_[128];
  iovec bytes_{data_, sizeof data_};
  msghdr message_{};
  ssize_t size_ = -1;
};

/// Calls `work` on a thread of its own in a network that has nothing but loopback, which takes
/// packets of `mtu` bytes. Takes privileges.
template <typename Work>
void in_private_network(int mtu, Work work) {
  std::thread([&] {
    const int control =
        unshare(CLONE_NEWNET) == 0 ? ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    ifreq loopback{};
    std::snprintf(loopback.ifr_name, sizeof loopback.ifr_name, "lo");
    loopback.ifr_mtu = mtu;
    const bool sized = ioctl(control, SIOCSIFMTU, &loopback) == 0;
    loopback.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool up = sized && ioctl(control, SIOCSIFFLAGS, &loopback) == 0;
    if (control >= 0) ::close(control);
    ASSERT_TRUE(up) << "no private network";
    work();
  }).join();
}

/// Whether ::1 can be used on this machine.
inline bool have_ipv6() { return bool(PeerSocket({ip("::1"), 0})); }

}  // namespace rtpengine::net::test
