// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steered packet I/O engine: recvmmsg on one queue for each address family, which the kernel
// puts into what comes to the worker's ports (see Steering), and sendmmsg on one raw socket for
// each local address.
//
// The ports' own sockets are in an epoll set as with the plain engine: they get what was there
// before the port was steered, what the kernel does not steer, and errors.
#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "base/log.h"
#include "net/packet_io.h"
#include "net/port_index.h"
#include "net/raw_sender.h"
#include "net/receive_queue.h"
#include "net/send_datagram.h"
#include "net/socket_set.h"
#include "net/steering.h"
#include "net/wake_grid.h"

namespace rtpengine::net {

namespace {

/// After so many packets the loop gets a chance to look at its other descriptors.
constexpr std::size_t kPacketsPerWakeup = 1024;
/// How often the kernel's counts of what is lost are read.
constexpr base::Time kCountInterval = base::kSecond;
/// With many calls, whatever belongs to a port has left the caches since its last packet. It is
/// fetched while the packets before are handled, in steps that are so many packets apart: what a
/// step needs has arrived when it is its turn.
constexpr std::size_t kFetchDistance = 3;
constexpr std::size_t kFetchSteps = 5;
constexpr std::uint32_t kNoEntry = ~std::uint32_t{0};
/// How much of a receiver is fetched: what stands first in it is what every packet touches.
constexpr std::size_t kReceiverBytes = 320;
constexpr std::size_t kCacheLine = 64;
/// So many closed ports are remembered before anything is done to forget them.
constexpr std::size_t kManyLeavers = 64;

/// A queue and what has to be known about ports whose packets may be in it.
struct Queue {
  Queue(Descriptor socket, std::size_t max_payload) : in(std::move(socket), max_payload) {}

  /// A port that was closed. What came to it earlier is not for who opens it next.
  struct Leaver {
    SocketAddress local;
    std::uint64_t serial = 0;  ///< of the socket that it was
    std::uint64_t gone = 0;    ///< when ReceiveQueue::times_empty is this, nothing of it is left
  };

  ReceiveQueue in;
  std::vector<Leaver> leavers;
  std::uint64_t overruns = 0;
};

class SteeredPacketIo final : public PacketIo {
 public:
  SteeredPacketIo(loop::Worker& worker, const PacketIoOptions& options,
                  std::shared_ptr<Steering> steering);
  ~SteeredPacketIo() override;
  base::Result<void> start();

  std::string_view name() const override { return "steered"; }
  std::unique_ptr<SocketRegistration> add(MediaSocket& socket, PacketReceiver& receiver) override;
  bool send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) override;
  void pause() override;
  void resume() override;
  const PacketIoCounters& counters() const override { return counters_; }

  void remove(std::uint32_t index);

 private:
  /// A registered socket; free if it has no receiver.
  struct Entry {
    MediaSocket* socket = nullptr;
    PacketReceiver* receiver = nullptr;
    RawSender* sender = nullptr;  ///< null: by the port's own socket
    SocketAddress local;
    std::uint64_t deliver_from = 0;  ///< of ReceiveQueue::times_empty
    std::uint64_t serial = 0;        ///< of the socket
    std::uint64_t rate_limited = 0;  ///< told to the receiver
    std::uint32_t bound = 0;         ///< in the set of bound sockets
    std::uint32_t slot = 0;          ///< of the steering, if steered
    bool steered = false;
  };

  base::Result<void> open_queue(Family family, std::unique_ptr<Queue>& queue);
  std::uint32_t new_entry();
  void steer(Entry& entry);
  void unsteer(Entry& entry);
  void take_all_from_sockets();
  void empty_queue(Queue* queue);
  Queue& queue_of(const SocketAddress& local) {
    return local.base.sa_family == AF_INET6 ? *ipv6_ : *ipv4_;
  }
  std::uint64_t first_delivery(Queue& queue, const SocketAddress& local, std::uint64_t serial);
  void note_leaver(const Entry& entry);
  base::Result<void> open_senders();
  RawSender* sender_for(const IpAddress& local);
  void flush();
  void on_refused(const RawSender::Refused& refused);

