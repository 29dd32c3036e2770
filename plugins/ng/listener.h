// SPDX-License-Identifier: GPL-3.0-or-later
//
// One socket that is listened on: reads datagrams on a worker and has them served.
#pragma once

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <rtpengine/loop.h>

#include "allow_list.h"
#include "dispatcher.h"
#include "udp_socket.h"

namespace rtpengine::ng {

/// Reads what waits on a socket, and has it served. One thread.
class Reader {
 public:
  /// Borrows all of them.
  Reader(Dispatcher* dispatcher, UdpSocket* socket, const AllowList* sources) noexcept;
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// At most kBatch * kRounds datagrams.
  void read() noexcept;

 private:
  static constexpr std::size_t kBatch = 16;
  /// One turn of the loop serves no more than this many batches, for the sake of media packets.
  static constexpr std::size_t kRounds = 4;

  std::size_t arm() noexcept;
  std::size_t receive(std::size_t armed) noexcept;
  void serve(std::size_t slot) noexcept;
  void discard_one() noexcept;

  Dispatcher* const dispatcher_;
  UdpSocket* const socket_;
  const AllowList* const sources_;

  // A slot keeps its request as long as it is not given away.
  std::array<Request*, kBatch> requests_ = {};
  std::array<mmsghdr, kBatch> messages_ = {};
  std::array<iovec, kBatch> vectors_ = {};
  struct alignas(cmsghdr) Control {
    char bytes[kControlSize];
  };
  std::array<Control, kBatch> controls_ = {};
};

/// Opened, started, stopped and destroyed on the main thread. After stop its socket still sends
/// replies; it must live until the host has delivered them all.
class Listener final : public FdHandler {
 public:
  /// Borrows the dispatcher.
  explicit Listener(Dispatcher* dispatcher) noexcept;
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Bind. Returns 0 or an errno value.
  int open(const SocketAddress& address, int tos) noexcept { return socket_.open(address, tos); }

  /// Go on with a socket that is bound there already. Returns 0 or an errno value.
  int adopt(int fd, const SocketAddress& address, int tos) noexcept {
    return socket_.adopt(fd, address, tos);
  }

  /// Take requests from these networks only. Before start.
  void allow_only(AllowList sources) { sources_ = std::move(sources); }

  /// Begin to read, on this worker. False if the host does not watch the socket.
  bool start(std::uint32_t worker) noexcept;
  /// When this returns nothing is being read there, and nothing will be. Idempotent.
  void stop() noexcept;

  const UdpSocket& socket() const noexcept { return socket_; }

  void on_ready(std::int32_t fd, std::uint32_t events) noexcept override;

  /// How often the worker has come to read. Any thread.
  std::uint32_t visits() const noexcept { return visits_.load(std::memory_order_relaxed); }
  /// Read although the worker may be at it, too. One thread, the deputy's.
  void read_for_worker() noexcept { deputy_.read(); }

 private:
  UdpSocket socket_;
  AllowList sources_;
  LoopV1& loop_;
  WatchHandle watch_ = 0;
  std::atomic<std::uint32_t> visits_ = 0;
  Reader reader_;  ///< the worker's, from start to stop
  Reader deputy_;
};

}  // namespace rtpengine::ng
