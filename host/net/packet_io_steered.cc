// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steered packet I/O engine: recvmmsg on one queue for each address family, which the kernel
// puts into what comes to the worker's ports (see Steering), and sendmmsg on one raw socket for
// each local address.
//
// The ports' own sockets are in an epoll set as with the plain engine: they get what was there
// before the port was steered, what the kernel does not steer, and errors.
#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "base/log.h"
#include "net/arrival_pipeline.h"
#include "net/packet_io.h"
#include "net/raw_sender.h"
#include "net/send_datagram.h"
#include "net/served_ports.h"
#include "net/socket_set.h"
#include "net/steered_queue.h"
#include "net/steering.h"
#include "net/wake_grid.h"

namespace rtpengine::net {

namespace {

/// After so many packets the loop gets a chance to look at its other descriptors.
constexpr std::size_t kPacketsPerWakeup = 1024;
/// How often the kernel's counts of what is lost are read.
constexpr base::Time kCountInterval = base::kSecond;
class SteeredPacketIo final : public PacketIo {
 public:
  SteeredPacketIo(loop::Worker& worker, const PacketIoOptions& options,
                  std::shared_ptr<Steering> steering);
  ~SteeredPacketIo() override;
  base::Result<void> start();

  std::string_view name() const override { return "steered"; }
  std::unique_ptr<SocketRegistration> add(MediaSocket& socket, PacketReceiver& receiver) override;
  bool send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) override;
  void prefetch(const MediaSocket& socket) const override { ports_.prefetch(socket); }
  void pause() override;
  void resume() override;
  const PacketIoCounters& counters() const override { return counters_; }

  void remove(std::uint32_t number);

 private:
  base::Result<void> open_queue(Family family, std::unique_ptr<SteeredQueue>& queue);
  void steer(ServedPort& port);
  void unsteer(ServedPort& port);
  void take_all_from_sockets();
  void empty_queue(SteeredQueue* queue);
  SteeredQueue& queue_of(const SocketAddress& local) {
    return local.base.sa_family == AF_INET6 ? *ipv6_ : *ipv4_;
  }
  base::Result<void> open_senders();
  RawSender* sender_for(const IpAddress& local);
  void flush();
  void on_refused(const RawSender::Refused& refused);

  WakeGrid::Look receive(bool all);
  void drain(SteeredQueue& queue, WakeGrid::Look& look);
  void deliver(ReceiveQueue::Arrival& arrival, std::uint64_t times_empty, base::Time now);
  void read_counts();
  void read_rate_limited(ServedPort& port);
  void read_overruns(SteeredQueue* queue);

  loop::Worker& worker_;
  const PacketIoOptions options_;
  const std::shared_ptr<Steering> steering_;
  PacketIoCounters counters_;
  SocketSet sockets_;
  std::unique_ptr<SteeredQueue> ipv4_;
  std::unique_ptr<SteeredQueue> ipv6_;  ///< null: the system has no IPv6
  bool paused_ = false;
  bool in_batch_ = false;      ///< packets are being delivered from a queue
  bool send_at_once_ = false;  ///< the slot of a packet is used again before the turn ends
  std::vector<std::unique_ptr<RawSender>> senders_;  ///< one for each local address
  ServedPorts ports_;
  ArrivalPipeline pipeline_{ports_};
  WakeGrid grid_;
  std::unique_ptr<loop::Timer> count_timer_;
};

class SteeredRegistration final : public SocketRegistration {
 public:
  SteeredRegistration(SteeredPacketIo& io, std::uint32_t number) : io_(io), number_(number) {}
  ~SteeredRegistration() override { io_.remove(number_); }

