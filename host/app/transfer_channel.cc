// SPDX-License-Identifier: GPL-3.0-or-later
//
// Each packet: one byte that says whether more of the message follows, and a part of it. Packets
// carry as many descriptors as the system lets through at once.
#include "app/transfer_channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/tree_bytes.h"

namespace rtpengine::app {
namespace {

constexpr std::size_t kPartBytes = 32 * 1024;
/// SCM_MAX_FD of unix(7).
constexpr std::size_t kPartDescriptors = 253;

constexpr char kMore = 'm';
constexpr char kLast = 'l';

union Control {
  cmsghdr align;
  char bytes[CMSG_SPACE(kPartDescriptors * sizeof(int))];
};

/// So many descriptors are on their way that the other end has to take some first, and nothing
/// tells when it has.
void take_breath() {
  const timespec moment{0, 1'000'000};
  nanosleep(&moment, nullptr);
}

}  // namespace

TransferChannel::TransferChannel(net::Descriptor socket, base::Time patience)
    : socket_(std::move(socket)), patience_(patience) {}

base::Error TransferChannel::failure(const char* what) {
  const int error = errno;
  closed_ = error == EPIPE || error == ECONNRESET;
  return {std::string(what) + (closed_ ? "it has closed the connection" : std::strerror(error))};
}

base::Result<void> TransferChannel::wait_for(short events) {
  pollfd ready{socket_.get(), events, 0};
  const int found = poll(&ready, 1, int(patience_ / base::kMillisecond));
  if (found > 0 || (found < 0 && errno == EINTR)) return {};
  if (found == 0) return base::Error{"the other process does not answer"};
  return failure("waiting for the other process: ");
}

base::Result<void> TransferChannel::send(const Value& tree, const std::vector<int>& descriptors) {
  std::string bytes;
  base::append_bytes(tree, bytes);
  std::size_t sent = 0;
  std::size_t given = 0;
  do {
    const std::size_t size = std::min(bytes.size() - sent, kPartBytes);
    const std::size_t count = std::min(descriptors.size() - given, kPartDescriptors);
    const bool last = sent + size == bytes.size() && given + count == descriptors.size();
    auto done = send_part(bytes.data() + sent, size, last, descriptors.data() + given, count);
    if (!done) return done;
    sent += size;
    given += count;
  } while (sent != bytes.size() || given != descriptors.size());
  return {};
}

base::Result<void> TransferChannel::send_part(const void* bytes, std::size_t size, bool last,
                                              const int* fds, std::size_t count) {
  char mark = last ? kLast : kMore;
  iovec parts[2] = {{&mark, 1}, {const_cast<void*>(bytes), size}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  Control control{};
  if (count != 0) {
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    std::memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  }
  const base::Time end = base::monotonic_now() + patience_;
  for (;;) {
    if (sendmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return {};
    if (errno == ETOOMANYREFS && base::monotonic_now() < end) {
      take_breath();
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return failure("sending to the other process: ");
    if (auto waited = wait_for(POLLOUT); !waited) return waited;
  }
}

base::Result<TransferChannel::Message> TransferChannel::receive() {
  Message message;
  std::string bytes;
  for (bool more = true; more;) {
    auto part = receive_part(bytes, message.descriptors);
    if (!part) return base::Error{part.error()};
    more = *part;
    if (bytes.size() > kMaxBytes || message.descriptors.size() > kMaxDescriptors) {
      return base::Error{"the other process sends too much at once"};
    }
  }
  if (auto read = base::read_bytes(bytes, message.tree); !read) {
    return base::Error{"what the other process sends is " + read.error()};
  }
  return message;
}

base::Result<bool> TransferChannel::receive_part(std::string& bytes,
                                                 std::vector<net::Descriptor>& descriptors) {
  const std::size_t before = bytes.size();
  char mark = 0;
  bytes.resize(before + kPartBytes);
  iovec parts[2] = {{&mark, 1}, {bytes.data() + before, kPartBytes}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  Control control{};
  ssize_t size = -1;
  do {
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    size = recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size >= 0) break;
    if (errno != EAGAIN && errno != EINTR) return failure("receiving from the other process: ");
    if (auto waited = wait_for(POLLIN); !waited) return base::Error{waited.error()};
  } while (size < 0);
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
      descriptors.emplace_back(fd);
    }
  }
  if (size == 0) {
    errno = ECONNRESET;
    return failure("receiving from the other process: ");
  }
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    return base::Error{
        "not all of what the other process sends arrives here: is the limit of open "
        "files too low?"};
  }
  bytes.resize(before + std::size_t(size) - 1);
  return mark == kMore;
}

std::pair<net::Descriptor, net::Descriptor> transfer_pair() {
  int both[2] = {-1, -1};
  (void)socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both);
  return {net::Descriptor(both[0]), net::Descriptor(both[1])};
}

}  // namespace rtpengine::app
