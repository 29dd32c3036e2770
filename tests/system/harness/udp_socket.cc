// SPDX-License-Identifier: GPL-3.0-or-later
#include "udp_socket.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "received.h"

namespace rtpengine::harness {
namespace {

constexpr int kBufferBytes = 4 << 20;

int tos_in(Received& message) {
  int tos = -1;
  message.each_control([&](const cmsghdr& header) {
    if (header.cmsg_level == IPPROTO_IP) {
      tos = *CMSG_DATA(&header);
    } else {
      std::memcpy(&tos, CMSG_DATA(&header), sizeof tos);
    }
  });
  return tos;
}

}  // namespace

UdpSocket::UdpSocket(const Host& host, const Address& local) {
  if (try_bind(host, local)) return;
  std::fprintf(stderr, "cannot bind %s: %s\n", local.text().c_str(), std::strerror(errno));
  std::abort();
}

UdpSocket::~UdpSocket() {
  if (fd_ >= 0) close(fd_);
}

UdpSocket::UdpSocket(UdpSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), local_(other.local_) {}

UdpSocket& UdpSocket::operator=(UdpSocket&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(local_, other.local_);
  return *this;
}

bool UdpSocket::try_bind(const Host& host, const Address& local) {
  const int family = local.is_v6() ? AF_INET6 : AF_INET;
  fd_ = host.netns().inside(
      [&] { return socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); });
  // The test program may be late; that must not look like loss.
  setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &kBufferBytes, sizeof kBufferBytes);
  if (bind(fd_, local.get(), local.size()) != 0) {
    const int error = errno;
    close(std::exchange(fd_, -1));
    errno = error;
    return false;
  }
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  getsockname(fd_, reinterpret_cast<sockaddr*>(&bound), &size);
  local_ = Address(bound);
  return true;
}

std::pair<UdpSocket, UdpSocket> UdpSocket::pair(const Host& host, const std::string& ip) {
  for (;;) {
    UdpSocket rtp(host, Address(ip, 0));
    UdpSocket rtcp;
    if (rtp.local().port() % 2 != 0) continue;
    const auto next = std::uint16_t(rtp.local().port() + 1);
    if (rtcp.try_bind(host, Address(ip, next))) return {std::move(rtp), std::move(rtcp)};
  }
}

bool UdpSocket::send(std::string_view bytes, const Address& to) const {
  return sendto(fd_, bytes.data(), bytes.size(), 0, to.get(), to.size()) == ssize_t(bytes.size());
}

std::optional<Datagram> UdpSocket::receive() const {
  Received message(fd_);
  if (!message.good()) return std::nullopt;
  return Datagram{std::string(message.bytes()), Address(message.source<sockaddr_storage>()),
                  tos_in(message)};
}

bool UdpSocket::report_tos() const {
  const int on = 1;
  return local_.is_v6() ? setsockopt(fd_, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on) == 0
                        : setsockopt(fd_, IPPROTO_IP, IP_RECVTOS, &on, sizeof on) == 0;
}

std::optional<Datagram> UdpSocket::wait_for_one(Milliseconds limit) const {
  const auto deadline = Clock::now() + limit;
  for (;;) {
    if (auto datagram = receive()) return datagram;
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return std::nullopt;
    pollfd watched{fd_, POLLIN, 0};
    poll(&watched, 1, int(left.count()));
  }
}

namespace {

/// As the kernel's tables write the addresses, word by word.
bool is_loopback(const std::string& address) {
  return address == "0100007F" || address == "00000000000000000000000001000000";
}

}  // namespace

std::set<std::uint16_t> udp_ports_of(pid_t pid) {
  std::set<std::uint16_t> ports;
  for (const char* table : {"udp", "udp6"}) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/net/" + table);
    std::string line;
    std::getline(file, line);  // titles
    while (std::getline(file, line)) {
      std::istringstream columns(line);
      std::string number, local;
      columns >> number >> local;
      const std::size_t colon = local.rfind(':');
      if (is_loopback(local.substr(0, colon))) continue;
      ports.insert(std::uint16_t(std::strtoul(local.c_str() + colon + 1, nullptr, 16)));
    }
  }
  return ports;
}

std::size_t sockets_of(pid_t pid) {
  std::size_t count = 0;
  std::error_code error;
  const std::filesystem::path folder = "/proc/" + std::to_string(pid) + "/fd";
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(entry->path(), gone).string();
    if (target.rfind("socket:", 0) == 0) count++;
  }
  return count;
}

}  // namespace rtpengine::harness