 private:
  SteeredPacketIo& io_;
  const std::uint32_t number_;
};

SteeredPacketIo::SteeredPacketIo(loop::Worker& worker, const PacketIoOptions& options,
                                 std::shared_ptr<Steering> steering)
    : worker_(worker),
      options_(options),
      steering_(std::move(steering)),
      sockets_(options.max_payload, counters_),
      grid_(worker, options.batch_delay, [this](bool all) { return receive(all); }) {}

SteeredPacketIo::~SteeredPacketIo() {
  flush();
  worker_.set_end_of_turn({});
}

base::Result<void> SteeredPacketIo::start() {
  if (auto opened = open_queue(Family::ipv4, ipv4_); !opened) return opened;
  if (Steering::system_has(Family::ipv6)) {
    if (auto opened = open_queue(Family::ipv6, ipv6_); !opened) return opened;
  }
  paused_ = options_.paused;
  if (sockets_.fd() < 0 || !(paused_ ? grid_.usable() : grid_.start(sockets_.fd())))
    return base::Error{"opening descriptors for a worker: " +
                       std::generic_category().message(errno)};
  if (auto opened = open_senders(); !opened) return opened;
  worker_.set_end_of_turn([this] { flush(); });
  count_timer_ = worker_.timer([this] { read_counts(); });
  count_timer_->start(kCountInterval, kCountInterval);
  return {};
}

base::Result<void> SteeredPacketIo::open_queue(Family family,
                                               std::unique_ptr<SteeredQueue>& queue) {
  auto socket = Steering::open_queue(family);
  if (!socket) return base::Error{socket.error()};
  const int fd = socket->get();
  queue = std::make_unique<SteeredQueue>(std::move(*socket), options_.max_payload);
  if (auto set = steering_->set_queue(worker_.index(), family, fd); !set) return set;
  if (!sockets_.add_other(fd, family == Family::ipv6 ? 1 : 0))
    return base::Error{"watching a queue socket: " + std::generic_category().message(errno)};
  return {};
}

std::unique_ptr<SocketRegistration> SteeredPacketIo::add(MediaSocket& socket,
                                                         PacketReceiver& receiver) {
  const auto bound = sockets_.add(socket, receiver);
  if (!bound) return nullptr;
  const std::uint32_t number = ports_.add({.socket = &socket,
                                           .receiver = &receiver,
                                           .sender = sender_for(socket.local().address),
                                           .local = SocketAddress(socket.local()),
                                           .serial = socket.serial(),
                                           .bound = *bound});
  socket.set_tag(number);
  if (!paused_) steer(ports_[number]);
  return std::make_unique<SteeredRegistration>(*this, number);
}

void SteeredPacketIo::steer(ServedPort& port) {
  port.deliver_from = queue_of(port.local).first_delivery(port.local, port.serial);
  port.steered = steering_->add(port.socket->local(), worker_.index(), &port.slot);
  if (port.steered) return;
  const int error = errno;
  LOG_LIMITED(warning, "port %s is received from by itself, which costs more: %s",
              port.socket->local().to_string().c_str(),
              error == ENOSPC ? "the table of steered ports is full"
                              : std::generic_category().message(error).c_str());
}

/// What comes from now on, comes to the port's own socket.
void SteeredPacketIo::unsteer(ServedPort& port) {
  read_rate_limited(port);
  steering_->remove(port.local.endpoint(), port.slot);
  port.steered = false;
  port.rate_limited = 0;
}

void SteeredPacketIo::pause() {
  if (std::exchange(paused_, true)) return;
  for (std::uint32_t i = 0; i < ports_.numbers(); ++i)
    if (ports_[i].steered) unsteer(ports_[i]);
  // The ports' own sockets have what came later.
  empty_queue(ipv4_.get());
  empty_queue(ipv6_.get());
  grid_.stop();
  flush();
}

void SteeredPacketIo::resume() {
  if (!std::exchange(paused_, false)) return;
  take_all_from_sockets();
  for (std::uint32_t i = 0; i < ports_.numbers(); ++i)
    if (ports_[i].receiver != nullptr) steer(ports_[i]);
  (void)grid_.start(sockets_.fd());
}

void SteeredPacketIo::empty_queue(SteeredQueue* queue) {
  if (queue == nullptr) return;
  WakeGrid::Look look;
  const std::uint64_t before = queue->in().times_empty();
  // As much as fits into the queue, and no more: it gets nothing new.
  while (queue->in().times_empty() == before) drain(*queue, look);
}

/// What came before the ports are steered, or it would be overtaken.
void SteeredPacketIo::take_all_from_sockets() {
  constexpr base::Time kLongest = 100 * base::kMillisecond;
  const base::Time end = base::monotonic_now() + kLongest;
  send_at_once_ = true;
  while (sockets_.receive_ready(true).packets != 0 && base::monotonic_now() < end) {
  }
  send_at_once_ = false;
}

base::Result<void> SteeredPacketIo::open_senders() {
  // Whether it is allowed has to be known also when addresses come later only.
  if (auto opened = RawSender::open(*IpAddress::parse("127.0.0.1")); !opened)
    return base::Error{opened.error()};
  for (const IpAddress& address : options_.local_addresses) {
    if (!Steering::system_has(address.family)) continue;
    auto opened = RawSender::open(address);
    if (!opened) return base::Error{opened.error()};
    senders_.push_back(std::move(*opened));
  }
  return {};
}

/// Null: ports of this address send by themselves.
RawSender* SteeredPacketIo::sender_for(const IpAddress& local) {
  for (const auto& sender : senders_)
    if (sender->local() == local) return sender.get();
  auto opened = RawSender::open(local);
  if (opened) return senders_.emplace_back(std::move(*opened)).get();
  LOG_LIMITED(warning, "packets of %s are sent one by one, which costs more: %s",
              local.to_string().c_str(), opened.error().c_str());
  return nullptr;
}

void SteeredPacketIo::remove(std::uint32_t number) {
  // What is refused may still need the socket and the receiver.
  flush();
  ServedPort& port = ports_[number];
  if (port.steered) {
    unsteer(port);
    queue_of(port.local).note_closed(port.local, port.serial, !in_batch_);
  }
  sockets_.remove(port.bound);
  ports_.remove(number);
}

bool SteeredPacketIo::send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) {
  const ServedPort* const port = ports_.of(socket);
  RawSender* const sender = port == nullptr ? nullptr : port->sender;
  // Outside of the loop's turns nothing would send it at their end.
  if (sender == nullptr || send_at_once_ || worker_.busy_since() == 0 ||
      !sender->can_send(packet.bytes(), to))
    return send_datagram(socket.fd(), packet.bytes(), to, counters_);
  sender->add(socket.local().port, socket.tos(), packet.bytes(), to, socket.tag());
  ++counters_.sent_packets;
  counters_.sent_bytes += packet.size;
  if (sender->full()) flush();
  return true;
}

