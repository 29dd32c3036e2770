// SPDX-License-Identifier: GPL-3.0-or-later
//
// One message taken from a socket, with its source and its control data.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <cstring>
#include <string_view>

namespace rtpengine::harness {

/// The bytes are good until the thread takes the next message.
class Received {
 public:
  explicit Received(int fd, int flags = 0) {
    iovec bytes{buffer(), kRoom};
    message_.msg_name = &source_;
    message_.msg_namelen = sizeof source_;
    message_.msg_iov = &bytes;
    message_.msg_iovlen = 1;
    message_.msg_control = control_;
    message_.msg_controllen = sizeof control_;
    size_ = recvmsg(fd, &message_, flags);
    message_.msg_iov = nullptr;
  }
  Received(const Received&) = delete;
  Received& operator=(const Received&) = delete;

  /// False: there was none; errno says why.
  bool good() const { return size_ >= 0; }
  std::string_view bytes() const { return {buffer(), good() ? std::size_t(size_) : 0}; }

  /// As an address of this kind.
  template <typename Address>
  Address source() const {
    static_assert(sizeof(Address) <= sizeof source_);
    Address address{};
    std::memcpy(&address, &source_, sizeof address);
    return address;
  }

  /// Calls `visit` with each piece of control data.
  template <typename Visit>
  void each_control(Visit visit) {
    for (cmsghdr* header = CMSG_FIRSTHDR(&message_); header != nullptr;
         header = CMSG_NXTHDR(&message_, header)) {
      visit(*header);
    }
  }

 private:
  static constexpr std::size_t kRoom = 65536;
  static char* buffer() {
    static thread_local char bytes[kRoom];
    return bytes;
  }

  sockaddr_storage source_{};
  alignas(cmsghdr) char control_[128];
  msghdr message_{};
  ssize_t size_ = -1;
};

}  // namespace rtpengine::harness
