// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plain packet I/O engine: epoll, recvfrom, sendto.
//
// The sockets are in an epoll set of their own, which the worker's loop watches while it is quiet.
// Under load that watch is paused and a timer descriptor is watched instead, so that nothing but
// the grid (and the worker's other business) wakes the thread. A packet costs one recvfrom and one
// sendto; a wake-up one or two epoll_wait and, on the grid, the read of the timer.
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include <rtpengine/loop.h>

#include "net/packet_io.h"
#include "net/wake_policy.h"

namespace rtpengine::net {

namespace {

constexpr int kEventsAtOnce = 256;
/// After so many events the loop gets a chance to look at its other descriptors.
constexpr int kEventsPerWakeup = 1024;

/// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  const int fd_;
};

/// Clears what makes epoll report an error that recvfrom does not: else it would wake us for ever.
int take_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return 0;
  char unused;
  (void)recv(fd, &unused, sizeof unused, MSG_ERRQUEUE | MSG_DONTWAIT);
  return error;
}

class PlainPacketIo final : public PacketIo {
 public:
  PlainPacketIo(loop::Worker& worker, PlainOptions options);
  bool start();

  std::string_view name() const override { return "plain"; }
  std::unique_ptr<SocketRegistration> add(MediaSocket& socket, PacketReceiver& receiver) override;
  bool send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) override;
  const PacketIoCounters& counters() const override { return counters_; }

  void remove(std::uint32_t index);

 private:
  /// A registered socket. `generation` changes when the entry is freed, so that events that were
  /// fetched for the previous user are recognized.
  struct Entry {
    int fd = -1;
    std::uint32_t generation = 0;
    PacketReceiver* receiver = nullptr;
    MediaSocket* socket = nullptr;
  };

  void on_arrival();
  void on_tick();
  /// Receives one packet of each ready socket, or with `all` until none is ready. The time is that
  /// of the last look at the sockets.
  std::pair<std::size_t, base::Time> receive_ready(bool all);
  bool handle(const epoll_event& event, base::Time now);
  bool receive(const Entry& entry, bool error_pending, base::Time now);
  void sleep_on_grid(bool grid);
  void set_timer(base::Time interval);

  loop::Worker& worker_;
  const PlainOptions options_;
  const Descriptor epoll_;
  const Descriptor timer_;
  std::unique_ptr<loop::FdWatch> arrival_watch_;
  std::unique_ptr<loop::FdWatch> timer_watch_;
  WakePolicy policy_;

  // One slot is enough: what is received is sent before the next packet is.
  const std::unique_ptr<std::uint8_t[]> buffer_;
  Packet packet_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_entries_;
  epoll_event events_[kEventsAtOnce];
  PacketIoCounters counters_;
};

class PlainRegistration final : public SocketRegistration {
 public:
  PlainRegistration(PlainPacketIo& io, std::uint32_t index) : io_(io), index_(index) {}
  ~PlainRegistration() override { io_.remove(index_); }

 private:
  PlainPacketIo& io_;
  const std::uint32_t index_;
};

PlainPacketIo::PlainPacketIo(loop::Worker& worker, PlainOptions options)
    : worker_(worker),
      options_(options),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      buffer_(new std::uint8_t[Packet::kHeadroom + options.max_payload + Packet::kTailroom]) {
  packet_.buffer = buffer_.get();
  packet_.capacity = Packet::kHeadroom + options_.max_payload + Packet::kTailroom;
}

bool PlainPacketIo::start() {
  if (epoll_.get() < 0 || timer_.get() < 0) return false;
  arrival_watch_ =
      worker_.watch(epoll_.get(), fd_readable, [this](std::uint32_t) { on_arrival(); });
  timer_watch_ = worker_.watch(timer_.get(), fd_readable, [this](std::uint32_t) { on_tick(); });
  return true;
}

std::unique_ptr<SocketRegistration> PlainPacketIo::add(MediaSocket& socket,
                                                       PacketReceiver& receiver) {
  if (free_entries_.empty()) {
    free_entries_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  const std::uint32_t index = free_entries_.back();
  Entry& entry = entries_[index];
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = std::uint64_t{entry.generation} << 32 | index;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.fd(), &event) != 0) return nullptr;
  free_entries_.pop_back();
  entry.fd = socket.fd();
  entry.receiver = &receiver;
  entry.socket = &socket;
  return std::make_unique<PlainRegistration>(*this, index);
}