void SteeredPacketIo::flush() {
  for (const auto& sender : senders_) {
    if (sender->empty()) continue;
    sender->flush([this](const RawSender::Refused& refused) { on_refused(refused); });
  }
}

void SteeredPacketIo::on_refused(const RawSender::Refused& refused) {
  --counters_.sent_packets;
  counters_.sent_bytes -= refused.payload.size();
  ServedPort& port = ports_[refused.tag];
  if (refused.error == EMSGSIZE) {
    // Sockets of ports make fragments.
    if (send_datagram(port.socket->fd(), refused.payload, refused.to, counters_)) return;
  } else {
    count_refusal(refused.error, counters_);
  }
  port.receiver->on_send_failed(refused.payload.size());
}

WakeGrid::Look SteeredPacketIo::receive(bool all) {
  ++counters_.wakeups;
  flush();
  // Own sockets first: what they have came before their ports were steered.
  send_at_once_ = true;
  WakeGrid::Look look = sockets_.receive_ready(all);
  send_at_once_ = false;
  const std::uint32_t ready = sockets_.ready_others();
  if (ready & 1) drain(*ipv4_, look);
  if (ready & 2) drain(*ipv6_, look);
  return look;
}

void SteeredPacketIo::drain(SteeredQueue& queue, WakeGrid::Look& look) {
  ReceiveQueue& in = queue.in();
  std::size_t received = ReceiveQueue::kSlots;
  for (std::size_t taken = 0; taken < kPacketsPerWakeup && received == ReceiveQueue::kSlots;) {
    const std::uint64_t times_empty = in.times_empty();
    received = in.receive();
    look.now = base::monotonic_now();
    in_batch_ = true;
    pipeline_.run(in, received,
                  [&](ReceiveQueue::Arrival& arrival) { deliver(arrival, times_empty, look.now); });
    in_batch_ = false;
    flush();
    taken += received;
    look.packets += received;
  }
}

void SteeredPacketIo::deliver(ReceiveQueue::Arrival& arrival, std::uint64_t times_empty,
                              base::Time now) {
  const auto number = ports_.find(arrival.destination);
  if (!number || times_empty < ports_[*number].deliver_from) {
    ++counters_.stale;
    return;
  }
  const ServedPort& port = ports_[*number];
  if (arrival.truncated) {
    ++counters_.truncated;
    port.receiver->on_truncated();
    return;
  }
  ++counters_.received_packets;
  counters_.received_bytes += arrival.packet.size;
  arrival.packet.received = now;
  arrival.packet.socket = port.socket;
  Packet* const packet = &arrival.packet;
  port.receiver->on_packets({&packet, 1});
}

void SteeredPacketIo::read_counts() {
  for (std::uint32_t i = 0; i < ports_.numbers(); ++i)
    if (ports_[i].steered) read_rate_limited(ports_[i]);
  read_overruns(ipv4_.get());
  read_overruns(ipv6_.get());
}

void SteeredPacketIo::read_rate_limited(ServedPort& port) {
  const std::uint64_t dropped = steering_->dropped(port.slot);
  const std::uint64_t more = dropped - port.rate_limited;
  if (more == 0) return;
  port.rate_limited = dropped;
  counters_.rate_limited += more;
  port.receiver->on_rate_limited(more);
}

void SteeredPacketIo::read_overruns(SteeredQueue* queue) {
  const std::uint32_t more = queue == nullptr ? 0 : queue->new_overruns();
  if (more == 0) return;
  counters_.queue_overruns += more;
  LOG_LIMITED(warning, "worker %u was too slow: %u packets were lost that came to its ports",
              worker_.index(), more);
}

}  // namespace

base::Result<std::unique_ptr<PacketIo>> make_steered_packet_io(loop::Worker& worker,
                                                               PacketIoOptions options,
                                                               std::shared_ptr<Steering> steering) {
  options.max_payload = std::min(options.max_payload, Packet::kMaxPayload);
  auto io = std::make_unique<SteeredPacketIo>(worker, options, std::move(steering));
  if (auto started = io->start(); !started) return base::Error{started.error()};
  return std::unique_ptr<PacketIo>(std::move(io));
}

}  // namespace rtpengine::net
