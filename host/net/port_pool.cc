// SPDX-License-Identifier: GPL-3.0-or-later
//
// Hands out sockets that are open still, else opens some on the ports that PortUnits picks. System
// calls are made without the lock; a fresh port costs socket, bind, and for IPv6 one setsockopt.
#include "net/port_pool.h"

#include <netinet/ip.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <span>
#include <system_error>

#include "base/clock.h"
#include "net/kept_sockets.h"
#include "net/port_units.h"

namespace rtpengine::net {

namespace {

using base::Error;

/// A socket that is not bound yet, or is bound but not handed out yet.
class Draft {
 public:
  Draft() = default;
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() { close(); }

  /// Makes the socket, unless there is one from a try before. 0 or an errno.
  int open(Family family) {
    if (fd_ >= 0) return 0;
    fd_ = ::socket(family == Family::ipv4 ? AF_INET : AF_INET6,
                   SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd_ < 0) return errno;
    const int on = 1;
    if (family == Family::ipv6 && setsockopt(fd_, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
      return errno;
    return 0;
  }

  /// 0 or an errno; a socket whose bind failed may be bound to another port.
  int bind(const Endpoint& endpoint) {
    const int error = open(endpoint.address.family);
    if (error) return error;
    const SocketAddress address(endpoint);
    return ::bind(fd_, &address.base, address.size) == 0 ? 0 : errno;
  }

  void swap(Draft& other) { std::swap(fd_, other.fd_); }
  int release() { return std::exchange(fd_, -1); }
  void close() {
    if (fd_ >= 0) ::close(release());
  }

 private:
  int fd_ = -1;
};

std::string system_text(int error) { return std::generic_category().message(error); }

Error refusal(int error, const Endpoint& endpoint) {
  const std::string address = endpoint.address.to_string();
  switch (error) {
    case EMFILE: {
      rlimit limit{};
      getrlimit(RLIMIT_NOFILE, &limit);
      return {"no socket for " + address + ": this process has reached its limit of " +
              std::to_string(limit.rlim_cur) + " open files"};
    }
    case ENFILE:
      return {"no socket for " + address + ": the system has reached its limit of open files"};
    case EADDRNOTAVAIL:
      return {"address " + address + " is not an address of this machine"};
    case EAFNOSUPPORT:
      return {"no socket for " + address + ": this machine does not support " +
              std::string(display_name(endpoint.address.family))};
    default:
      return {"no socket for " + endpoint.to_string() + ": " + system_text(error)};
  }
}

void close_all(const std::vector<KeptSocket>& sockets) {
  for (const KeptSocket& socket : sockets) ::close(socket.fd);
}

/// What a UDP socket is bound to; nothing if it is no such socket.
std::optional<Endpoint> local_of(int fd) {
  SocketAddress address;
  address.size = sizeof address.ipv6;
  int type = 0;
  socklen_t size = sizeof type;
  if (getsockname(fd, &address.base, &address.size) != 0) return {};
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_DGRAM) return {};
  const auto family = address.base.sa_family;
  if (family != AF_INET && family != AF_INET6) return {};
  return address.endpoint();
}

/// Throw away what arrived while the socket had no user, and count it. False: there is no end to
/// it, somebody goes on sending.
bool drain(int fd, std::atomic<std::uint64_t>& packets) {
  constexpr int kMost = 1000;
  for (int i = 0; i < kMost; ++i) {
    char unused;
    if (recv(fd, &unused, sizeof unused, MSG_DONTWAIT) >= 0)
      packets.fetch_add(1, std::memory_order_relaxed);
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      return true;  // else an error of an earlier packet, which is cleared by this
  }
  return false;
}

}  // namespace

MediaSocket::MediaSocket(MediaSocket&& other) noexcept
    : pool_(std::move(other.pool_)),
      local_(std::exchange(other.local_, {})),
      serial_(other.serial_),
      fd_(std::exchange(other.fd_, -1)),
      tag_(other.tag_),
      tos_(std::exchange(other.tos_, std::uint8_t{0})) {}

MediaSocket& MediaSocket::operator=(MediaSocket&& other) noexcept {
  if (this == &other) return *this;
  close();
  pool_ = std::move(other.pool_);
  local_ = std::exchange(other.local_, {});
  serial_ = other.serial_;
  fd_ = std::exchange(other.fd_, -1);
  tag_ = other.tag_;
  tos_ = std::exchange(other.tos_, std::uint8_t{0});
  return *this;
}

MediaSocket::~MediaSocket() { close(); }

void MediaSocket::close() {
  if (fd_ < 0) return;
  if (tos_ != 0) set_tos(0);
  pool_->take_back(std::exchange(fd_, -1), local_.port);
  pool_.reset();
  local_ = {};
}

void MediaSocket::let_go() {
  if (fd_ < 0) return;
  pool_->forget(std::exchange(fd_, -1), local_.port);
  pool_.reset();
  local_ = {};
}

void MediaSocket::set_tos(std::uint8_t tos) {
  const int value = tos_ = tos;
  // Fails only on an empty object; there is nobody to tell.
  if (local_.address.family == Family::ipv6)
    (void)setsockopt(fd_, IPPROTO_IPV6, IPV6_TCLASS, &value, sizeof value);
  else
    (void)setsockopt(fd_, IPPROTO_IP, IP_TOS, &value, sizeof value);
}

struct PortPool::Impl {
  Impl(const IpAddress& a, PortRange range, std::size_t keep)
      : address(a), units(range), kept(keep) {
    publish();
  }
  ~Impl() { close_all(kept.take_all()); }