void PlainPacketIo::remove(std::uint32_t index) {
  Entry& entry = entries_[index];
  epoll_event unused{};
  (void)epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, entry.fd, &unused);  // fails if closed: gone as well
  entry = {-1, entry.generation + 1, nullptr, nullptr};
  free_entries_.push_back(index);
}

bool PlainPacketIo::send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) {
  // A second try because the first one may report, and clear, an error of an earlier packet.
  for (int tries = 0; tries < 2; ++tries) {
    const ssize_t sent = sendto(socket.fd(), packet.data, packet.size, MSG_DONTWAIT | MSG_NOSIGNAL,
                                &to.base, to.size);
    if (sent >= 0) {
      ++counters_.sent_packets;
      counters_.sent_bytes += packet.size;
      return true;
    }
    if (errno != ECONNREFUSED && errno != EINTR) break;
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
    ++counters_.send_would_block;
  else
    ++counters_.send_errors;
  return false;
}

void PlainPacketIo::on_arrival() {
  ++counters_.wakeups;
  // What is left wakes us again at once.
  const auto [packets, now] = receive_ready(false);
  if (policy_.on_wakeup(now, packets) && options_.batch_delay > 0) sleep_on_grid(true);
}

void PlainPacketIo::on_tick() {
  std::uint64_t expirations;
  if (read(timer_.get(), &expirations, sizeof expirations) < 0) return;  // switched off meanwhile
  ++counters_.wakeups;
  // Here everything has to go: what is left waits for the next tick. That matters for sockets with
  // bursts, such as the packets of one video frame.
  const auto [packets, now] = receive_ready(true);
  if (!policy_.on_wakeup(now, packets)) sleep_on_grid(false);
}

std::pair<std::size_t, base::Time> PlainPacketIo::receive_ready(bool all) {
  std::size_t packets = 0;
  base::Time now = 0;
  for (int handled = 0; handled < kEventsPerWakeup;) {
    const int ready = epoll_wait(epoll_.get(), events_, kEventsAtOnce, 0);
    now = base::monotonic_now();
    for (int i = 0; i < ready; ++i) packets += handle(events_[i], now);
    if (ready <= 0 || (!all && ready < kEventsAtOnce)) break;
    handled += ready;
  }
  return {packets, now};
}

bool PlainPacketIo::handle(const epoll_event& event, base::Time now) {
  const Entry entry = entries_[static_cast<std::uint32_t>(event.data.u64)];
  if (entry.generation != event.data.u64 >> 32 || !entry.receiver) return false;
  return receive(entry, (event.events & EPOLLERR) != 0, now);
}

bool PlainPacketIo::receive(const Entry& entry, bool error_pending, base::Time now) {
  packet_.data = packet_.buffer + Packet::kHeadroom;
  packet_.source.size = sizeof packet_.source.ipv6;
  const ssize_t size =
      recvfrom(entry.fd, packet_.data, options_.max_payload, MSG_DONTWAIT | MSG_TRUNC,
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
  if (packet_.size > options_.max_payload) {
    ++counters_.truncated;
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

void PlainPacketIo::sleep_on_grid(bool grid) {
  arrival_watch_->set_events(grid ? 0u : std::uint32_t{fd_readable});
  set_timer(grid ? options_.batch_delay : 0);
}

void PlainPacketIo::set_timer(base::Time interval) {
  timespec step{};
  step.tv_sec = interval / base::kSecond;
  step.tv_nsec = interval % base::kSecond * 1000;
  const itimerspec setting{step, step};
  (void)timerfd_settime(timer_.get(), 0, &setting, nullptr);  // can't fail with these values
}

}  // namespace

std::unique_ptr<PacketIo> make_plain_packet_io(loop::Worker& worker, PlainOptions options) {
  options.max_payload = std::min(options.max_payload, Packet::kMaxPayload);
  options.batch_delay = std::clamp<base::Time>(options.batch_delay, 0, base::kSecond);
  auto io = std::make_unique<PlainPacketIo>(worker, options);
  if (!io->start()) return nullptr;
  return io;
}

}  // namespace rtpengine::net
