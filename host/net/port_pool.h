// The UDP ports of one local address.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace rtpengine::net {

struct PortRange {
  std::uint16_t min = 30000;  ///< inclusive
  std::uint16_t max = 40000;  ///< inclusive
  bool operator==(const PortRange&) const = default;
};

class PortPool;

/// A bound, non-blocking UDP socket on a port of a pool. Closing it gives the port back.
/// Owned by one worker; movable.
class MediaSocket {
 public:
  MediaSocket() = default;
  MediaSocket(MediaSocket&& other) noexcept;
  MediaSocket& operator=(MediaSocket&& other) noexcept;
  ~MediaSocket();

  int fd() const { return fd_; }
  const Endpoint& local() const { return local_; }
  explicit operator bool() const { return fd_ >= 0; }
  /// Set TOS or traffic class of what is sent (RFC 2474).
  void set_tos(std::uint8_t tos);
  void close();

 private:
  friend class PortPool;
  std::shared_ptr<PortPool> pool_;
  Endpoint local_;
  int fd_ = -1;
};

/// Thread-safe: signalling on any worker allocates here.
///
/// Ports are handed out in an unpredictable order, and those freed longest ago first, so that
/// stale packets of an ended call have died out before somebody else gets its port.
/// A port that another program holds is skipped and tried again later.
class PortPool : public std::enable_shared_from_this<PortPool> {
 public:
  static std::shared_ptr<PortPool> create(const IpAddress& address, PortRange range);
  ~PortPool();

  /// An even port for RTP and the odd one above for RTCP (RFC 3550 section 11).
  /// The error says which address and range ran out, or what the system refused.
  base::Result<std::pair<MediaSocket, MediaSocket>> open_pair();
  /// One port, odd or even.
  base::Result<MediaSocket> open_single();

  const IpAddress& address() const;
  PortRange range() const;
  /// Widen or narrow the range; ports in use outside the new one are kept until they are closed.
  void set_range(PortRange range);

  std::size_t free_ports() const;
  std::size_t used_ports() const;
  /// Ports in use now, for the audit that looks for ports without a call.
  std::vector<std::uint16_t> used() const;

 private:
  PortPool();
  friend class MediaSocket;
  void give_back(std::uint16_t port);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rtpengine::net