  WakeGrid::Look receive(bool all);
  void drain(Queue& queue, WakeGrid::Look& look);
  void deliver_all(ReceiveQueue& queue, std::size_t received, std::uint64_t times_empty,
                   base::Time now);
  void fetch_entry(std::size_t number, const SocketAddress& destination);
  const Entry* expected(std::size_t number) const;
  void fetch_receiver(std::size_t number) const;
  void deliver(ReceiveQueue::Arrival& arrival, std::uint64_t times_empty, base::Time now);
  void read_counts();
  void read_rate_limited(Entry& entry);
  void read_overruns(Queue* queue);

  loop::Worker& worker_;
  const PacketIoOptions options_;
  const std::shared_ptr<Steering> steering_;
  PacketIoCounters counters_;
  SocketSet sockets_;
  std::unique_ptr<Queue> ipv4_;
  std::unique_ptr<Queue> ipv6_;  ///< null: the system has no IPv6
  bool paused_ = false;
  bool in_batch_ = false;      ///< packets are being delivered from a queue
  bool send_at_once_ = false;  ///< the slot of a packet is used again before the turn ends
  std::vector<std::unique_ptr<RawSender>> senders_;  ///< one for each local address
  PortIndex ports_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_entries_;
  /// Of the arrivals that are being delivered, the entries as they were found when fetched.
  std::array<std::uint32_t, ReceiveQueue::kSlots> expected_{};
  WakeGrid grid_;
  std::unique_ptr<loop::Timer> count_timer_;
};

class SteeredRegistration final : public SocketRegistration {
 public:
  SteeredRegistration(SteeredPacketIo& io, std::uint32_t index) : io_(io), index_(index) {}
  ~SteeredRegistration() override { io_.remove(index_); }