  /// Copies the counts for readers without the lock. With the lock held.
  void publish() {
    free.store(units.free_ports() + kept.size(), std::memory_order_relaxed);
    used.store(units.used_ports() - kept.size(), std::memory_order_relaxed);
  }

  /// False: there is no room for it.
  bool keep(KeptSocket socket) {
    const base::Time now = base::monotonic_now();
    const std::lock_guard lock(mutex);
    const bool taken = kept.put(socket, now);
    publish();
    return taken;
  }

  template <typename Take>
  auto take_kept(Take&& take) {
    const base::Time now = base::monotonic_now();
    const std::lock_guard lock(mutex);
    auto taken = take(kept, now);
    publish();
    return taken;
  }

  /// A pair without anything on it of the time before.
  std::optional<KeptSockets::Pair> take_kept_pair() {
    while (const auto pair =
               take_kept([](auto& sockets, auto now) { return sockets.take_pair(now); })) {
      if (drain(pair->even.fd, stale) && drain(pair->odd.fd, stale)) return pair;
      retire({pair->even, pair->odd});
    }
    return {};
  }

  std::optional<KeptSocket> take_kept_single() {
    while (const auto socket =
               take_kept([](auto& sockets, auto now) { return sockets.take_single(now); })) {
      if (drain(socket->fd, stale)) return socket;
      retire({*socket});
    }
    return {};
  }

  /// Close what was kept and give the ports back.
  void retire(const std::vector<KeptSocket>& sockets) {
    close_all(sockets);
    // Only now: another thread may open the ports the moment they are back.
    std::vector<std::uint16_t> ports;
    for (const KeptSocket& socket : sockets) ports.push_back(socket.port);
    give_back(ports);
  }

  /// False: there was nothing.
  bool retire_all() {
    const auto all = take_kept([](auto& sockets, auto) { return sockets.take_all(); });
    retire(all);
    return !all.empty();
  }

  std::optional<std::uint16_t> take_pair() {
    const std::lock_guard lock(mutex);
    const auto port = units.take_pair();
    publish();
    return port;
  }

  bool adopt(std::uint16_t port) {
    const std::lock_guard lock(mutex);
    const bool adopted = units.adopt(port);
    publish();
    return adopted;
  }

  std::optional<std::uint16_t> take_single() {
    const base::Time now = base::monotonic_now();
    const std::lock_guard lock(mutex);
    const auto port = units.take_single(now);
    publish();
    return port;
  }

  void give_back(std::span<const std::uint16_t> ports) {
    const base::Time now = base::monotonic_now();
    const std::lock_guard lock(mutex);
    for (const std::uint16_t port : ports) units.give_back(port, now);
    publish();
  }

  /// Why there is nothing more to try after some ports were refused.
  Error exhausted(std::size_t refused) const {
    const std::string name = address.to_string() + " (" + range_text() + ')';
    if (refused == 0) return {"ports of " + name + " are used up"};
    return {"ports of " + name +
            " are used up; other programs hold those that are not in use "
            "here, " +
            std::to_string(refused) + " were tried"};
  }

  std::string range_text() const {
    const std::lock_guard lock(mutex);
    return units.range().to_string();
  }

  const IpAddress address;
  mutable std::mutex mutex;
  PortUnits units;
  KeptSockets kept;
  std::atomic<std::size_t> free{0};
  std::atomic<std::size_t> used{0};
  std::atomic<std::uint64_t> stale{0};
};

/// Ports that could not be bound; they go back to the end of the queue when the search is over, so
/// that no search meets the same port twice.
class PortPool::Refused {
 public:
  explicit Refused(Impl& pool) : pool_(pool) {}
  Refused(const Refused&) = delete;
  Refused& operator=(const Refused&) = delete;
  ~Refused() {
    if (!ports_.empty()) pool_.give_back(ports_);
  }
  void add(std::uint16_t port) { ports_.push_back(port); }
  std::size_t count() const { return ports_.size(); }

