// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/receive_queue.h"

#include <linux/in6.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>
#include <cstring>

namespace rtpengine::net {
namespace {

/// Slots begin at different places of their pages, else their first lines would share a few places
/// of the processor's cache.
constexpr std::size_t kPage = 4096;
constexpr std::size_t kStagger = 320;

std::size_t slot_size(std::size_t max_payload) {
  const std::size_t needed = Packet::kHeadroom + max_payload + Packet::kTailroom;
  return (needed + kPage - 1) / kPage * kPage + kStagger;
}

}  // namespace

ReceiveQueue::ReceiveQueue(Descriptor socket, std::size_t max_payload)
    : socket_(std::move(socket)),
      slot_size_(slot_size(max_payload)),
      buffers_(new std::uint8_t[kSlots * slot_size_]) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    Packet& packet = arrivals_[i].packet;
    packet.buffer = buffers_.get() + i * slot_size_;
    packet.capacity = Packet::kHeadroom + max_payload + Packet::kTailroom;
    bytes_[i] = {packet.buffer + Packet::kHeadroom, max_payload};
    msghdr& header = messages_[i].msg_hdr;
    header.msg_name = &packet.source.base;
    header.msg_iov = &bytes_[i];
    header.msg_iovlen = 1;
    header.msg_control = controls_[i].bytes;
    arm(i);
  }
}

/// What the system has written of the last datagram is where it says how much room there is.
void ReceiveQueue::arm(std::size_t number) {
  msghdr& header = messages_[number].msg_hdr;
  header.msg_namelen = sizeof(sockaddr_in6);
  header.msg_controllen = sizeof(Control);
}

std::size_t ReceiveQueue::receive() {
  for (std::size_t i = 0; i < used_; ++i) arm(i);
  const int received = recvmmsg(socket_.get(), messages_.data(), kSlots, MSG_DONTWAIT, nullptr);
  used_ = received > 0 ? std::size_t(received) : 0;
  for (std::size_t i = 0; i < used_; ++i) {
    const mmsghdr& message = messages_[i];
    Arrival& arrival = arrivals_[i];
    arrival.packet.data = static_cast<std::uint8_t*>(bytes_[i].iov_base);
    arrival.packet.size = message.msg_len;
    arrival.packet.source.size = message.msg_hdr.msg_namelen;
    arrival.truncated = (message.msg_hdr.msg_flags & MSG_TRUNC) != 0;
    read_destination(i);
  }
  if (used_ < kSlots) ++times_empty_;
  return used_;
}

void ReceiveQueue::read_destination(std::size_t number) {
  msghdr& header = messages_[number].msg_hdr;
  SocketAddress& destination = arrivals_[number].destination;
  const cmsghdr* control = CMSG_FIRSTHDR(&header);
  destination.size = 0;
  if (control == nullptr) return;
  const bool ipv4 = control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_ORIGDSTADDR;
  const bool ipv6 = control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_ORIGDSTADDR;
  if (!ipv4 && !ipv6) return;
  destination.size = ipv4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  std::memcpy(&destination.ipv6, CMSG_DATA(control), destination.size);
}

bool ReceiveQueue::look_if_empty() {
  pollfd look{socket_.get(), POLLIN, 0};
  if (poll(&look, 1, 0) != 0) return false;
  ++times_empty_;
  return true;
}

std::uint64_t ReceiveQueue::overruns() const {
  std::uint32_t figures[SK_MEMINFO_VARS] = {};
  socklen_t size = sizeof figures;
  if (getsockopt(socket_.get(), SOL_SOCKET, SO_MEMINFO, figures, &size) != 0) return 0;
  return figures[SK_MEMINFO_DROPS];
}

}  // namespace rtpengine::net