 private:
  SteeredPacketIo& io_;
  const std::uint32_t index_;
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

base::Result<void> SteeredPacketIo::open_queue(Family family, std::unique_ptr<Queue>& queue) {
  auto socket = Steering::open_queue(family);
  if (!socket) return base::Error{socket.error()};
  const int fd = socket->get();
  queue = std::make_unique<Queue>(std::move(*socket), options_.max_payload);
  if (auto set = steering_->set_queue(worker_.index(), family, fd); !set) return set;
  if (!sockets_.add_other(fd, family == Family::ipv6 ? 1 : 0))
    return base::Error{"watching a queue socket: " + std::generic_category().message(errno)};
  return {};
}

std::uint32_t SteeredPacketIo::new_entry() {
  if (free_entries_.empty()) {
    free_entries_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  const std::uint32_t index = free_entries_.back();
  free_entries_.pop_back();
  return index;
}

std::unique_ptr<SocketRegistration> SteeredPacketIo::add(MediaSocket& socket,
                                                         PacketReceiver& receiver) {
  const auto bound = sockets_.add(socket, receiver);
  if (!bound) return nullptr;
  const std::uint32_t index = new_entry();
  Entry& entry = entries_[index];
  entry.socket = &socket;
  entry.receiver = &receiver;
  entry.local = SocketAddress(socket.local());
  entry.serial = socket.serial();
  entry.bound = *bound;
  entry.sender = sender_for(socket.local().address);
  socket.set_tag(index);
  ports_.add(entry.local, index);
  if (!paused_) steer(entry);
  return std::make_unique<SteeredRegistration>(*this, index);
}

void SteeredPacketIo::steer(Entry& entry) {
  entry.deliver_from = first_delivery(queue_of(entry.local), entry.local, entry.serial);
  entry.steered = steering_->add(entry.socket->local(), worker_.index(), &entry.slot);
  if (entry.steered) return;
  const int error = errno;
  LOG_LIMITED(warning, "port %s is received from by itself, which costs more: %s",
              entry.socket->local().to_string().c_str(),
              error == ENOSPC ? "the table of steered ports is full"
                              : std::generic_category().message(error).c_str());
}

/// What comes from now on, comes to the port's own socket.
void SteeredPacketIo::unsteer(Entry& entry) {
  read_rate_limited(entry);
  steering_->remove(entry.local.endpoint(), entry.slot);
  entry.steered = false;
  entry.rate_limited = 0;
}

void SteeredPacketIo::pause() {
  if (std::exchange(paused_, true)) return;
  for (Entry& entry : entries_)
    if (entry.steered) unsteer(entry);
  // The ports' own sockets have what came later.
  empty_queue(ipv4_.get());
  empty_queue(ipv6_.get());
  grid_.stop();
  flush();
}

void SteeredPacketIo::resume() {
  if (!std::exchange(paused_, false)) return;
  take_all_from_sockets();
  for (Entry& entry : entries_)
    if (entry.receiver != nullptr) steer(entry);
  (void)grid_.start(sockets_.fd());
}

void SteeredPacketIo::empty_queue(Queue* queue) {
  if (queue == nullptr) return;
  WakeGrid::Look look;
  const std::uint64_t before = queue->in.times_empty();
  // As much as fits into the queue, and no more: it gets nothing new.
  while (queue->in.times_empty() == before) drain(*queue, look);
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

/// When the queue holds nothing more that came to an earlier socket on the same port.
std::uint64_t SteeredPacketIo::first_delivery(Queue& queue, const SocketAddress& local,
                                              std::uint64_t serial) {
  const auto same_port = [&](const Queue::Leaver& leaver) { return leaver.local.same_as(local); };
  const auto found = std::find_if(queue.leavers.rbegin(), queue.leavers.rend(), same_port);
  if (found == queue.leavers.rend() || found->serial == serial) return 0;
  const bool empty = queue.in.look_if_empty();
  return queue.in.times_empty() + (empty ? 0 : 1);
}

void SteeredPacketIo::note_leaver(const Entry& entry) {
  Queue& queue = queue_of(entry.local);
  if (queue.leavers.size() >= kManyLeavers && !in_batch_) {
    queue.in.look_if_empty();
    const std::uint64_t now = queue.in.times_empty();
    std::erase_if(queue.leavers, [&](const Queue::Leaver& leaver) { return leaver.gone <= now; });
  }
  queue.leavers.push_back({entry.local, entry.serial, queue.in.times_empty() + 1});
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

void SteeredPacketIo::remove(std::uint32_t index) {
  // What is refused may still need the socket and the receiver.
  flush();
  Entry& entry = entries_[index];
  if (entry.steered) {
    unsteer(entry);
    note_leaver(entry);
  }
  ports_.remove(entry.local);
  sockets_.remove(entry.bound);
  entry = {};
  free_entries_.push_back(index);
}

bool SteeredPacketIo::send(MediaSocket& socket, const Packet& packet, const SocketAddress& to) {
  const std::uint32_t tag = socket.tag();
  RawSender* const sender =
      tag < entries_.size() && entries_[tag].socket == &socket ? entries_[tag].sender : nullptr;
  // Outside of the loop's turns nothing would send it at their end.
  if (sender == nullptr || send_at_once_ || worker_.busy_since() == 0 ||
      !sender->can_send(packet.bytes(), to))
    return send_datagram(socket.fd(), packet.bytes(), to, counters_);
  sender->add(socket.local().port, socket.tos(), packet.bytes(), to, tag);
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
  Entry& entry = entries_[refused.tag];
  if (refused.error == EMSGSIZE) {
    // Sockets of ports make fragments.
    if (send_datagram(entry.socket->fd(), refused.payload, refused.to, counters_)) return;
  } else {
    count_refusal(refused.error, counters_);
  }
  entry.receiver->on_send_failed(refused.payload.size());
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

void SteeredPacketIo::drain(Queue& queue, WakeGrid::Look& look) {
  std::size_t received = ReceiveQueue::kSlots;
  for (std::size_t taken = 0; taken < kPacketsPerWakeup && received == ReceiveQueue::kSlots;) {
    const std::uint64_t times_empty = queue.in.times_empty();
    received = queue.in.receive();
    look.now = base::monotonic_now();
    deliver_all(queue.in, received, times_empty, look.now);
    flush();
    taken += received;
    look.packets += received;
  }
}

void SteeredPacketIo::deliver_all(ReceiveQueue& queue, std::size_t received,
                                  std::uint64_t times_empty, base::Time now) {
  std::size_t turn = 0;
  // Do this with the arrival that is delivered so many steps later.
  const auto ahead = [&](std::size_t steps, auto step) {
    const std::size_t behind = (kFetchSteps - steps) * kFetchDistance;
    if (turn >= behind && turn - behind < received) step(turn - behind);
  };
  in_batch_ = true;
  for (; turn < received + kFetchSteps * kFetchDistance; ++turn) {
    ahead(5, [&](std::size_t i) { ports_.prefetch(queue.arrival(i).destination); });
    ahead(4, [&](std::size_t i) { fetch_entry(i, queue.arrival(i).destination); });
    ahead(3, [&](std::size_t i) { fetch_receiver(i); });
    ahead(2, [&](std::size_t i) {
      if (const Entry* entry = expected(i)) entry->receiver->prefetch(Prefetch::early);
    });
    ahead(1, [&](std::size_t i) {
      if (const Entry* entry = expected(i)) entry->receiver->prefetch(Prefetch::late);
    });
    ahead(0, [&](std::size_t i) { deliver(queue.arrival(i), times_empty, now); });
  }
  in_batch_ = false;
}

void SteeredPacketIo::fetch_entry(std::size_t number, const SocketAddress& destination) {
  const auto index = ports_.find(destination);
  expected_[number] = index ? *index : kNoEntry;
  if (index) {
    const auto* entry = reinterpret_cast<const char*>(&entries_[*index]);
    __builtin_prefetch(entry);
    __builtin_prefetch(entry + kCacheLine);
  }
}

/// Null: there is none, or none any more.
const SteeredPacketIo::Entry* SteeredPacketIo::expected(std::size_t number) const {
  if (expected_[number] == kNoEntry) return nullptr;
  const Entry& entry = entries_[expected_[number]];
  return entry.receiver == nullptr ? nullptr : &entry;
}

void SteeredPacketIo::fetch_receiver(std::size_t number) const {
  const Entry* entry = expected(number);
  if (entry == nullptr) return;
  const auto* receiver = reinterpret_cast<const char*>(entry->receiver);
  for (std::size_t at = 0; at < kReceiverBytes; at += kCacheLine)
    __builtin_prefetch(receiver + at, 1);
}

void SteeredPacketIo::deliver(ReceiveQueue::Arrival& arrival, std::uint64_t times_empty,
                              base::Time now) {
  const auto index = ports_.find(arrival.destination);
  if (!index || times_empty < entries_[*index].deliver_from) {
    ++counters_.stale;
    return;
  }
  const Entry& entry = entries_[*index];
  if (arrival.truncated) {
    ++counters_.truncated;
    entry.receiver->on_truncated();
    return;
  }
  ++counters_.received_packets;
  counters_.received_bytes += arrival.packet.size;
  arrival.packet.received = now;
  arrival.packet.socket = entry.socket;
  Packet* const packet = &arrival.packet;
  entry.receiver->on_packets({&packet, 1});
}

void SteeredPacketIo::read_counts() {
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (entries_[i].steered) read_rate_limited(entries_[i]);
  read_overruns(ipv4_.get());
  read_overruns(ipv6_.get());
}

void SteeredPacketIo::read_rate_limited(Entry& entry) {
  const std::uint64_t dropped = steering_->dropped(entry.slot);
  const std::uint64_t more = dropped - entry.rate_limited;
  if (more == 0) return;
  entry.rate_limited = dropped;
  counters_.rate_limited += more;
  entry.receiver->on_rate_limited(more);
}

void SteeredPacketIo::read_overruns(Queue* queue) {
  if (queue == nullptr) return;
  // The system counts with 32 bits.
  const auto more = static_cast<std::uint32_t>(queue->in.overruns() - queue->overruns);
  if (more == 0) return;
  queue->overruns += more;
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