 private:
  Impl& pool_;
  std::vector<std::uint16_t> ports_;
};

PortPool::PortPool(const IpAddress& address, PortRange range, std::size_t keep)
    : impl_(std::make_unique<Impl>(address, range, keep)) {}

PortPool::~PortPool() = default;

std::shared_ptr<PortPool> PortPool::create(const IpAddress& address, PortRange range,
                                           std::size_t keep) {
  return std::shared_ptr<PortPool>(new PortPool(address, range, keep));
}

MediaSocket PortPool::make_socket(int fd, std::uint16_t port) {
  static std::atomic<std::uint64_t> last_serial{0};
  MediaSocket socket;
  socket.serial_ = last_serial.fetch_add(1, std::memory_order_relaxed) + 1;
  socket.pool_ = shared_from_this();
  socket.local_ = {impl_->address, port};
  socket.fd_ = fd;
  return socket;
}

base::Result<std::pair<MediaSocket, MediaSocket>> PortPool::open_pair() {
  if (const auto kept = impl_->take_kept_pair())
    return std::pair(make_socket(kept->even.fd, kept->even.port),
                     make_socket(kept->odd.fd, kept->odd.port));
  auto pair = bind_pair();
  // What is kept may be what there is too little of.
  if (!pair && impl_->retire_all()) pair = bind_pair();
  return pair;
}

base::Result<MediaSocket> PortPool::open_single() {
  if (const auto kept = impl_->take_kept_single()) return make_socket(kept->fd, kept->port);
  auto socket = bind_single();
  if (!socket && impl_->retire_all()) socket = bind_single();
  return socket;
}

base::Result<std::pair<MediaSocket, MediaSocket>> PortPool::bind_pair() {
  Draft even;
  Draft odd;
  Refused refused(*impl_);
  while (refused.count() < 2 * kMaxTries) {
    const auto port = impl_->take_pair();
    if (!port) break;
    const Endpoint first{impl_->address, *port};
    const Endpoint second{impl_->address, static_cast<std::uint16_t>(*port + 1)};
    int error = even.bind(first);
    if (!error) {
      error = odd.bind(second);
      if (!error)
        return std::pair(make_socket(even.release(), first.port),
                         make_socket(odd.release(), second.port));
      // The even one is bound for good; the other can serve for the next try.
      even.close();
      even.swap(odd);
    }
    refused.add(first.port);
    refused.add(second.port);
    if (error != EADDRINUSE) return refusal(error, first);
  }
  return impl_->exhausted(refused.count());
}

base::Result<MediaSocket> PortPool::bind_single() {
  Draft draft;
  Refused refused(*impl_);
  while (refused.count() < kMaxTries) {
    const auto port = impl_->take_single();
    if (!port) break;
    const int error = draft.bind({impl_->address, *port});
    if (!error) return make_socket(draft.release(), *port);
    refused.add(*port);
    if (error != EADDRINUSE) return refusal(error, {impl_->address, *port});
  }
  return impl_->exhausted(refused.count());
}

base::Result<void> PortPool::check_address() const {
  Draft draft;
  const Endpoint any_port{impl_->address, 0};
  const int error = draft.bind(any_port);
  if (error && error != EADDRINUSE) return refusal(error, any_port);
  return {};
}

void PortPool::take_back(int fd, std::uint16_t port) {
  const KeptSocket socket{port, fd};
  if (!impl_->keep(socket)) impl_->retire({socket});
}

void PortPool::forget(int fd, std::uint16_t port) { impl_->retire({{port, fd}}); }

base::Result<MediaSocket> PortPool::adopt(Descriptor socket) {
  const auto local = local_of(socket.get());
  if (!local || local->address != impl_->address) {
    return Error{"a socket that was handed over is not one of " + impl_->address.to_string()};
  }
  if (!impl_->adopt(local->port)) return Error{local->to_string() + " is in use already"};
  return make_socket(socket.release(), local->port);
}

void PortPool::close_idle() {
  impl_->retire(impl_->take_kept(
      [](auto& sockets, base::Time now) { return sockets.take_older(now - kKeepTime); }));
}

std::size_t PortPool::kept_sockets() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->kept.size();
}

std::uint64_t PortPool::stale_packets() const { return impl_->stale; }

const IpAddress& PortPool::address() const { return impl_->address; }

PortRange PortPool::range() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->units.range();
}

std::string PortPool::to_string() const {
  return impl_->address.to_string() + " (" + impl_->range_text() + ')';
}

void PortPool::set_range(PortRange range) {
  impl_->retire_all();
  const std::lock_guard lock(impl_->mutex);
  impl_->units.set_range(range);
  impl_->publish();
}

std::size_t PortPool::free_ports() const { return impl_->free; }

std::size_t PortPool::used_ports() const { return impl_->used; }

std::vector<std::uint16_t> PortPool::used() const {
  const std::lock_guard lock(impl_->mutex);
  std::vector<std::uint16_t> all = impl_->units.used();
  const std::vector<std::uint16_t> kept = impl_->kept.ports();
  std::erase_if(all, [&kept](std::uint16_t port) {
    return std::binary_search(kept.begin(), kept.end(), port);
  });
  return all;
}

}  // namespace rtpengine::net
