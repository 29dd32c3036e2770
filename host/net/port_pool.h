// SPDX-License-Identifier: GPL-3.0-or-later
//
// The UDP ports of one local address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/address.h"
#include "net/descriptor.h"
#include "net/port_range.h"

namespace rtpengine::net {

class PortPool;

/// A bound, non-blocking UDP socket on a port of a pool. Closing it gives the port back; the pool
/// may keep the socket itself open for its next user.
/// Owned by one worker; movable.
class MediaSocket {
 public:
  /// Holds no socket.
  MediaSocket() = default;
  MediaSocket(MediaSocket&& other) noexcept;
  MediaSocket& operator=(MediaSocket&& other) noexcept;
  ~MediaSocket();

  int fd() const { return fd_; }
  const Endpoint& local() const { return local_; }
  /// No other socket of this process has, or had, the same number.
  std::uint64_t serial() const { return serial_; }
  explicit operator bool() const { return fd_ >= 0; }
  /// Set TOS or traffic class of what is sent (RFC 2474).
  void set_tos(std::uint8_t tos);
  std::uint8_t tos() const { return tos_; }
  /// A number that belongs to the engine which receives on the socket.
  void set_tag(std::uint32_t tag) { tag_ = tag; }
  std::uint32_t tag() const { return tag_; }
  /// Close it now; the object is empty afterwards.
  void close();
  /// Another process has the socket, too, and goes on with it: close our descriptor and change
  /// nothing about the socket.
  void let_go();

 private:
  friend class PortPool;
  std::shared_ptr<PortPool> pool_;
  Endpoint local_;
  std::uint64_t serial_ = 0;
  int fd_ = -1;
  std::uint32_t tag_ = 0;
  std::uint8_t tos_ = 0;
};

/// Thread-safe: signalling on any worker allocates here.
///
/// Ports are handed out in an unpredictable order, and those freed longest ago first, so that
/// stale packets of an ended call have died out before somebody else gets its port.
/// A port that another program holds is skipped and tried again later; one call to open_pair or
/// open_single tries at most kMaxTries of them.
/// A pool may keep sockets bound for a while when they are closed. What still arrives on them is
/// counted and thrown away: their next user sees nothing of it.
class PortPool : public std::enable_shared_from_this<PortPool> {
 public:
  static constexpr std::size_t kMaxTries = 1000;

  /// How long a socket without a user stays open at most; see close_idle.
  static constexpr base::Time kKeepTime = 10 * base::kSecond;

  /// `keep`: how many sockets without a user stay open at most.
  static std::shared_ptr<PortPool> create(const IpAddress& address, PortRange range,
                                          std::size_t keep = 0);
  ~PortPool();

  /// An even port for RTP and the odd one above for RTCP (RFC 3550 section 11).
  /// The error says which address and range ran out, or what the system refused.
  base::Result<std::pair<MediaSocket, MediaSocket>> open_pair();
  /// One port, odd or even. The other port of its pair stays available here; halves of pairs that
  /// are in use already are preferred once they have rested, so that pairs are kept together.
  base::Result<MediaSocket> open_single();

  /// A socket that another process has bound to a port of this address, in the range or not. What
  /// waits on it stays. Takes the descriptor over, also if it fails.
  base::Result<MediaSocket> adopt(Descriptor socket);

  /// Whether sockets can be bound to the address at present; the error is the one that open_pair
  /// would give. Asks the system, takes no port of the pool.
  base::Result<void> check_address() const;

  const IpAddress& address() const;
  PortRange range() const;
  /// "10.0.0.1 (30000-40000)", for messages.
  std::string to_string() const;
  /// Widen or narrow the range; ports in use outside the new one are kept until they are closed.
  void set_range(PortRange range);
  /// Close sockets that have had no user for kKeepTime. To be called each few seconds.
  void close_idle();

  /// Ports that are not handed out; those that other programs hold, and those of sockets that are
  /// kept, are among them.
  std::size_t free_ports() const;
  std::size_t used_ports() const;
  /// Ports in use now, for the audit that looks for ports without a call.
  std::vector<std::uint16_t> used() const;
  /// Sockets without a user that are open now.
  std::size_t kept_sockets() const;
  /// Packets that arrived on sockets without a user, and were thrown away.
  std::uint64_t stale_packets() const;

 private:
  PortPool(const IpAddress& address, PortRange range, std::size_t keep);
  friend class MediaSocket;
  MediaSocket make_socket(int fd, std::uint16_t port);
  void take_back(int fd, std::uint16_t port);
  void forget(int fd, std::uint16_t port);
  base::Result<std::pair<MediaSocket, MediaSocket>> bind_pair();
  base::Result<MediaSocket> bind_single();
  struct Impl;
  class Refused;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rtpengine::net
