// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/socket_set.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace rtpengine::net {
namespace {

/// After so many events the loop gets a chance to look at its other descriptors.
constexpr int kEventsPerWakeup = 1024;
/// Of events of other descriptors, where sockets have their index.
constexpr std::uint32_t kFirstOther =
    std::numeric_limits<std::uint32_t>::max() - SocketSet::kMaxOthers;

/// Clears what makes epoll report an error that recvfrom does not: else it would wake us for ever.
int take_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return 0;
  char unused;
  (void)recv(fd, &unused, sizeof unused, MSG_ERRQUEUE | MSG_DONTWAIT);
  return error;
}

std::size_t slot_size(std::size_t max_payload) {
  return Packet::kHeadroom + max_payload + Packet::kTailroom;
}

}  // namespace

SocketSet::SocketSet(std::size_t max_payload, PacketIoCounters& counters)
    : max_payload_(std::min(max_payload, Packet::kMaxPayload)),
      counters_(counters),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      buffer_(new std::uint8_t[slot_size(max_payload_)]) {
  packet_.buffer = buffer_.get();
  packet_.capacity = slot_size(max_payload_);
}

std::optional<std::uint32_t> SocketSet::add(MediaSocket& socket, PacketReceiver& receiver) {
  if (free_entries_.empty()) {
    free_entries_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  const std::uint32_t index = free_entries_.back();
  Entry& entry = entries_[index];
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = std::uint64_t{entry.generation} << 32 | index;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.fd(), &event) != 0) return std::nullopt;
  free_entries_.pop_back();
  entry.fd = socket.fd();
  entry.receiver = &receiver;
  entry.socket = &socket;
  return index;
}

void SocketSet::remove(std::uint32_t index) {
  Entry& entry = entries_[index];
  epoll_event unused{};
  (void)epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, entry.fd, &unused);  // fails if closed: gone as well
  entry = {-1, entry.generation + 1, nullptr, nullptr};
  free_entries_.push_back(index);
}

bool SocketSet::add_other(int fd, std::uint32_t number) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kFirstOther + number;
  return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

WakeGrid::Look SocketSet::receive_ready(bool all) {
  WakeGrid::Look look;
  ready_others_ = 0;
  for (int handled = 0; handled < kEventsPerWakeup;) {
    const int ready = epoll_wait(epoll_.get(), events_, kEventsAtOnce, 0);
    look.now = base::monotonic_now();
    int own = 0;
    for (int i = 0; i < ready; ++i) {
      if (is_other(events_[i])) continue;
      look.packets += handle(events_[i], look.now);
      ++own;
    }
    // Others stay ready: they are no reason to look again.
    if (own == 0 || (!all && ready < kEventsAtOnce)) break;
    handled += own;
  }
  return look;
}

bool SocketSet::is_other(const epoll_event& event) {
  const auto index = static_cast<std::uint32_t>(event.data.u64);
  if (index < kFirstOther) return false;
  ready_others_ |= 1u << (index - kFirstOther);
  return true;
}

bool SocketSet::handle(const epoll_event& event, base::Time now) {
  const Entry entry = entries_[static_cast<std::uint32_t>(event.data.u64)];
  if (entry.generation != event.data.u64 >> 32 || !entry.receiver) return false;
  return receive(entry, (event.events & EPOLLERR) != 0, now);
}

bool SocketSet::receive(const Entry& entry, bool error_pending, base::Time now) {
  packet_.data = packet_.buffer + Packet::kHeadroom;
  packet_.source.size = sizeof packet_.source.ipv6;
  const ssize_t size = recvfrom(entry.fd, packet_.data, max_payload_, MSG_DONTWAIT | MSG_TRUNC,
                                &packet_.source.base, &packet_.source.size);
  if (size < 0) {
    // Nothing there after all if a checksum was wrong.
    const bool nothing = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    const int error = nothing ? (error_pending ? take_error(entry.fd) : 0) : errno;
    if (error != 0) {
      ++counters_.socket_errors;
      entry.receiver->on_socket_error(error);
    }
    return false;
  }
  packet_.size = static_cast<std::size_t>(size);
  if (packet_.size > max_payload_) {
    ++counters_.truncated;
    entry.receiver->on_truncated();
    return true;
  }
  ++counters_.received_packets;
  counters_.received_bytes += packet_.size;
  packet_.received = now;
  packet_.socket = entry.socket;
  Packet* const packet = &packet_;
  entry.receiver->on_packets({&packet, 1});
  return true;
}

}  // namespace rtpengine::net
