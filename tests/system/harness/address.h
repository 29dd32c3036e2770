// SPDX-License-Identifier: GPL-3.0-or-later
//
// An IP address and port, as the socket calls of the tests need it.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace rtpengine::harness {

/// IPv4 or IPv6; default constructed it is none.
class Address {
 public:
  Address() = default;
  /// `ip` is numeric; aborts the test program if it is not.
  Address(const std::string& ip, std::uint16_t port);
  explicit Address(const sockaddr_storage& storage);

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const { return is_v6() ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }

  explicit operator bool() const { return storage_.ss_family != AF_UNSPEC; }
  bool is_v6() const { return storage_.ss_family == AF_INET6; }
  std::string ip() const;
  std::uint16_t port() const;
  /// `10.0.0.1:5060` or `[fd00::1]:5060`.
  std::string text() const;

  bool operator==(const Address& other) const;

 private:
  sockaddr_storage storage_{};
};

}  // namespace rtpengine::harness
