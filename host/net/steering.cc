// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/steering.h"

#include <linux/in6.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "net/socket_options.h"

namespace rtpengine::net {
namespace {

/// What may wait for a worker, in bytes as the kernel counts them (about 800 for a short datagram):
/// a few hundred milliseconds of what one worker can relay.
constexpr int kQueueBytes = 16 << 20;

/// A socket that the kernel lets a program choose has to have a port. The loopback address keeps
/// that port from the network, also where the system has no such address.
base::Result<Descriptor> open_bound(Family family) {
  const bool ipv6 = family == Family::ipv6;
  const std::string attempt = "opening an " + std::string(display_name(family)) + " queue socket";
  Descriptor socket(
      ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return system_failure(attempt, errno);
  const bool set = ipv6 ? set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY) &&
                              set_option(socket.get(), IPPROTO_IPV6, IPV6_FREEBIND)
                        : set_option(socket.get(), IPPROTO_IP, IP_FREEBIND);
  if (!set) return system_failure(attempt, errno);
  const SocketAddress any_port({*IpAddress::parse(ipv6 ? "::1" : "127.0.0.1"), 0});
  if (bind(socket.get(), &any_port.base, any_port.size) != 0) return system_failure(attempt, errno);
  return socket;
}

}  // namespace

Steering::Steering(const SteeringOptions& options) : options_(options) {}

Steering::~Steering() {
  if (slots_ != nullptr) munmap(slots_, slots_bytes_);
}

base::Result<std::shared_ptr<Steering>> Steering::open(const SteeringOptions& options) {
  const std::shared_ptr<Steering> steering(new Steering(options));
  if (auto started = steering->start(); !started) return base::Error{started.error()};
  return steering;
}

base::Result<void> Steering::start() {
  if (auto made = make_maps(); !made) return made;
  if (auto made = make_bins(); !made) return made;
  const SteeringMaps maps{ports_map_.get(), slots_map_.get(), queues_map_.get()};
  auto program = bpf::load_sk_lookup("rtpengine_steer", steering_program(maps, options_.limit));
  if (!program) return base::Error{program.error()};
  auto link = bpf::attach_sk_lookup(program->get());
  if (!link) return base::Error{link.error()};
  link_ = std::move(*link);
  return {};
}

base::Result<void> Steering::make_maps() {
  const auto entries = static_cast<std::uint32_t>(options_.max_ports);
  auto ports = bpf::create_map({"rtpengine_ports", BPF_MAP_TYPE_HASH, sizeof(SteeredPort),
                                sizeof(SteeredTo), entries, BPF_F_NO_PREALLOC});
  if (!ports) return base::Error{ports.error()};
  ports_map_ = std::move(*ports);
  auto slots = bpf::create_map({"rtpengine_slots", BPF_MAP_TYPE_ARRAY, sizeof(std::uint32_t),
                                sizeof(SteeringSlot), entries, BPF_F_MMAPABLE});
  if (!slots) return base::Error{slots.error()};
  slots_map_ = std::move(*slots);
  auto queues = bpf::create_map({"rtpengine_queue", BPF_MAP_TYPE_SOCKMAP, sizeof(std::uint32_t),
                                 sizeof(std::uint64_t), queue_of(options_.workers, Family::ipv4)});
  if (!queues) return base::Error{queues.error()};
  queues_map_ = std::move(*queues);

  slots_bytes_ = entries * sizeof(SteeringSlot);
  void* memory =
      mmap(nullptr, slots_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, slots_map_.get(), 0);
  if (memory == MAP_FAILED) return system_failure("sharing a BPF map with the kernel", errno);
  slots_ = static_cast<SteeringSlot*>(memory);
  return {};
}

base::Result<void> Steering::make_bins() {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    if (!system_has(family)) continue;
    auto bin = open_bound(family);
    if (!bin) return base::Error{bin.error()};
    if (!keep_nothing(bin->get())) return system_failure("setting the filter of a socket", errno);
    const std::uint32_t index = family == Family::ipv6 ? kBinIpv6 : kBinIpv4;
    const std::uint64_t value = std::uint64_t(bin->get());
    if (const int error = bpf::set(queues_map_.get(), &index, &value))
      return system_failure("putting a socket into a BPF map", error);
    bins_[index] = std::move(*bin);
  }
  return {};
}

bool Steering::system_has(Family family) {
  return bool(Descriptor(
      ::socket(family == Family::ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
}

base::Result<Descriptor> Steering::open_queue(Family family) {
  auto socket = open_bound(family);
  if (!socket) return socket;
  const bool ipv6 = family == Family::ipv6;
  if (!set_option(socket->get(), SOL_SOCKET, SO_RCVBUFFORCE, kQueueBytes))
    return system_failure("setting the buffer size of a queue socket", errno);
  if (!(ipv6 ? set_option(socket->get(), IPPROTO_IPV6, IPV6_RECVORIGDSTADDR)
             : set_option(socket->get(), IPPROTO_IP, IP_RECVORIGDSTADDR)))
    return system_failure("asking for the destination of datagrams", errno);
  return socket;
}

base::Result<void> Steering::set_queue(unsigned worker, Family family, int socket) {
  const std::uint32_t index = queue_of(worker, family);
  const std::uint64_t value = std::uint64_t(socket);
  if (const int error = bpf::set(queues_map_.get(), &index, &value))
    return system_failure("putting a socket into a BPF map", error);
  return {};
}

bool Steering::take_slot(std::uint32_t* slot) {
  const std::lock_guard lock(mutex_);
  if (!free_slots_.empty()) {
    *slot = free_slots_.back();
    free_slots_.pop_back();
  } else if (unused_slots_ < options_.max_ports) {
    *slot = unused_slots_++;
  } else {
    return false;
  }
  return true;
}

bool Steering::add(const Endpoint& local, unsigned worker, std::uint32_t* slot) {
  if (!take_slot(slot)) {
    errno = ENOSPC;
    return false;
  }
  // Nobody else uses it before the port is in the map.
  slots_[*slot] = {};
  const SteeredPort key(local);
  const SteeredTo value{*slot, queue_of(worker, local.address.family)};
  const int error = bpf::set(ports_map_.get(), &key, &value);
  if (error == 0) return true;
  const std::lock_guard lock(mutex_);
  free_slots_.push_back(*slot);
  errno = error;
  return false;
}

void Steering::remove(const Endpoint& local, std::uint32_t slot) {
  const SteeredPort key(local);
  (void)bpf::erase(ports_map_.get(), &key);  // it can only be that it is not there
  const std::lock_guard lock(mutex_);
  free_slots_.push_back(slot);
}

std::uint64_t Steering::dropped(std::uint32_t slot) const {
  return __atomic_load_n(&slots_[slot].dropped, __ATOMIC_RELAXED);
}

std::size_t Steering::ports() const {
  const std::lock_guard lock(mutex_);
  return unused_slots_ - free_slots_.size();
}

}  // namespace rtpengine::net
